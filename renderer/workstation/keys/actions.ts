import type { Preferences } from '#shared/bridge/preferences.ts'
import type { ConversationView } from '#shared/protocol/model.ts'
import { enterPractice } from '../../practice/turn.ts'
import { mayManage } from '../../state/chats.ts'
import type { WorkState } from '../../state/model.ts'
import { mayForward } from '../../state/team-actions.ts'
import { SORTS } from '../../state/workspace.ts'
import type { Workstation } from '../../state/workstation.ts'
import { shown } from '../list/shown.ts'
import { PANEL_ACTIONS } from '../panel/tabs.ts'
import type { Combo } from './combos.ts'
import { clickButton, focusIn, hasWords, nextPane, quoteNewest } from './doing.ts'
import { recallNewest } from './recall.ts'
import { switchQuiet } from './quiet.ts'

export const ACTION_GROUPS = ['everywhere', 'chats', 'reply', 'lines', 'panel', 'list'] as const
export type ActionGroup = (typeof ACTION_GROUPS)[number]

interface Call {
  readonly combo: Combo
  readonly target: EventTarget | null
}

/**
 * Something that a key does. Its name is the locale's `keys:action.<id>`. Those without `run` are
 * done by the field or list that has the focus; their keys are shown and can't be changed.
 */
export interface Action {
  readonly id: string
  readonly group: ActionGroup
  /** By default. A person may take it away. */
  readonly keys: readonly Combo[]
  /** Where: `chats`: not while the management lies over them. */
  readonly scope: 'everywhere' | 'chats'
  /** In a window of one chat, too: nothing in it leads to another. */
  readonly alone: boolean
  /** While a field has the focus: always, or only while that field is empty. */
  readonly typing: 'always' | 'empty'
  /** False: it is of no use now, and the key is not ours. */
  readonly run?: (workstation: Workstation, call: Call) => boolean | void
}

interface Part {
  readonly alone?: boolean
  readonly typing?: Action['typing']
}

const everywhere = (id: string, keys: Combo, run: Action['run'], part: Part = {}): Action =>
  made(id, 'everywhere', [keys], 'everywhere', run, part)
const inChats = (
  group: ActionGroup,
  id: string,
  keys: Combo,
  run: Action['run'],
  part: Part = {},
): Action => made(id, group, [keys], 'chats', run, part)
const fixed = (group: ActionGroup, id: string, ...keys: Combo[]): Action =>
  made(id, group, keys, group === 'everywhere' ? 'everywhere' : 'chats', undefined, { alone: true })

function made(
  id: string,
  group: ActionGroup,
  keys: readonly Combo[],
  scope: Action['scope'],
  run: Action['run'],
  { alone = false, typing = 'always' }: Part,
): Action {
  return { id, group, keys, scope, alone, typing, ...(run ? { run } : {}) }
}

const chatIn = ({ view, current }: WorkState): ConversationView | undefined =>
  current === null ? undefined : view?.conversations[current]
const self = ({ view }: WorkState) => view?.accounts[view.me]

function closeNow({ store, actions }: Workstation, withSummary: boolean): boolean {
  const { picked, current, view } = store.getState()
  const several = picked !== null && picked.length > 0
  const chosen = several ? picked : current === null ? [] : [current]
  if (chosen.length === 0) return false
  if (!several && current !== null && !view?.conversations[current]) actions.chats.closeTab(current)
  else actions.chats.startClose(chosen, withSummary)
  return true
}

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const
const IN_ONE: Part = { alone: true }

const SORT_KEYS = { waiting: 'F2', newest: 'F3', hand: 'F4' } as const satisfies Record<
  (typeof SORTS)[number],
  string
>

