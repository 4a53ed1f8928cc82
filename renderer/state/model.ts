import type { AppState, BridgeFailure, Connection, OutboxView } from '#shared/bridge/contract.ts'
import { DEFAULT_PREFERENCES, type Preferences } from '#shared/bridge/preferences.ts'
import type { Figures } from '#shared/measures/figures.ts'
import type {
  AccountId,
  ConversationId,
  ConversationView,
  FileRef,
  Message,
} from '#shared/protocol/model.ts'
import type { AgentView } from '#shared/protocol/view.ts'
import type { SecurityAlert } from './alerts.ts'

/** A stretch of one conversation without holes: cseq of neighbours differ by one. */
export interface Segment {
  readonly conversation: ConversationId
  /** Ascending. */
  readonly messages: readonly Message[]
  /** Its first message is loaded. */
  readonly complete: boolean
  readonly previous: ConversationId | null
}

/** What is loaded of a chat: its own conversation last, the same buyer's earlier ones before it. */
export interface Timeline {
  readonly segments: readonly Segment[]
  readonly older: LoadState
  readonly newer: LoadState
}
export type LoadState = 'idle' | 'loading' | 'failed'

/**
 * An outgoing message as the timeline shows it. `handing`: on its way to the main process, which
 * has not named a cid yet. `lingering`: the gateway has it, its event has not come yet.
 */
export interface OutboxEntry extends Omit<OutboxView, 'state'> {
  readonly state: OutboxView['state'] | 'handing' | 'lingering'
}

/** Why a chat that is still open here is no longer in the list. */
export interface Departed {
  readonly why: 'closed' | 'forwarded' | 'past' | 'offer_over'
  /** The account it went to. */
  readonly to: string | null
  readonly buyerName: string
  readonly view: ConversationView | null
}

export interface Attachment {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly size: number
  readonly state: 'uploading' | 'ready' | 'failed'
  /** While uploading, 0 to 1; null: nothing has been told yet. */
  readonly part: number | null
  readonly error: BridgeFailure['code'] | null
  readonly file: FileRef | null
  /** Kept until it is sent or removed, for the preview and another try; null: the gateway had it. */
  readonly blob: Blob | null
}

export interface Highlight {
  readonly conversation: ConversationId
  readonly cseq: number
  readonly text: string
  /** A new one each time, so that the same hit can be jumped to twice. */
  readonly token: number
}

export interface Toast {
  readonly id: number
  readonly tone: 'info' | 'error'
  /** Locale key with its values. */
  readonly key: string
  readonly values: Readonly<Record<string, string | number>>
  /** What its button does, such as to undo. */
  readonly act?: { readonly key: string; readonly run: () => void } | undefined
}

/** A close or a forward that is sent when its seconds are over. */
export interface PendingAct {
  readonly id: number
  readonly kind: 'close' | 'forward'
  readonly conversations: readonly ConversationId[]
  /** This computer's clock, ms. */
  readonly until: number
  /** The buyer's name of the first, and who gets it. */
  readonly name: string
  readonly nick: string
}

export type DialogState =
  /** `more`: further conversations that are forwarded along with it. */
  | {
      readonly kind: 'forward'
      readonly conversation: ConversationId
      readonly more?: readonly ConversationId[] | undefined
    }
  /** D13a: all open conversations of this account. */
  | { readonly kind: 'handover'; readonly from: AccountId }
  /** D6: asks before the buyer of this conversation becomes a private contact. */
  | { readonly kind: 'private'; readonly conversation: ConversationId }
  /** A drill of practice, made of this conversation. */
  | { readonly kind: 'drill'; readonly conversation: ConversationId }
  | { readonly kind: 'settings' }
  /** The connection doctor for oneself: «why do I get no messages». */
  | { readonly kind: 'doctor' }
  /** How one's own account signs in. */
  | { readonly kind: 'security' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'sign-out' }
  /** Before one goes over to practice mode or back. */
  | { readonly kind: 'practice'; readonly way: 'enter' | 'leave' }
  | { readonly kind: 'picture'; readonly file: FileRef }
  | { readonly kind: 'palette'; readonly within: ConversationId | null }

/** Within a group of the list, behind those that are pinned. */
export type Sort = 'waiting' | 'newest' | 'hand'

export const PANEL_TABS = ['orders', 'buyer', 'quick'] as const
export type PanelTab = (typeof PANEL_TABS)[number]

