import { Notification } from 'electron/main'
import type { Texts } from './texts.ts'
import { type Candidate, merge, type NotificationKind, type Shown } from './notification-rules.ts'
import type { NotSent, Verdict } from './notification-verdict.ts'
import type { Late } from './slow-rules.ts'

export type Outcome =
  | { readonly kind: 'sent' }
  | { readonly kind: 'not_sent'; readonly why: NotSent | 'unsupported' | 'no_daemon' }

export interface NotificationsOptions {
  readonly texts: () => Texts
  /** Of simulated buyers: each title says so first. */
  readonly practice: () => boolean
  /** The buyer's newest words, if that is what the conversation ends with. */
  readonly wordsOf: (conversation: string) => string | null
  readonly onClick: (conversation: string) => void
  /** Of the one of alerts. */
  readonly onAlerts: () => void
  readonly icon: string
}

/** The one of slow replies: no conversation's id. */
const SLOW = ''
/** The one of security alerts: no conversation's id either. */
const ALERTS = ' '

/** Of these the buyer's own words say most. */
const SAYS_WORDS: ReadonlySet<NotificationKind | 'handover_several' | 'several'> = new Set([
  'new_buyer',
  'again',
  'waiting',
])

/** A desktop without a notification daemon is not asked again for so long; asking prints warnings. */
const NO_DAEMON_MS = 10 * 60_000

export class Notifications {
  readonly #options: NotificationsOptions
  /** The newest per conversation: the next one takes its place. Held, or the click is lost with it. */
  readonly #shown = new Map<string, Notification>()
  #noDaemonUntil = 0

  constructor(options: NotificationsOptions) {
    this.#options = options
  }

  /** By a verdict each. One outcome per candidate, in order. */
  async tell(
    candidates: readonly Candidate[],
    verdictOf: (candidate: Candidate) => Verdict,
  ): Promise<Outcome[]> {
    const verdicts = candidates.map(verdictOf)
    const outcomes = verdicts.map(({ why }) => this.#cannot(why))
    const words = verdicts.every((verdict) => verdict.words)
    const open = candidates.filter((_, index) => outcomes[index] === null)
    const sent = new Map<Candidate, Promise<Outcome>>()
    for (const shown of merge(open)) {
      const outcome = this.#show(shown, words)
      for (const candidate of shown.candidates) sent.set(candidate, outcome)
    }
    const told: Outcome[] = []
    for (const [index, candidate] of candidates.entries()) {
      const outcome = outcomes[index] ?? (await sent.get(candidate))
      if (outcome) told.push(outcome)
    }
    return told
  }

  /**
   * Buyers who wait too long, the longest first: one notification for all of them, in the place of
   * the one before.
   */
  async tellSlow(late: readonly Late[], { why }: Verdict): Promise<Outcome> {
    const cannot = this.#cannot(why)
    const [first] = late
    if (cannot || !first) return cannot ?? { kind: 'not_sent', why: 'in_app' }
    const kind = late.length > 1 ? 'slow_several' : 'slow'
    const values = { buyer: first.buyerName, count: late.length }
    const { t } = this.#options.texts()
    return this.#send(
      SLOW,
      {
        title: t(`notification.${kind}.title`, values),
        body: t(`notification.${kind}.body`, values),
      },
      first.conversation,
    )
  }

  /** All of them were answered. */
  clearSlow(): void {
    this.clear(SLOW)
  }

  /**
   * Alerts of sign-ins (A6): how many there are that nobody has looked at, in the place of the one
   * before. Whose account, from where: that is told inside alone.
   */
  tellAlerts(count: number, { why }: Verdict): Promise<Outcome> {
    const cannot = this.#cannot(why)
    if (cannot) return Promise.resolve(cannot)
    const kind = count > 1 ? 'alert_several' : 'alert'
    const { t } = this.#options.texts()
    const title = t(`notification.${kind}.title`, { count })
    return this.#send(ALERTS, { title, body: t(`notification.${kind}.body`) }, ALERTS)
  }

  /** They were looked at, here or at another workstation. */
  clearAlerts(): void {
    this.clear(ALERTS)
  }

  /** The person looks at it now. */
  clear(conversation: string): void {
    this.#shown.get(conversation)?.close()
    this.#shown.delete(conversation)
  }

  clearAll(): void {
    for (const conversation of this.#shown.keys()) this.clear(conversation)
  }

  #cannot(why: NotSent | null): Outcome | null {
    if (why) return { kind: 'not_sent', why }
    if (performance.now() < this.#noDaemonUntil) return { kind: 'not_sent', why: 'no_daemon' }
    return Notification.isSupported() ? null : { kind: 'not_sent', why: 'unsupported' }
  }

  #show({ kind, candidates }: Shown, words: boolean): Promise<Outcome> {
    const [first] = candidates
    const { t } = this.#options.texts()
    const values = {
      buyer: first?.buyerName ?? '',
      from: first?.from ?? '',
      count: candidates.length,
    }
    const id = first?.conversation ?? ''
    // Words are for the person at the desk alone, and for a desk where nobody else reads along.
    const note = words ? (first?.note ?? null) : null
    const said = words && SAYS_WORDS.has(kind) ? this.#options.wordsOf(id) : null
    return this.#send(id, {
      title: t(`notification.${kind}.title`, values),
      body:
        note !== null
          ? t('notification.note', { note: clip(note) })
          : said !== null
            ? clip(said)
            : t(`notification.${kind}.body`, values),
    })
  }

  /** Silent: the page plays what the person chose for its kind. */
  #send(
    key: string,
    text: { readonly title: string; readonly body: string },
    conversation = key,
  ): Promise<Outcome> {
    this.clear(key)
    const { icon, practice, texts } = this.#options
    const title = practice()
      ? texts().t('notification.practice', { title: text.title })
      : text.title
    const notification = new Notification({ ...text, title, icon, silent: true })
    this.#shown.set(key, notification)
    return new Promise((resolve) => {
      notification.once('show', () => resolve({ kind: 'sent' }))
      // Without a notification daemon isSupported is true all the same.
      notification.once('failed', () => {
        this.#noDaemonUntil = performance.now() + NO_DAEMON_MS
        resolve({ kind: 'not_sent', why: 'no_daemon' })
      })
      notification.once('click', () => {
        this.#shown.delete(key)
        if (key === ALERTS) this.#options.onAlerts()
        else this.#options.onClick(conversation)
      })
      notification.show()
    })
  }
}

const NOTE_LENGTH = 120

function clip(text: string): string {
  const characters = Array.from(text)
  return characters.length <= NOTE_LENGTH ? text : `${characters.slice(0, NOTE_LENGTH).join('')}…`
}
