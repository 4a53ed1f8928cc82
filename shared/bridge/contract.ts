import type { RescueFound, RescueProgress } from './embedded.ts'
import type { BackupStatus, RecoveryKey } from '../backups/model.ts'
import type { Crash } from './crashes.ts'
import type { AgentView } from '../protocol/view.ts'
import type { Delivered, ShopEvent } from '../protocol/events.ts'
import type { Command, SendableBody } from '../protocol/frames.ts'
import type { ErrorCode } from '../protocol/codes.ts'
import type {
  BuyerCard,
  BuyerList,
  BuyersQuery,
  DecisionPage,
  DecisionsQuery,
  ErasureReply,
  EndSessionsRequest,
  IdentityState,
  OpenAccountRequest,
  RecoveryCodes,
  SearchPage,
  SealState,
  SearchRequest,
  SecondFactorOffer,
  SecondFactorState,
  SessionList,
  SignInSetup,
  TraceRequest,
  Unmasked,
  UnmaskRequest,
} from '../protocol/api.ts'
import type { AuditPage, AuditQuery } from '../audit/model.ts'
import type { Figures } from '../measures/figures.ts'
import type {
  BuyerOrders,
  ImportedLine,
  OrderActReply,
  OrderActRequest,
  OrderSystem,
  OrderSystemState,
  Product,
} from '../orders/model.ts'
import type { Certificate } from '../practice/certificate.ts'
import type { PhraseBook, PhraseChange } from '../phrases/model.ts'
import type { WordBook, WordChange } from '../words/own.ts'
import type { Preferences, SoundKind } from './preferences.ts'
import type { Day } from '../dispatch/day.ts'
import type { DoctorReport } from '../dispatch/doctor.ts'
import type {
  AccountId,
  AccountView,
  BuyerId,
  ConversationId,
  FileRef,
  Message,
  Role,
} from '../protocol/model.ts'

/**
 * The one bridge between the windows and the main process. Calls go through `ipcRenderer.invoke`
 * by one registration door that checks sender, main frame, origin and schema; failures come back as
 * BridgeFailure. Events go one way, main to renderer. Both ends derive from these two maps.
 */
export type Language = 'zh-CN' | 'zh-TW' | 'en'
export type Theme = 'system' | 'light' | 'dark'

/** `restoring`: while `setup.restore` is under way. */
export interface DamageView extends RescueFound {
  readonly restoring: RescueProgress | null
}

export type BridgeErrorCode =
  | ErrorCode
  /** The gateway can't be reached now. */
  | 'offline'
  | 'keychain_unavailable'
  | 'cache_failed'
  | 'cache_newer'
  | 'certificate_mismatch'
  | 'port_in_use'
  | 'gateway_failed'
  /** The database of this computer's shop is damaged; nothing was changed. */
  | 'gateway_damaged'
  /** The backup that was to be restored is damaged or missing; nothing was changed. */
  | 'backup_damaged'
  /** At the door of real shops: that gateway is of practice. Nobody was signed in. */
  | 'practice_gateway'
  /** At the door of practice: that gateway serves real buyers. Nobody was signed in. */
  | 'not_practice'
  /** The folder of this computer's shop is of the other kind of work; nothing was changed. */
  | 'purpose_differs'
  | 'bad_call'

export interface BridgeFailure {
  readonly code: BridgeErrorCode
  /** English, for the log; people read the locale's `error.<code>`. */
  readonly message: string
  readonly suggestion?: string
  readonly retryAfterMs?: number
}
export type BridgeResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: BridgeFailure }

/** An account that has signed in here before. */
export interface SavedAccount {
  readonly id: string
  readonly name: string
  readonly nick: string
  readonly shopName: string
  readonly role: Role
  /** The gateway's address as people read it; null: the shop on this computer. */
  readonly gateway: string | null
  /** A key for it is in the keychain: one click signs in. */
  readonly remembered: boolean
}

export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** `retryAt`: local clock, ms. */
  | { readonly kind: 'offline'; readonly retryAt: number }
  | { readonly kind: 'stopped'; readonly code: BridgeErrorCode | 'signed_out' }

