import type {
  Beside,
  BuyerCard,
  BuyerList,
  BuyersQuery,
  DecisionPage,
  DecisionsQuery,
  SearchPage,
  SearchRequest,
} from '#shared/protocol/api.ts'
import type { AuditEntry, AuditPage, AuditQuery } from '#shared/audit/model.ts'
import type { Figures } from '#shared/measures/figures.ts'
import type { Day } from '#shared/dispatch/day.ts'
import type { DoctorInput } from '#shared/dispatch/doctor.ts'
import type { Command, SendableBody } from '#shared/protocol/frames.ts'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type { AgentView, BuyerPageView } from '#shared/protocol/view.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import type {
  AccountId,
  AccountView,
  BuyerId,
  BuyerView,
  ConversationId,
  Message,
  OrderTrace,
  Role,
  ShopView,
  Source,
} from '#shared/protocol/model.ts'
import type { ShopSettings, WordKind } from '#shared/protocol/settings.ts'
import type { WordVerdict } from '#shared/words/guard/model.ts'
import type { SignInStore } from '../accounts/store.ts'
import type { OrderStore } from '../orders/store.ts'
import type { ExamStore } from '../practice/exams/store.ts'
import type { PracticeStore } from '../practice/store.ts'
import type { BesideStore } from '../store/beside/contract.ts'
import type { ErasurePlan } from '../store/engine.ts'
import type { Seal, Signer } from '../store/seals.ts'
import type { ErasedBeside } from './erasure.ts'
import type { EvidenceRecord } from './evidence.ts'

/**
 * The seam between `http/` (sessions, HTTP) and `desk/` (the shop's one writer). `http/` knows only
 * this file of the desk; the desk knows nothing of sockets.
 */
export type Actor =
  | { readonly kind: 'account'; readonly account: AccountId }
  | { readonly kind: 'buyer'; readonly buyer: BuyerId }
  /** The gateway itself and its command line. */
  | { readonly kind: 'gateway' }

/** Everything that can happen to a shop. `now` and random ids come with the command: decide is pure. */
/** The weightiest finding of a message, without a word of it: kind, rule of the list, verdict. */
export interface SendNote {
  readonly kind: WordKind
  readonly rule: string
  readonly verdict: WordVerdict
  /** Findings in all. */
  readonly count: number
}

export type DeskCommand =
  | {
      readonly type: 'send'
      readonly by: Actor
      readonly cid: string
      readonly conversation: ConversationId | null
      readonly body: SendableBody
      readonly holderEpoch?: number | undefined
      readonly resend?: boolean | undefined
      readonly source?: Source | undefined
      readonly address?: string | undefined
      /** What the shop's policy found in an account's words. */
      readonly words?: SendNote | undefined
    }
  | {
      readonly type: 'command'
      readonly by: Actor
      readonly cid: string
      readonly command: Command
      readonly resend?: boolean | undefined
    }
  /**
   * The first device of an account came, or its last one has been gone for the grace time. After a
   * start sessions are new: whoever is online in the log and has no session within the grace time
   * is to be submitted as offline, else its buyers wait for nobody.
   */
  | { readonly type: 'presence'; readonly account: AccountId; readonly online: boolean }
  | { readonly type: 'shop.open'; readonly shop: ShopView; readonly nick: string }
  | {
      readonly type: 'account.open'
      readonly sub: string
      readonly nick: string
      readonly role: Exclude<Role, 'main'>
      /** Absent: the gateway's command line. */
      readonly by?: AccountId | undefined
      readonly groups?: readonly string[] | undefined
      readonly weight?: number | undefined
      readonly limit?: number | undefined
      readonly participates?: boolean | undefined
    }
  /** A3: by the gateway's operator; `quota` by its table of levels. */
  | { readonly type: 'shop.level'; readonly level: string; readonly quota: number }
  | { readonly type: 'account.delete'; readonly account: AccountId }
  | {
      readonly type: 'account.change'
      readonly account: AccountId
      readonly changes: Extract<ShopEvent, { type: 'account.changed' }>['changes']
    }
  | {
      readonly type: 'buyer.seen'
      readonly buyer: BuyerId
      readonly name: string
      /** The customer in the shop's books that the shop's own site signed for. */
      readonly customer?: string | undefined
    }
  /** By the gateway, when an order system has answered for an account (audit, T6). */
  | {
      readonly type: 'order.acted'
      readonly account: AccountId
      readonly conversation: ConversationId
      readonly order: OrderTrace
    }
  /** T6: something that has no event of its own; see `noteAudit`. */
  | { readonly type: 'audit.note'; readonly entry: AuditEntry }
  /** T3: before an erasure, by the main account or (main's) the command line. */
  | { readonly type: 'transcript.close'; readonly by: AccountId; readonly buyer: BuyerId }
  /** By `erasure.ts`, which has read the rows; `of`: whose they are. */
  | {
      readonly type: 'transcript.erase'
      readonly by: AccountId | null
      readonly plan: Pick<ErasurePlan, 'id' | 'buyer' | 'before' | 'upTo'>
      readonly rows: number
      readonly digest: string
      readonly of: readonly BuyerId[]
    }
  /** Time comes in as a command: queue, vanished holders. The actor sends one each second while something waits. */
  | { readonly type: 'tick' }

