import type { AuditSubject } from '#shared/audit/model.ts'
import { noteAudit } from '../desk/audit.ts'
import type { Shop } from '../desk/contract.ts'
import type { Guard } from '#shared/words/guard/model.ts'

interface Heard {
  readonly shop: Shop
  readonly text: string
  readonly about: AuditSubject
}

/** So many wait at most: under a rush of messages abuse is not counted, and nobody waits for it. */
const MOST = 500
const EVERY = 200
const SLICE_MS = 2
/** Longer ones are pasted texts. */
const LONGEST = 500

/**
 * What buyers write is never stopped. Their abuse is noted (T6), when there is time: off the path of
 * messages, so that it costs their sending nothing.
 */
export class Hearing {
  readonly #guardOf: (shop: Shop) => Guard | null
  readonly #fault: (error: unknown) => void
  #waiting: Heard[] = []
  #timer: NodeJS.Timeout | null = null

  constructor(guardOf: (shop: Shop) => Guard | null, fault: (error: unknown) => void) {
    this.#guardOf = guardOf
    this.#fault = fault
  }

  hear(heard: Heard): void {
    if (heard.text.length > LONGEST || this.#waiting.length >= MOST) return
    this.#waiting.push(heard)
    this.#timer ??= setTimeout(() => this.#look(), EVERY).unref()
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#waiting = []
  }

  #look(): void {
    this.#timer = null
    const until = performance.now() + SLICE_MS
    for (let one = this.#waiting.shift(); one; one = this.#waiting.shift()) {
      const { shop, text, about } = one
      const found = this.#guardOf(shop)
        ?.look(text)
        .find(({ kind, doubtful }) => kind === 'abuse' && !doubtful)
      if (found)
        noteAudit(shop, {
          kind: 'words',
          by: null,
          about,
          values: { kind: found.kind, rule: found.rule.slice(0, 80), verdict: 'record', count: 1 },
        }).catch(this.#fault)
      if (performance.now() >= until) break
    }
    if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.#look(), EVERY).unref()
  }
}
