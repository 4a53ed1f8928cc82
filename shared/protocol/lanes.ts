import type { CommandFrame, SendFrame } from './frames.ts'
import { LIMITS } from './limits.ts'

export type OutboxFrame =
  | (Omit<SendFrame, 'cid' | 'resend' | 't'> & { t: 'send' })
  | (Omit<CommandFrame, 'cid' | 'resend' | 't'> & { t: 'cmd' })

export interface OutboxItem {
  readonly cid: string
  /** Items of one lane go one at a time in order; lanes don't wait for each other. */
  readonly lane: string
  readonly frame: OutboxFrame
  /** It may have reached the gateway before: sent with `resend`. */
  readonly tried: boolean
}

interface Pending {
  item: OutboxItem
  /** `paused`: refused for now, it goes again when its own timer runs out. */
  state: 'waiting' | 'flying' | 'paused'
  timer: unknown
}

export interface LaneOptions {
  readonly send: (item: OutboxItem) => void
  readonly setTimer: (run: () => void, ms: number) => unknown
  readonly clearTimer: (timer: unknown) => void
}

/**
 * What a client has to send: within a lane one at a time in order (S21), at most `LIMITS.window`
 * unanswered in all (S17). A refused head keeps its lane until its pause is over, so order stays;
 * each pause has its own timer, so that one lane's doesn't end another's.
 */
export class Lanes {
  readonly #options: LaneOptions
  #pending: Pending[] = []
  #open = false

  constructor(options: LaneOptions) {
    this.#options = options
  }

  add(item: OutboxItem): void {
    if (this.#pending.some((pending) => pending.item.cid === item.cid)) return
    this.#pending.push({ item, state: 'waiting', timer: undefined })
    this.#flush()
  }

  /** Answered or taken back: its lane is free. Undefined: nobody waits for it. */
  take(cid: string): OutboxItem | undefined {
    const found = this.#find(cid)
    if (!found) return undefined
    this.#unpause(found)
    this.#pending = this.#pending.filter((pending) => pending !== found)
    this.#flush()
    return found.item
  }

  /** The same again after a while. */
  pause(cid: string, ms: number): void {
    const found = this.#find(cid)
    if (found?.state !== 'flying') return
    found.state = 'paused'
    found.timer = this.#options.setTimer(() => {
      found.timer = undefined
      found.state = 'waiting'
      this.#flush()
    }, ms)
  }

  /** Connected: everything unanswered goes again. */
  open(): void {
    this.#open = true
    this.#allWait()
    this.#flush()
  }

  /** Cut: nothing is in flight any more. */
  close(): void {
    this.#open = false
    this.#allWait()
  }

  #allWait(): void {
    for (const pending of this.#pending) {
      this.#unpause(pending)
      pending.state = 'waiting'
    }
  }

  #unpause(pending: Pending): void {
    if (pending.timer !== undefined) this.#options.clearTimer(pending.timer)
    pending.timer = undefined
  }

  #find(cid: string): Pending | undefined {
    return this.#pending.find((pending) => pending.item.cid === cid)
  }

  #flush(): void {
    if (!this.#open) return
    const busy = new Set<string>()
    let flying = 0
    for (const { item, state } of this.#pending) {
      if (state !== 'waiting') busy.add(item.lane)
      if (state === 'flying') flying++
    }
    for (const pending of this.#pending) {
      if (flying >= LIMITS.window) return
      const { item } = pending
      if (busy.has(item.lane)) continue
      busy.add(item.lane)
      flying++
      pending.state = 'flying'
      pending.item = { ...item, tried: true }
      this.#options.send(item)
    }
  }
}