export interface AppState {
  /**
   * welcome: first run, nothing set up. sign-in: choose an account or sign in.
   * starting: an embedded gateway or a session is coming up. working: signed in.
   */
  readonly phase: 'welcome' | 'sign-in' | 'starting' | 'working'
  readonly language: Language
  readonly theme: Theme
  readonly autoSuspend: AutoSuspend
  readonly preferences: Preferences
  readonly version: string
  readonly platform: 'linux' | 'darwin' | 'win32'
  readonly saved: readonly SavedAccount[]
  readonly signedIn: {
    readonly accountId: string
    readonly name: string
    readonly nick: string
    readonly shopName: string
    readonly demo: boolean
    /** Where buyers write, for the shop on this computer and for others alike. */
    readonly buyerPage: string
  } | null
  /** A shop of this computer is set up (its gateway is embedded). */
  readonly ownShop: {
    readonly name: string
    readonly demo: boolean
    /** Its database is: the screen before signing in offers `setup.restore`. */
    readonly damaged?: true
  } | null
  /** False: no keychain; remember-me is off and the cache key is wrapped by the password. */
  readonly keychain: boolean
  /** The saved account that could not go on working, such as when its shop did not come up. */
  readonly refused: { readonly id: string; readonly code: BridgeErrorCode } | null
  /** In practice mode: everything signed in to, shown and kept here is of a practice shop. */
  readonly practice: boolean
  /** The computer is locked, and the shop wants nothing of its chats to be seen then. */
  readonly covered: boolean
  /** Something the person must know, such as a cache that had to be set aside. */
  readonly notices: readonly AppNotice[]
}
export interface AppNotice {
  readonly id: string
  /** Locale key `appNotice.<code>`. */
  readonly code:
    | 'cache_set_aside'
    | 'cache_set_aside_partly'
    | 'cache_of_other_key'
    | 'clock_wrong'
    | 'keychain_missing'
    | 'update_ready'
  readonly values: Readonly<Record<string, string | number>>
}

/** When the workstation suspends its account by itself, and resumes it when the person is back. */
export interface AutoSuspend {
  readonly lock: boolean
  /** Nobody touched keyboard or mouse for so long; null: never. */
  readonly idleMinutes: number | null
}

/** What the gateway says besides «done». */
export interface CommandReply {
  readonly moved?: number
  readonly stayed?: number
}

/** An item on its way to the gateway, as the timeline shows it below the delivered ones. */
export interface OutboxView {
  readonly cid: string
  readonly conversation: ConversationId
  readonly body: SendableBody
  readonly createdAt: number
  readonly state: 'queued' | 'sending' | 'failed'
  readonly error: BridgeErrorCode | null
}

/** What the agent left open, kept across restarts. The renderer alone knows its meaning. */
export type Workspace = Readonly<Record<string, unknown>>

export interface WorkStart {
  readonly view: AgentView
  /** The log's position that `view` is of; 0 before the first snapshot. Events behind it follow. */
  readonly pos: number
  readonly connection: Connection
  /** Gateway's clock minus this computer's, ms: waiting seconds are shown by it. */
  readonly skew: number
  readonly outbox: readonly OutboxView[]
  readonly drafts: Readonly<Record<ConversationId, string>>
  readonly workspace: Workspace
  /** What this account keeps at the gateway for all its workstations, but drafts: pinned chats, … */
  readonly kept: Readonly<Record<string, string>>
  /** Null until the gateway has told. */
  readonly figures: Figures | null
  /** Those in windows of their own. */
  readonly tornOff: readonly ConversationId[]
  /** True while the first snapshot has not come and the cache is empty. */
  readonly loading: boolean
}

export interface SearchHit {
  readonly conversation: ConversationId
  readonly cseq: number
  readonly at: number
  readonly pos: number
  readonly buyer: string
  readonly buyerName: string
  readonly snippet: string
  /** Start and end offsets (UTF-16) of the hits within the snippet. */
  readonly ranges: readonly (readonly [number, number])[]
}

export interface Page {
  /** Ascending by cseq. */
  readonly messages: readonly Message[]
  readonly complete: boolean
  readonly previous: ConversationId | null
}