export type Outcome =
  | {
      readonly ok: true
      /** The pos of its (last) event; the head where it changed nothing. */
      readonly pos: number
      readonly conversation?: ConversationId
      readonly cseq?: number
      readonly duplicate?: true
      /** Of a handover. */
      readonly moved?: number
      readonly stayed?: number
      /** For account.open. */
      readonly account?: AccountId
    }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string }

/** Who may be given a row, decided when it was written; rights now are asked on top (S30). */
export interface Audience {
  /** 'all' accounts, or these holders; main and supervisors are given rows by their role. */
  readonly accounts: 'all' | readonly AccountId[]
  readonly buyer: BuyerId | null
  /** D6 at the time of writing. */
  readonly private: boolean
}

export interface LogRow {
  readonly pos: number
  readonly at: number
  readonly event: ShopEvent
  readonly audience: Audience
  /** The event as JSON, once someone has made it: the log and every viewer write the same text. */
  eventText?: string | undefined
  /** T4: what accounts are given in its place, once someone was; null: there is nothing to hide. */
  masked?: { readonly event: Delivered['event']; text: string | undefined } | null | undefined
}

export type Viewer =
  | { readonly kind: 'agent'; readonly account: AccountId }
  | { readonly kind: 'buyer'; readonly buyer: BuyerId }

export interface HistoryPage {
  readonly messages: readonly Message[]
  readonly complete: boolean
  readonly previous: ConversationId | null
}

/** One shop, loaded. All methods are safe to call at any time after `open`. */
export interface Shop {
  readonly id: string
  readonly epoch: string
  readonly view: ShopView
  head(): number
  /** Positions at or below it can't be resumed from any more. */
  oldestResumable(): number
  /** Decided with the others of these milliseconds, resolved after the durable commit or refused. Never rejects. */
  submit(command: DeskCommand): Promise<Outcome>
  /**
   * Rows in (after, upTo], ascending, at most `limit`; from memory for the newest, else from the
   * log. Rows are shared objects: never change them. `pos` has no holes.
   */
  rows(after: number, limit: number): readonly LogRow[] | Promise<readonly LogRow[]>
  /**
   * The row as this viewer may have it by the rights at its time and now, or null. A buyer may be
   * given another event than the log's (S30).
   */
  present(viewer: Viewer, row: LogRow): Delivered['event'] | null
  agentSnapshot(account: AccountId): { readonly pos: number; readonly view: AgentView }
  buyerSnapshot(buyer: BuyerId): { readonly pos: number; readonly view: BuyerPageView }
  /** Rights asked inside; refused as `not_allowed` / `not_found`. */
  history(
    viewer: Viewer,
    conversation: ConversationId,
    before: number | undefined,
    limit: number,
  ): Promise<HistoryPage | { readonly code: ErrorCode }>
  /** T4: one message unmasked; rights asked inside. Who gives it out has noted it before. */
  whole(
    viewer: Viewer,
    conversation: ConversationId,
    cseq: number,
  ): Promise<Message | { readonly code: ErrorCode }>
  /** T4: a note, an aside, how it ended or an offer's note unmasked, as `whole`. */
  wholeBeside(viewer: Viewer, asked: Beside): Promise<string | { readonly code: ErrorCode }>
  /** T6: read on a screen what it was given live; noted once an hour where it is another's. False: it could not be noted. */
  noteReading(viewer: Viewer, conversation: ConversationId): Promise<boolean>
  /**
   * T2: messages newest first. Rights asked inside (T1); `not_allowed`, `bad_request` for neither words
   * nor a buyer, `storage_failed`.
   */
  search(viewer: Viewer, request: SearchRequest): Promise<SearchPage | ErrorCode>
  /** May this viewer see the file (it is in a message it may read, or its own upload)? */
  mayReadFile(viewer: Viewer, fileId: string): Promise<boolean>
  account(id: AccountId): AccountView | undefined
  accountByName(name: string): AccountView | undefined
  accounts(): readonly AccountView[]
  settings(): ShopSettings
  /** The account's own day so far (M); of an unknown account an empty one. */
  figures(id: AccountId): Figures
  hasBuyer(id: BuyerId): boolean
  /** S32: null where there is none, or none that this viewer may read. */
  readableBuyer(viewer: Viewer, id: BuyerId): BuyerView | null
  /** D6: whether a private contact is this customer in the shop's books; null: whether one is any. */
  isPrivateCustomer(customer: string | null): boolean
  /** Which conversation a typing mark may go to, and from whom to whom. */
  holderOf(conversation: ConversationId): { holder: AccountId | null; buyer: BuyerId } | undefined
  /** Who is told what concerns a buyer now: its holder, main, and supervisors unless it is private (D6). */
  watchersOf(buyer: BuyerId): readonly AccountId[]
  heldCounts(withPrivate?: boolean): Readonly<Record<AccountId, number>>
  /** What is asked of the shop as a whole, off the path of its messages. */
  readonly overview: Overview
  /** T3, T5, T6: how the record is kept, erased, proven and looked up. */
  readonly records: Records
  /** After each commit, with the new head. */
  onCommit(listener: (head: number) => void): () => void
  close(): Promise<void>
}