/** In the order of the sheet. */
export const ACTIONS: readonly Action[] = [
  everywhere('palette', 'Ctrl+K', ({ actions }) =>
    actions.desk.show({ kind: 'palette', within: null }),
  ),
  everywhere('sheet', 'F1', ({ actions }) => actions.desk.show({ kind: 'keys' }), IN_ONE),
  everywhere('settings', 'Ctrl+,', ({ actions }) => actions.desk.show({ kind: 'settings' })),
  everywhere('suspend', 'Ctrl+Shift+S', ({ store, actions }) => {
    if (self(store.getState())?.suspended) void actions.chats.resume()
    else actions.desk.show({ kind: 'suspend' })
  }),
  fixed('everywhere', 'suspendAnywhere', 'Ctrl+Alt+Shift+S'),
  everywhere('quiet', 'Ctrl+Shift+D', switchQuiet, IN_ONE),
  everywhere('practice', 'Ctrl+Shift+Y', (workstation) => {
    const { store, actions } = workstation
    const state = store.getState()
    if (state.app?.practice !== true) void enterPractice(workstation)
    else actions.chats.show(state.screen === 'practice' ? 'chats' : 'practice')
  }),
  everywhere('management', 'Ctrl+Shift+M', ({ store, actions }) => {
    const state = store.getState()
    if (state.screen === 'management') actions.chats.show('chats')
    else if (mayManage(state)) actions.chats.show('management')
    else return false
    return true
  }),
  everywhere('panes', 'F6', () => nextPane(1), IN_ONE),
  everywhere('panesBack', 'Shift+F6', () => nextPane(-1), IN_ONE),
  everywhere(
    'theme',
    'Ctrl+Shift+L',
    ({ store, actions }) => {
      const theme = store.getState().app?.theme ?? 'system'
      const dark =
        theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark'
      actions.desk.setTheme(dark ? 'light' : 'dark')
    },
    IN_ONE,
  ),
  fixed('everywhere', 'zoom', 'Ctrl+=', 'Ctrl+-', 'Ctrl+0'),
  fixed('everywhere', 'back', 'Escape'),
  everywhere('invisible', 'F9', ({ store, actions }) => {
    void actions.chats.invisible(self(store.getState())?.invisible !== true)
  }),
  everywhere('handover', 'Shift+F9', ({ store, actions }) => {
    const { view } = store.getState()
    if (view) actions.desk.show({ kind: 'handover', from: view.me })
  }),
  everywhere('doctor', 'F8', ({ actions }) => actions.desk.show({ kind: 'doctor' })),
  everywhere('signOut', 'Shift+F12', ({ actions }) => actions.desk.show({ kind: 'sign-out' })),

  everywhere('longest', 'Ctrl+J', ({ actions }) => actions.chats.openLongestWaiting()),
  inChats('chats', 'up', 'Alt+ArrowUp', ({ actions }) => actions.chats.step(-1, shown.ids)),
  inChats('chats', 'down', 'Alt+ArrowDown', ({ actions }) => actions.chats.step(1, shown.ids)),
  made(
    'tab',
    'chats',
    DIGITS.map((digit) => `Ctrl+${digit}`),
    'everywhere',
    ({ actions }, { combo }) => actions.chats.openTab(Number(combo.at(-1)) - 1),
    {},
  ),
  inChats(
    'chats',
    'forward',
    'Ctrl+Shift+F',
    ({ store, actions }) => {
      const state = store.getState()
      const chat = chatIn(state)
      if (state.picked && state.picked.length > 0) actions.chats.forwardPicked()
      else if (chat && mayForward(state, chat.id))
        actions.desk.show({ kind: 'forward', conversation: chat.id })
    },
    IN_ONE,
  ),
  inChats('chats', 'close', 'Ctrl+W', (workstation) => closeNow(workstation, false), IN_ONE),
  inChats('chats', 'closeWith', 'Ctrl+Shift+W', (station) => closeNow(station, true), IN_ONE),
  made(
    'undo',
    'chats',
    ['Ctrl+Z'],
    'everywhere',
    ({ store, actions }) => {
      if (store.getState().pending.length === 0) return false
      void actions.chats.pending.undo()
      return true
    },
    { alone: true, typing: 'empty' },
  ),
  inChats('chats', 'claim', 'Ctrl+Shift+T', () => clickButton('claim'), IN_ONE),
  inChats('chats', 'decline', 'Ctrl+Shift+G', () => clickButton('decline'), IN_ONE),
  inChats('chats', 'pin', 'Ctrl+Shift+P', ({ store, actions }) => {
    const chat = chatIn(store.getState())
    if (!chat) return false
    actions.chats.pin(chat.buyer.id)
    return true
  }),
  inChats(
    'chats',
    'tearOff',
    'Ctrl+Shift+O',
    ({ store, actions }) => {
      const state = store.getState()
      const chat = chatIn(state)
      if (!chat) return false
      void (state.tornOff.includes(chat.id)
        ? actions.chats.putBack(chat.id)
        : actions.chats.tearOff(chat.id))
      return true
    },
    IN_ONE,
  ),
  inChats('chats', 'pick', 'Ctrl+Shift+X', ({ store, actions }) => {
    actions.chats.picking(store.getState().picked === null)
  }),
  everywhere(
    'find',
    'Ctrl+F',
    ({ store, actions }) => {
      const { current, screen } = store.getState()
      if (current === null) return false
      actions.desk.show({ kind: 'palette', within: screen === 'management' ? null : current })
      return true
    },
    IN_ONE,
  ),
  inChats('chats', 'vip', 'F7', ({ store, actions }) => {
    const state = store.getState()
    const chat = chatIn(state)
    if (!chat || !mayManage(state)) return false
    void actions.chats.setVip(chat.buyer, !chat.buyer.vip)
    return true
  }),
  ...SORTS.map((sort) =>
    inChats('chats', `sort_${sort}`, SORT_KEYS[sort], ({ actions }) =>
      actions.chats.sortBy(sort, shown.ids),
    ),
  ),

  fixed('reply', 'send', 'Enter'),
  fixed('reply', 'line', 'Shift+Enter'),
  inChats('reply', 'write', 'Ctrl+E', () => focusIn('[data-pane="composer"] textarea'), IN_ONE),
  fixed('reply', 'slash', '/'),
  inChats('reply', 'phrases', 'Ctrl+/', () => clickButton('phrases'), IN_ONE),
  inChats('reply', 'emoji', 'Ctrl+Shift+E', () => clickButton('emoji'), IN_ONE),
  inChats('reply', 'attach', 'Ctrl+O', () => clickButton('attach'), IN_ONE),
  inChats('reply', 'screenshot', 'Alt+A', () => clickButton('screenshot'), IN_ONE),
  inChats('reply', 'quote', 'Ctrl+Shift+Q', quoteNewest, IN_ONE),
  inChats('reply', 'recall', 'Ctrl+Shift+R', recallNewest, IN_ONE),
  inChats('reply', 'whisper', 'Ctrl+Shift+H', () => clickButton('whisper'), IN_ONE),

  fixed('lines', 'lineUp', 'ArrowUp'),
  fixed('lines', 'lineQuote', 'Q'),
  fixed('lines', 'lineCopy', 'C'),
  fixed('lines', 'lineRecall', 'R'),
  fixed('lines', 'lineSave', 'S'),
  fixed('lines', 'lineUnmask', 'E'),

  ...PANEL_ACTIONS.map(({ tab, keys, run }) =>
    inChats(
      'panel',
      `panel_${tab}`,
      keys,
      (workstation) => {
        if (workstation.store.getState().current === null) return false
        run(workstation)
        return true
      },
      IN_ONE,
    ),
  ),
  inChats('panel', 'panel', 'Ctrl+B', () => clickButton('panel'), IN_ONE),

  fixed('list', 'rowMenu', 'Shift+F10'),
  fixed('list', 'rowPick', 'Ctrl+Space'),
  fixed('list', 'rowMove', 'Alt+Shift+ArrowUp', 'Alt+Shift+ArrowDown'),
]

/** Whether the action may work now, by where the person is; `run` says whether it did. */
export function mayRun(action: Action, state: WorkState, target: EventTarget | null): boolean {
  if (state.alone !== null && !action.alone) return false
  if (action.scope === 'chats' && state.screen !== 'chats') return false
  return action.typing === 'always' || !hasWords(target)
}

/** The keys of Enter follow the setting. */
export function sendingKeys(sendKey: Preferences['sendKey']): { send: Combo; line: Combo } {
  return sendKey === 'enter'
    ? { send: 'Enter', line: 'Shift+Enter' }
    : { send: 'Ctrl+Enter', line: 'Enter' }
}