/** What is typed to sign in; `gateway` null: the shop on this computer. */
export interface Credentials {
  readonly gateway: string | null
  readonly name: string
  readonly password: string
}

/** name → [argument, result]. `undefined` argument: none. */
export interface BridgeCalls {
  'app.state': [undefined, AppState]
  'app.dismissNotice': [{ id: string }, null]
  /** The answer to `app.leaving`: everything is handed over. */
  'app.kept': [undefined, null]
  'settings.set': [
    {
      language?: Language
      theme?: Theme
      autoSuspend?: AutoSuspend
      preferences?: Partial<Preferences>
    },
    null,
  ]

  'setup.tryDemo': [undefined, null]
  'setup.openShop': [{ shopName: string; main: string; nick: string; password: string }, null]
  /** An invitation code (`xiaoer:…`) or an address (https://…). Then sign in. */
  'setup.joinShop': [{ code: string }, { gateway: string; shopName: string | null }]
  /** For colleagues on the local network; main account of this computer's shop only. */
  'setup.invitation': [undefined, { code: string }]

  'account.signIn': [
    {
      gateway: string | null
      name: string
      password: string
      remember: boolean
      /** Of the second factor, or a recovery code. */
      code?: string | undefined
      /** In place of a code: the second factor was set up a moment ago. */
      ticket?: string | undefined
    },
    null,
  ]
  /** For `second_factor_setup`: the gateway wants a second factor before anything else. */
  'account.offerSecondFactor': [Credentials, SecondFactorOffer]
  'account.confirmSecondFactor': [Credentials & { code: string }, SignInSetup]
  'account.signInSaved': [{ id: string }, null]
  'account.forgetSaved': [{ id: string }, null]
  'account.signOut': [undefined, null]

  /** One's own second factor and sessions; `account` of sessions: a sub-account's, by main. */
  'security.state': [undefined, SecondFactorState]
  'security.offer': [{ password: string }, SecondFactorOffer]
  'security.confirm': [{ code: string }, RecoveryCodes]
  'security.off': [{ password: string }, null]
  'security.recovery': [{ password: string }, RecoveryCodes]
  'security.sessions': [{ account?: string | undefined }, SessionList]
  'security.endSessions': [EndSessionsRequest, null]
  'security.changePassword': [{ old: string; new: string }, null]
  /** T6: those that main is to see soon, newest first. */
  'security.alerts': [{ before?: number | undefined }, AuditPage]
  'manage.secondFactor': [{ account: AccountId }, SecondFactorState]
  'manage.secondFactorOff': [{ account: AccountId }, null]

