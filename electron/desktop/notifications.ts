import { Notification } from 'electron/main'
import type { Texts } from './texts.ts'
import { type Attention, type Candidate, type NotSent, whyNot } from './notification-rules.ts'

export type Outcome =
  | { readonly kind: 'sent' }
  | { readonly kind: 'not_sent'; readonly why: NotSent | 'unsupported' | 'no_daemon' }

export interface NotificationsOptions {
  readonly texts: () => Texts
  readonly attention: () => Attention
  readonly onClick: (conversation: string) => void
  readonly icon: string
}

/** More than so many at once are one: who comes back from a pause is not shot at. */
const AT_ONCE = 3
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

  /** One outcome per candidate, in order. */
  async tell(candidates: readonly Candidate[]): Promise<Outcome[]> {
    const attention = this.#options.attention()
    const outcomes = candidates.map((candidate): Outcome | null => {
      const why = whyNot(candidate.conversation, attention)
      if (why) return { kind: 'not_sent', why }
      if (performance.now() < this.#noDaemonUntil) return { kind: 'not_sent', why: 'no_daemon' }
      return Notification.isSupported() ? null : { kind: 'not_sent', why: 'unsupported' }
    })
    const open = candidates.filter((_, index) => outcomes[index] === null)
    const merged = open.length > AT_ONCE ? this.#showMerged(open) : null
    return Promise.all(
      candidates.map(
        async (candidate, index) => outcomes[index] ?? (await (merged ?? this.#show(candidate))),
      ),
    )
  }

  /** The person looks at it now. */
  clear(conversation: string): void {
    this.#shown.get(conversation)?.close()
    this.#shown.delete(conversation)
  }

  clearAll(): void {
    for (const conversation of this.#shown.keys()) this.clear(conversation)
  }

  #show(candidate: Candidate): Promise<Outcome> {
    const { t } = this.#options.texts()
    const values = { buyer: candidate.buyerName, from: candidate.from ?? '' }
    return this.#send(candidate.conversation, {
      title: t(`notification.${candidate.kind}.title`, values),
      body: t(`notification.${candidate.kind}.body`, values),
    })
  }

  #showMerged(candidates: readonly Candidate[]): Promise<Outcome> {
    const { t } = this.#options.texts()
    const values = { count: candidates.length, buyer: candidates[0]?.buyerName ?? '' }
    return this.#send(candidates[0]?.conversation ?? '', {
      title: t('notification.several.title', values),
      body: t('notification.several.body', values),
    })
  }

  /**
   * The text holds the buyer's name and never the words: pop-ups are shown on locked screens and
   * kept by the desktop (I15).
   */
  #send(
    conversation: string,
    text: { readonly title: string; readonly body: string },
  ): Promise<Outcome> {
    this.clear(conversation)
    const notification = new Notification({ ...text, icon: this.#options.icon, silent: false })
    this.#shown.set(conversation, notification)
    return new Promise((resolve) => {
      notification.once('show', () => resolve({ kind: 'sent' }))
      // Without a notification daemon isSupported is true all the same.
      notification.once('failed', () => {
        this.#noDaemonUntil = performance.now() + NO_DAEMON_MS
        resolve({ kind: 'not_sent', why: 'no_daemon' })
      })
      notification.once('click', () => {
        this.#shown.delete(conversation)
        this.#options.onClick(conversation)
      })
      notification.show()
    })
  }
}
