import { PANEL_TABS, type PanelTab } from '../../state/model.ts'
import { questionKind, withTab } from '../../state/panel.ts'
import type { Workstation } from '../../state/workstation.ts'

/** Keys of the tabs; Ctrl+1…9 are the chats'. */
export const PANEL_KEYS: Readonly<Record<PanelTab, string>> = {
  orders: 'Alt+1',
  buyer: 'Alt+2',
  quick: 'Alt+3',
}

/** For the registry of keys and the palette: shows a tab of the panel and goes into it. */
export const PANEL_ACTIONS = PANEL_TABS.map((tab) => ({
  id: `panel.${tab}` as const,
  tab,
  keys: PANEL_KEYS[tab],
  label: `chats:panel.tab.${tab}` as const,
  run: (workstation: Workstation) => showPanel(workstation, tab, true),
}))

/** Remembers the tab for this kind of question; `go`: the keyboard goes along. */
export function showPanel({ store, actions }: Workstation, tab: PanelTab, go: boolean): void {
  const { current, view, departed, panelTabs } = store.getState()
  if (current === null) return
  const chat = view?.conversations[current] ?? departed[current]?.view ?? null
  const tabs = withTab(panelTabs, questionKind(chat), tab)
  // In a narrow window it lies over the chat, and that is not kept.
  const over = window.matchMedia('(max-width: 1100px)').matches
  actions.desk.set(over ? { panelTabs: tabs } : { panelTabs: tabs, panelOpen: true })
  if (over) store.setState({ panelOver: true })
  if (go) requestAnimationFrame(() => document.getElementById(`panel-tab-${tab}`)?.focus())
}
