import type { ConversationView } from '#shared/protocol/model.ts'
import { PANEL_TABS, type Desk, type PanelTab } from './model.ts'
import { KINDS_KEPT } from './workspace.ts'

/** What is asked about, as far as it tells which tab is of use: the choice, the group, the category. */
export function questionKind(chat: Pick<ConversationView, 'source' | 'group'> | null): string {
  if (chat?.source?.choice !== undefined) return `choice:${chat.source.choice}`
  if (chat?.group != null) return `group:${chat.group}`
  if (chat?.source?.category !== undefined) return `category:${chat.source.category}`
  return ''
}

/** `noOrders`: the shop has no order system, then the buyer is the first thing to see. */
export function tabOf(tabs: Desk['panelTabs'], kind: string, noOrders: boolean): PanelTab {
  return tabs[kind] ?? (noOrders ? 'buyer' : 'orders')
}

/** The kind that was set last stands last, and is forgotten last. */
export function withTab(tabs: Desk['panelTabs'], kind: string, tab: PanelTab): Desk['panelTabs'] {
  const { [kind]: _before, ...rest } = tabs
  return Object.fromEntries([...Object.entries(rest), [kind, tab] as const].slice(-KINDS_KEPT))
}

export function tabBeside(tab: PanelTab, by: 1 | -1): PanelTab {
  const at = PANEL_TABS.indexOf(tab) + by + PANEL_TABS.length
  return PANEL_TABS[at % PANEL_TABS.length] ?? tab
}
