import type { Workspace } from '#shared/bridge/contract.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { AgentView } from '#shared/protocol/view.ts'
import { initialDesk, PANEL_TABS, type Desk, type Sort, type PanelTab } from './model.ts'

export const DESK_KEY = 'desk'
export const PANEL_WIDTH = { min: 260, max: 560 } as const

export const SORTS = ['waiting', 'newest', 'hand'] as const satisfies readonly Sort[]

export function deskOf(state: Desk): Desk {
  const { tabs, current, panelOpen, panelWidth, panelTabs, collapsed, sort, hand, answered } = state
  return { tabs, current, panelOpen, panelWidth, panelTabs, collapsed, sort, hand, answered }
}

/**
 * The desk as it was left; anything unknown or ill-formed (an older or newer version wrote it)
 * falls back to the default, piece by piece. Tabs of conversations that are over are left out.
 */
export function restoredDesk(workspace: Workspace, view: AgentView): Desk {
  const stored = workspace[DESK_KEY]
  const value: Partial<Record<keyof Desk, unknown>> =
    typeof stored === 'object' && stored !== null ? stored : {}
  const tabs = strings(value.tabs).filter((id) => view.conversations[id])
  const current = typeof value.current === 'string' ? value.current : null
  return {
    tabs,
    current: current !== null && tabs.includes(current) ? current : (tabs[0] ?? null),
    panelOpen: typeof value.panelOpen === 'boolean' ? value.panelOpen : initialDesk.panelOpen,
    panelWidth:
      typeof value.panelWidth === 'number' && Number.isFinite(value.panelWidth)
        ? clampPanel(value.panelWidth)
        : initialDesk.panelWidth,
    panelTabs: tabsByKind(value.panelTabs),
    // An earlier version knew no group of the closed ones: it begins folded.
    collapsed:
      value.sort === undefined && value.collapsed !== undefined
        ? [...strings(value.collapsed), 'closed']
        : (given(value.collapsed) ?? initialDesk.collapsed),
    sort: SORTS.find((sort) => sort === value.sort) ?? initialDesk.sort,
    hand: strings(value.hand).filter((id) => view.conversations[id]),
    answered: strings(value.answered).filter((id) => view.conversations[id]),
  }
}

/** Of a window of one chat. */
export function deskOfOne(conversation: ConversationId): Desk {
  return { ...initialDesk, tabs: [conversation], current: conversation }
}

/** Once the key that sends was the desk's; an own choice moves to the preferences. */
export function movedSendKey(workspace: Workspace): 'ctrl-enter' | null {
  const stored = workspace[DESK_KEY]
  const value: { sendKey?: unknown } = typeof stored === 'object' && stored !== null ? stored : {}
  return value.sendKey === 'ctrl-enter' ? 'ctrl-enter' : null
}

export function clampPanel(width: number): number {
  return Math.round(Math.min(PANEL_WIDTH.max, Math.max(PANEL_WIDTH.min, width)))
}

function given(value: unknown): string[] | null {
  return Array.isArray(value) ? strings(value) : null
}

/** Kinds of questions that were met longest ago are forgotten. */
export const KINDS_KEPT = 60

function tabsByKind(value: unknown): Desk['panelTabs'] {
  if (typeof value !== 'object' || value === null) return {}
  const known: [string, PanelTab][] = []
  for (const [kind, tab] of Object.entries(value)) {
    const one = PANEL_TABS.find((name) => name === tab)
    if (one) known.push([kind, one])
  }
  return Object.fromEntries(known.slice(-KINDS_KEPT))
}

function strings(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : []
}