  'chats.start': [undefined, WorkStart]
  'chats.page': [{ conversation: ConversationId; before?: number | undefined; limit: number }, Page]
  'chats.send': [
    { conversation: ConversationId; body: SendableBody; holderEpoch: number },
    { cid: string },
  ]
  'chats.retry': [{ cid: string }, null]
  'chats.discard': [{ cid: string }, null]
  /** Resolves when the gateway has answered; offline it fails with `offline` at once. */
  'chats.command': [Command, CommandReply]
  /** By the gateway's HTTP side; rights are asked there. */
  'manage.openAccount': [OpenAccountRequest, AccountView]
  'manage.resetPassword': [{ account: AccountId; password: string }, null]
  'manage.doctor': [{ account: AccountId }, DoctorReport]
  'manage.decisions': [DecisionsQuery, DecisionPage]
  /** `date`: YYYY-MM-DD in the shop's time zone. */
  'manage.day': [{ date: string }, Day]
  'manage.buyers': [BuyersQuery, BuyerList]
  /** T6, by the main account. */
  'manage.audit': [AuditQuery, AuditPage]
  /** T3, by the main account: the words of this buyer for good. Resolves when none is left. */
  'manage.erase': [{ buyer: BuyerId }, ErasureReply]
  /** T5: the whole transcript, nothing masked, to where the person says; pdf is printed here. */
  'manage.evidence': [
    { buyer: BuyerId; format: 'zip' | 'pdf' | 'html' | 'json' },
    { saved: boolean },
  ]
  /** T5: the gateway's key, by which evidence is told. */
  'manage.seals': [undefined, SealState]
  /** T4: by right, with a trace. Shown for a moment, never kept. */
  'chats.unmask': [UnmaskRequest, Unmasked]
  /** T6: what was copied or saved, by ids and counts. */
  'chats.trace': [TraceRequest, null]
  'chats.typing': [{ conversation: ConversationId; on: boolean }, null]
  /** The conversation in front of the person's eyes, or none: nothing is notified for it. */
  'chats.inFront': [{ conversation: ConversationId | null }, null]
  'chats.probe': [undefined, null]
  /** Stored here at once, and at the gateway for this account's other workstations when it can be. */
  'drafts.set': [{ conversation: ConversationId; text: string }, null]
  /** For all workstations of this account; null: gone. Keys `draft:` are the drafts' own. */
  'kept.set': [{ key: string; value: string | null }, null]
  'workspace.set': [{ key: string; value: unknown }, null]
  /** In what this computer has, within a buyer's or a conversation's words where one is named. */
  'search.messages': [
    {
      text: string
      limit: number
      buyer?: string | undefined
      conversation?: ConversationId | undefined
    },
    { hits: readonly SearchHit[] },
  ]
  /** At the gateway: everything this account may read (T1, T2). */
  'search.shop': [SearchRequest, SearchPage]
  'phrases.list': [undefined, PhraseBook]
  'phrases.change': [PhraseChange, PhraseBook]
  /** Counted when it is convenient. */
  'phrases.used': [{ id: string }, null]
  'words.book': [undefined, WordBook]
  /** By the main account. */
  'words.change': [WordChange, WordBook]
  'buyers.card': [{ buyer: string }, BuyerCard]
  'orders.of': [
    { buyer?: string | undefined; number?: string | undefined; fresh?: boolean | undefined },
    BuyerOrders,
  ]
  'orders.act': [OrderActRequest, OrderActReply]
  /** By id, or by what the shop's page calls it. */
  'orders.products': [{ ids: readonly string[] }, { products: readonly Product[] }]
  'orders.system': [undefined, OrderSystemState]
  'orders.setSystem': [OrderSystem, OrderSystemState]
  'orders.import': [{ lines: readonly ImportedLine[] }, { orders: number }]
  'manage.identity': [undefined, IdentityState]
  /** Makes a new secret; the old one is worth nothing from then on. */
  'manage.newIdentity': [undefined, IdentityState]
  'manage.backups': [undefined, BackupStatus]
  'manage.backUpNow': [undefined, BackupStatus]
  /** Told this once. */
  'manage.recoveryKey': [{ password: string }, RecoveryKey]
  'manage.backupFolder': [{ folder: string; password: string }, BackupStatus]
  /** Into a window of its own, where it is brought to the front if it is in one already. */
  'windows.tearOff': [{ conversation: ConversationId }, null]
  /** Back among the tabs of the main window; from its own window, or from the main one. */
  'windows.putBack': [{ conversation: ConversationId }, null]
  /** Writes bytes that the page made (a table) to where the person says. */
  'files.saveBytes': [{ name: string; bytes: Uint8Array }, { saved: boolean }]
  /** What the screen shows now, as PNG, to be sent as a picture; null: the person gave up. */
  'files.screenshot': [undefined, { name: string; bytes: Uint8Array } | null]
  /** Bytes of a picture or file that was picked, pasted or dropped. */
  /** With an `id` of the page's own its progress is told by `files.progress`. */
  'files.upload': [
    { name: string; type: string; bytes: Uint8Array; id?: string | undefined },
    FileRef,
  ]
  /** Of a message; saved leaves a trace (T6). */
  'files.save': [{ id: string; name: string; conversation: ConversationId }, { saved: boolean }]
  /** Through the one door for external links: https only, confirmed where unknown. */
  'links.open': [{ url: string }, { opened: boolean }]
  /** What the page's own error handling met; without its words. */
  'app.crashed': [{ name: string; frames: readonly string[] }, null]
  /** Newest first. They stay on this computer. */
  'crashes.list': [undefined, { folder: string; crashes: readonly Crash[] }]
  /** In the system's file manager. */
  'crashes.show': [undefined, null]
  'crashes.clear': [undefined, null]
  /**
   * Into practice mode: the work ends as at quit (nothing is signed out), and the desktop goes on with
   * the practice data folder: to work where an account is remembered there, else to its own entry.
   */
  'practice.enter': [undefined, null]
  /** The practice shop of this computer, made where it is not there, and one of its accounts signed in. */
  'practice.start': [{ as: 'trainer' | 'trainee' }, null]
  /** This computer's practice shop from the beginning; what there is is kept beside (purpose_differs, damage). */
  'practice.renew': [undefined, null]
  /** Back to the real accounts, as they were. */
  'practice.leave': [undefined, null]
  /** One of shared/practice/calls.ts; the answer is its result. */
  'practice.ask': [{ call: string; argument?: unknown }, unknown]
  /** A drill made in the real shop, nothing personal in it; held in memory until it is fetched. */
  'practice.bring': [{ text: string }, null]
  'practice.brought': [undefined, { text: string } | null]
  /** In practice alone: the page is made of this data here, printed, and saved to where the person says. */
  'practice.certificate': [Certificate, { saved: boolean }]
  /** Where the data of this computer's shop lie, in the system's file manager. */
  'setup.showData': [undefined, null]
  /** Where this computer's shop failed with `gateway_damaged`: what there is to restore. */
  'setup.damage': [undefined, DamageView]
  /** The backup made then (one of `setup.damage`) in the place of the damaged data, which is set aside. */
  'setup.restore': [{ at: number }, { at: number; salvaged: number }]
}
export type BridgeCallName = keyof BridgeCalls
export type BridgeArgument<N extends BridgeCallName> = BridgeCalls[N][0]
export type BridgeValue<N extends BridgeCallName> = BridgeCalls[N][1]

