import { Notification } from 'electron/main'
import type { Texts } from './texts.ts'
import {
  type Attention,
  type Candidate,
  merge,
  type NotSent,
  type Shown,
  whyNot,
} from './notification-rules.ts'

export type Outcome =
  | { readonly kind: 'sent' }
  | { readonly kind: 'not_sent'; readonly why: NotSent | 'unsupported' | 'no_daemon' }

export interface NotificationsOptions {
  readonly texts: () => Texts
  readonly attention: () => Attention
  readonly onClick: (conversation: string) => void
  readonly icon: string
}

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
    const sent = new Map<Candidate, Promise<Outcome>>()
    for (const shown of merge(open)) {
      const outcome = this.#show(shown, attention.locked)
      for (const candidate of shown.candidates) sent.set(candidate, outcome)
    }
    const told: Outcome[] = []
    for (const [index, candidate] of candidates.entries()) {
      const outcome = outcomes[index] ?? (await sent.get(candidate))
      if (outcome) told.push(outcome)
    }
    return told
  }

  /** The person looks at it now. */
  clear(conversation: string): void {
    this.#shown.get(conversation)?.close()
    this.#shown.delete(conversation)
  }

  clearAll(): void {
    for (const conversation of this.#shown.keys()) this.clear(conversation)
  }

  #show({ kind, candidates }: Shown, locked: boolean): Promise<Outcome> {
    const [first] = candidates
    const { t } = this.#options.texts()
    const values = {
      buyer: first?.buyerName ?? '',
      from: first?.from ?? '',
      count: candidates.length,
    }
    // A colleague's words are for the person at the desk alone.
    const note = locked ? null : (first?.note ?? null)
    return this.#send(first?.conversation ?? '', {
      title: t(`notification.${kind}.title`, values),
      body:
        note === null
          ? t(`notification.${kind}.body`, values)
          : t('notification.note', { note: clip(note) }),
    })
  }

  /**
   * The text holds the buyer's name and never its words: pop-ups are shown on locked screens and
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

const NOTE_LENGTH = 120

function clip(text: string): string {
  const characters = Array.from(text)
  return characters.length <= NOTE_LENGTH ? text : `${characters.slice(0, NOTE_LENGTH).join('')}…`
}