/** What the agent left open; kept by the main process under the workspace key `desk`. */
export interface Desk {
  readonly tabs: readonly ConversationId[]
  readonly current: ConversationId | null
  readonly panelOpen: boolean
  readonly panelWidth: number
  /** The panel's tab by the kind of question (`questionKind`): each is answered from another one. */
  readonly panelTabs: Readonly<Record<string, PanelTab>>
  readonly collapsed: readonly string[]
  readonly sort: Sort
  /** The order by hand; those that are not in it come first. */
  readonly hand: readonly ConversationId[]
  /** Forwarded to me, and answered by me since: no longer among the forwarded. */
  readonly answered: readonly ConversationId[]
}

export interface WorkState extends Desk {
  readonly app: AppState | null
  /** The desk may be drawn: the lines of its chat are there, or have been waited for. */
  readonly opened: boolean
  readonly appFailed: BridgeFailure | null

  readonly view: AgentView | null
  /** The first snapshot has not come and there is nothing to show yet. */
  readonly loading: boolean
  readonly connection: Connection
  /** Gateway's clock minus this computer's, ms. */
  readonly skew: number
  /** Conversations held by account. */
  readonly held: Readonly<Record<string, number>>
  /** Buyers who are writing now, with what stands in their field where the shop shows it; else empty. */
  readonly typing: Readonly<Record<ConversationId, string>>
  /** What this account keeps at the gateway for all its workstations. */
  readonly kept: Readonly<Record<string, string>>
  /** Ids of the buyers whose chats are pinned, as `kept` has them. */
  readonly pins: ReadonlySet<string>
  /** This account's day; null until the gateway has told. */
  readonly figures: Figures | null
  /** The conversation whose own window this is; null: the main window. */
  readonly alone: ConversationId | null
  /** Conversations in windows of their own. */
  readonly tornOff: readonly ConversationId[]
  /** Mine whose buyers wait too long, the longest first. */
  readonly late: readonly ConversationId[]
  /** Closes and forwards that can still be taken back, the oldest first. */
  readonly pending: readonly PendingAct[]
  /** Conversations that the pop-over asks a summary for. */
  readonly closing: readonly ConversationId[] | null
  readonly departed: Readonly<Record<ConversationId, Departed>>
  /** This window has the focus and is to be seen. */
  readonly focused: boolean
  /** The composer of the current chat has the focus: its row keeps its place. */
  readonly composing: boolean

  readonly timelines: Readonly<Record<ConversationId, Timeline>>
  readonly highlight: Highlight | null
  readonly outbox: Readonly<Record<ConversationId, readonly OutboxEntry[]>>
  readonly drafts: Readonly<Record<ConversationId, string>>
  readonly attachments: Readonly<Record<ConversationId, readonly Attachment[]>>
  /** The chat whose composer whispers to colleagues; never survives a switch of the chat. */
  readonly whispering: ConversationId | null
  /** Begun whispers, apart from the drafts so that none can ever go to a buyer. Not stored. */
  readonly whispers: Readonly<Record<ConversationId, string>>
  /** Chats that are chosen in the list for a forward of several; null: nothing is being chosen. */
  readonly picked: readonly ConversationId[] | null

  /** What stands right of the rail. The chats stay as they are behind the other. */
  /** practice: of practice mode alone. */
  readonly screen: 'chats' | 'management' | 'practice'
  readonly dialog: DialogState | null
  /** In a narrow window the panel lies over the conversation. */
  readonly panelOver: boolean
  readonly toasts: readonly Toast[]
  /** What main is to see of others' signing in, the oldest first. */
  readonly alerts: readonly SecurityAlert[]
}

export const initialDesk: Desk = {
  tabs: [],
  current: null,
  panelOpen: true,
  panelWidth: 340,
  panelTabs: {},
  collapsed: ['closed'],
  sort: 'waiting',
  hand: [],
  answered: [],
}

/** Everything that belongs to one signed-in account; put back when it signs out. */
export const initialWork = {
  ...initialDesk,
  opened: false,
  view: null,
  loading: true,
  connection: { kind: 'connecting' },
  skew: 0,
  held: {},
  typing: {},
  kept: {},
  pins: new Set<string>(),
  figures: null,
  tornOff: [],
  late: [],
  pending: [],
  closing: null,
  departed: {},
  composing: false,
  timelines: {},
  highlight: null,
  outbox: {},
  drafts: {},
  attachments: {},
  whispering: null,
  whispers: {},
  picked: null,
  screen: 'chats',
  dialog: null,
  panelOver: false,
  toasts: [],
  alerts: [],
} as const satisfies Omit<WorkState, 'app' | 'appFailed' | 'focused' | 'alone'>

export const initialState: WorkState = {
  app: null,
  appFailed: null,
  focused: false,
  alone: null,
  ...initialWork,
}

/** What the person set for this computer; the defaults until the main process has told. */
export function preferencesIn(state: Pick<WorkState, 'app'>): Preferences {
  return state.app?.preferences ?? DEFAULT_PREFERENCES
}
