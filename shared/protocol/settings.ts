import { z } from 'zod'
import type { AUTO_REPLIES } from './settings-defaults.ts'

export { AUTO_REPLIES, DEFAULT_SETTINGS } from './settings-defaults.ts'

/**
 * What the main account sets for its shop: dispatch, skill groups and their routes, working hours
 * and automatic replies. Durations are milliseconds unless the name says otherwise. Every account of
 * the shop may read them; only the main account changes them (A4).
 */
const id = z.string().min(1).max(40)
const label = z.string().trim().min(1).max(40)
const text = z.string().max(500)

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export const dispatchSettings = z.strictObject({
  /** D4: for how long a returning buyer goes to the account that served them last. */
  recentMs: z
    .number()
    .int()
    .min(0)
    .max(365 * DAY),
  /** D3a: what a suspended account still gets. */
  suspendedGets: z.enum(['served_and_addressed', 'addressed', 'nothing']),
  /** D13: how long a holder may be offline before its buyers are dispatched again. */
  holderGraceMs: z.number().int().min(5_000).max(DAY),
  /** D13: how long a buyer may wait for an answer before that; null: however long. */
  silentMs: z.number().int().min(10_000).max(DAY).nullable(),
  /** D12: how long a receiver may take to accept or decline a forward; 0: it is accepted at once. */
  forwardAcceptMs: z.number().int().min(0).max(HOUR),
  /** Suspends an account that holds `above` or more, resumes it at `below` or fewer; null: never. */
  autoSuspend: z
    .strictObject({
      above: z.number().int().min(1).max(1000),
      below: z.number().int().min(0).max(1000),
    })
    .refine(({ above, below }) => below < above, { path: ['below'] })
    .nullable(),
})
export type ShopDispatchSettings = z.infer<typeof dispatchSettings>

/** D10. */
export const group = z.strictObject({ id, name: label })
export type Group = z.infer<typeof group>

/**
 * D10: the first route that fits names the group. `match`: for `page` and `product` a piece of the
 * text, where `*` stands for anything; for `category` the category; for `choice` a choice's id.
 * Capital and small letters are the same.
 */
export const route = z.strictObject({
  id,
  by: z.enum(['page', 'product', 'category', 'choice']),
  match: z.string().trim().min(1).max(200),
  group: id,
})
export type Route = z.infer<typeof route>

/** What the buyer's page asks before the first message, such as «before buying» and «after buying». */
export const choice = z.strictObject({ id, label })
export type Choice = z.infer<typeof choice>

const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/)
/** Open from `from` until before `to`, the same day; over midnight it takes two. */
export const span = z
  .strictObject({ from: clock, to: clock })
  .refine(({ from, to }) => from < to, { path: ['to'] })
export type Span = z.infer<typeof span>

/** D11. */
export const workingHours = z.strictObject({
  /** False: always open. */
  on: z.boolean(),
  /** IANA name, such as Asia/Shanghai. */
  timeZone: z.string().min(1).max(60),
  /** Monday first; an empty day is closed. */
  week: z.array(z.array(span).max(6)).length(7),
  /** Days that differ: closed when `spans` is empty, else open then. `date`: YYYY-MM-DD. */
  holidays: z
    .array(
      z.strictObject({
        date: z.iso.date(),
        name: z.string().trim().max(40),
        spans: z.array(span).max(6),
      }),
    )
    .max(200),
})
export type WorkingHours = z.infer<typeof workingHours>

export type AutoReplyKind = (typeof AUTO_REPLIES)[number]

const autoReply = z.strictObject({
  on: z.boolean(),
  /** Empty: the usual words in the reader's language (locale `autoReply.<kind>`). */
  text,
  /** Another text for the buyers of a group. */
  byGroup: z.record(id, text),
})
export type AutoReply = z.infer<typeof autoReply>

export const autoReplies = z.strictObject({
  welcome: autoReply,
  busy: autoReply,
  queue: autoReply,
  off_hours: autoReply,
  suspended: autoReply,
  /** The same kind is not said to the same buyer again within it. */
  windowMs: z
    .number()
    .int()
    .min(0)
    .max(7 * DAY),
  /** A buyer who has waited so long for a person is told that all are busy. */
  busyAfterMs: z.number().int().min(10_000).max(HOUR),
})
export type AutoReplies = z.infer<typeof autoReplies>