export interface Records {
  /** T6, by the main account alone. */
  audit(viewer: Viewer, query: AuditQuery): Promise<AuditPage | ErrorCode>
  /** T3: one buyer's words, by the main account or (null) the command line. `erased`: rows. */
  erase(by: AccountId | null, buyer: BuyerId): Promise<Outcome & { readonly erased?: number }>
  /**
   * T3: a slice of what is older than `before`, from the row behind `after`; `next`: to go on from;
   * null: nothing older is left. Throws what the store throws.
   */
  expire(before: number, after: number): Promise<{ readonly next: number | null; rows: number }>
  /** Erasures that a crash left half done. */
  finishErasures(): Promise<void>
  /** Buyers held as evidence. */
  held(): readonly BuyerId[]
  /** T5: signs the log as it is, if anything was written since the last seal. */
  seal(): Promise<void>
  seals(): Promise<readonly Seal[]>
  /** T5: seals the log and reads what proves this buyer's transcript. */
  evidence(buyer: BuyerId): Promise<EvidenceRecord>
}

/** Rights are asked inside: main, and supervisors for all but private contacts; others `not_allowed`. */
export interface Overview {
  /** D14. */
  decisions(viewer: Viewer, query: DecisionsQuery): Promise<DecisionPage | ErrorCode>
  /** YYYY-MM-DD in the shop's time zone, cut off at now; `bad_request` for what is no day yet. */
  day(viewer: Viewer, date: string): Promise<Day | ErrorCode>
  buyers(viewer: Viewer, query: BuyersQuery): BuyerList | ErrorCode
  /**
   * Of who may read the buyer (S32), sub-accounts included; others get `not_found`. `looks` is empty:
   * they are kept beside the log, and whoever answers adds them.
   */
  card(viewer: Viewer, buyer: BuyerId): Promise<BuyerCard | ErrorCode>
  /** For the connection doctor; without a viewer: whom it may tell is asked by its route. */
  lastHour(account: AccountId): Promise<DoctorInput['lastHour']>
  /** When it came or went last; null: it never came. */
  lastPresence(account: AccountId): Promise<number | null>
}

/** All shops of this gateway's database. */
export interface Desk {
  readonly shops: ReadonlyMap<string, Shop>
  createShop(shop: { id: string; name: string; main: string; nick: string }): Promise<Shop>
  shopByMain(main: string): Shop | undefined
  close(): Promise<void>
}

/** What `accounts/` keeps outside the log since it must be erasable: tables credential and session. */
export interface CredentialStore extends SignInStore {
  passwordHash(shop: string, account: AccountId): Promise<string | null>
  setPasswordHash(shop: string, account: AccountId, hash: string): Promise<void>
  addSession(session: SessionRow): Promise<void>
  sessions(): Promise<readonly SessionRow[]>
  removeSession(id: string): Promise<void>
  removeSessionsOf(shop: string, account: AccountId, except?: string): Promise<readonly string[]>
  /** Small named values of the gateway: signing secret, certificate, … (encrypted with the file). */
  setting(key: string): Promise<string | null>
  setSetting(key: string, value: string): Promise<void>
}
export interface SessionRow {
  readonly id: string
  readonly shop: string
  readonly subject: Actor
  /** SHA-256 of the refresh token. */
  readonly refreshHash: string
  readonly device: { readonly id: string; readonly name: string }
  /** Where it was used last; empty: not known, or a buyer's. */
  readonly address: string
  /** What the workstation called itself when it signed in. */
  readonly app: string
  readonly createdAt: number
  readonly lastSeenAt: number
}
/** Opened by `gateway/store/open.ts`: `openGatewayStore({ file, key })`; engine-specific, closed last. */
export interface GatewayStore {
  readonly credentials: CredentialStore
  readonly beside: BesideStore
  readonly orders: OrderStore
  readonly practice: PracticeStore
  readonly exams: ExamStore
  openDesk(options: {
    now: () => number
    idle?: boolean
    /** T3: deletes what lies beside the log of what was erased in it; may be asked again. */
    erased?: (shop: string, erased: ErasedBeside) => Promise<void>
    /** Whether a shop's policy stops an automatic reply's words; asked while it is decided, so at once. */
    stops?: (shop: string, settings: ShopSettings, text: string) => boolean
  }): Promise<Desk>
  /** T5: by which the log is sealed and evidence is signed. */
  readonly signer: Signer
  backup(target: string): Promise<{ readonly pos: Readonly<Record<string, number>> }>
  close(): Promise<void>
}