export interface BridgeEvents {
  'app.changed': AppState
  /** The cache is about to close: hand over what is not stored yet, then call `app.kept`. */
  'app.leaving': null
  /** Sub-account's view was replaced (first snapshot, reset). */
  'chats.view': { view: AgentView; pos: number }
  'chats.events': { events: readonly Delivered<ShopEvent>[] }
  'chats.connection': { connection: Connection; skew: number }
  'chats.outbox': { changed: readonly OutboxView[]; gone: readonly string[] }
  'chats.typing': {
    conversation: ConversationId
    by: 'buyer' | 'shop'
    on: boolean
    text?: string | undefined
  }
  'chats.figures': { figures: Figures }
  /** Of another workstation of this account; one's own drafts never come back to the field being typed in. */
  'chats.drafts': { drafts: Readonly<Record<ConversationId, string>> }
  'chats.kept': { entries: Readonly<Record<string, string | null>> }
  /** Ask again for what is on the screen. */
  /** 0 to 1, while an upload is on its way. */
  'files.progress': { id: string; part: number }
  'shop.changed': {
    what: 'phrases' | 'words' | 'orders' | 'looks' | 'practice'
    buyer?: string | undefined
  }
  'windows.changed': { tornOff: readonly ConversationId[] }
  /** To the main window alone: what the person is to hear, already weighed against its wishes. */
  'sounds.play': { kind: SoundKind }
  'chats.load': { held: Readonly<Record<string, number>> }
  /** From a notification's click, the tray or a deep link: show this conversation. */
  'chats.open': { conversation: ConversationId }
  /** From the tray or a global shortcut: ask for the reason to suspend. */
  'chats.suspend': null
}
export type BridgeEventName = keyof BridgeEvents

/** What preload puts at `window.xiaoer`. Files are shown from `app://xiaoer/files/<id>`. */
export interface XiaoerBridge {
  call<N extends BridgeCallName>(
    name: N,
    ...argument: BridgeArgument<N> extends undefined ? [] : [BridgeArgument<N>]
  ): Promise<BridgeResult<BridgeValue<N>>>
  on<N extends BridgeEventName>(name: N, listener: (payload: BridgeEvents[N]) => void): () => void
}