/** What everyone's desk goes by. */
export const deskSettings = z.strictObject({
  /** A waiting timer turns amber at `soonMs` and red at `lateMs`, when the slow-reply alarm speaks. */
  soonMs: z.number().int().min(5_000).max(HOUR),
  lateMs: z.number().int().min(10_000).max(HOUR),
  /** Agents read what a buyer is typing before it is sent; the buyer's page says so. */
  typingPreview: z.boolean(),
  /** When a conversation is closed its buyer is asked for 1 to 5 and a word. */
  evaluation: z.boolean(),
  /** What a conversation can have been about, for its summary. */
  topics: z.array(label).max(40),
  /** Proposed when a buyer is tagged. */
  tags: z.array(label).max(60),
})
export type DeskSettings = z.infer<typeof deskSettings>

/** A6: how people sign in. */
export const securitySettings = z.strictObject({
  /** Who must have a second factor; everyone may. */
  secondFactor: z.enum(['free', 'main', 'everyone']),
  /** A session that was not used for so many days is over. */
  sessionDays: z.number().int().min(1).max(365),
  /** Sites that may show the buyer's widget, such as `https://shop.example`, besides the gateway's own list. */
  origins: z.array(z.string().min(1).max(200)).max(50),
})
export type SecuritySettings = z.infer<typeof securitySettings>

/** T4. */
export const privacySettings = z.strictObject({
  /** Phones, identity numbers, e-mails and addresses are shown in part; the rest by right, with a trace. */
  masking: z.boolean(),
  /** Workstations show nothing while the computer's screen is locked. */
  blankWhenLocked: z.boolean(),
})
export type PrivacySettings = z.infer<typeof privacySettings>

export const WORD_KINDS = ['contact', 'payment', 'claims', 'abuse', 'own'] as const
/** contact leaks, payment outside the shop, absolute advertising claims, abuse, the shop's own list. */
export type WordKind = (typeof WORD_KINDS)[number]
const wordPolicy = z.enum(['off', 'record', 'warn', 'block'])
/** What happens to an account's message with such a word. The list itself lies beside the log. */
export type WordPolicy = z.infer<typeof wordPolicy>
export const wordSettings = z.strictObject({
  policy: z.strictObject({
    contact: wordPolicy,
    payment: wordPolicy,
    claims: wordPolicy,
    abuse: wordPolicy,
    own: wordPolicy,
  }),
})
export type WordSettings = z.infer<typeof wordSettings>

/** T3. */
export const recordSettings = z.strictObject({
  /** Words older than so many months are erased, but those held as evidence; null: never. */
  keepMonths: z.number().int().min(6).max(240).nullable(),
})
export type RecordSettings = z.infer<typeof recordSettings>

const sections = {
  security: securitySettings,
  privacy: privacySettings,
  words: wordSettings,
  records: recordSettings,
  desk: deskSettings,
  dispatch: dispatchSettings,
  groups: z.array(group).max(50),
  routes: z.array(route).max(200),
  choices: z.array(choice).max(12),
  hours: workingHours,
  replies: autoReplies,
}

/** One or more whole sections, replaced. */
export const settingsChange = z.strictObject({
  security: sections.security.optional(),
  privacy: sections.privacy.optional(),
  words: sections.words.optional(),
  records: sections.records.optional(),
  desk: sections.desk.optional(),
  dispatch: sections.dispatch.optional(),
  groups: sections.groups.optional(),
  routes: sections.routes.optional(),
  choices: sections.choices.optional(),
  hours: sections.hours.optional(),
  replies: sections.replies.optional(),
})
export type SettingsChange = z.infer<typeof settingsChange>

export interface ShopSettings {
  /** Raised by one with each change: who changes names the one it saw, so that nothing is overwritten unseen. */
  readonly revision: number
  readonly security: SecuritySettings
  readonly privacy: PrivacySettings
  readonly words: WordSettings
  readonly records: RecordSettings
  readonly desk: DeskSettings
  readonly dispatch: ShopDispatchSettings
  readonly groups: readonly Group[]
  readonly routes: readonly Route[]
  readonly choices: readonly Choice[]
  readonly hours: WorkingHours
  readonly replies: AutoReplies
}
