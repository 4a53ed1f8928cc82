import type { CommandFrame, HistoryFrame, SendFrame, ServerFrame } from '#shared/protocol/frames.ts'
import type { Outcome } from '../desk/contract.ts'
import { reachOfFrame } from './frame-rights.ts'
import type { Outgoing } from './outgoing.ts'
import { okText, outcomeOf } from './requests.ts'
import type { SessionHost, Signed } from './session-host.ts'

/** Where the session stands whose answers these are. */
interface Standing {
  /** A stop is near (S42). */
  readonly draining: boolean
  readonly closed: boolean
}

/**
 * What is answered once each: sends and commands by `ok` or `error`, questions by a page. No more of
 * them at once than the window, no faster than the session's bucket allows (S17).
 */
export class Answers {
  readonly #host: SessionHost
  readonly #out: Outgoing
  readonly #session: Standing
  #inFlight = 0

  constructor(host: SessionHost, out: Outgoing, session: Standing) {
    this.#host = host
    this.#out = out
    this.#session = session
  }

  /** S32. `heardAt`: when the frame came, monotonic. */
  history(signed: Signed, frame: HistoryFrame, heardAt: number): void {
    const { q, conversation, before, limit } = frame
    if (reachOfFrame(signed, frame.t) === 'no')
      return this.#out.error('not_allowed', 'no right to it', { q })
    if (this.#out.blocked || this.#inFlight >= this.#host.settings.window)
      return this.#out.error('window_exceeded', 'too many unanswered', { q })
    if (!signed.bucket.take(heardAt))
      return this.#out.error('rate_limited', 'too many in a short time', { q })
    this.#inFlight++
    signed.hub.shop.history(signed.viewer, conversation, before, limit).then(
      (page) => {
        this.#inFlight--
        if (this.#session.closed) return
        if ('code' in page) this.#out.error(page.code, 'history was refused', { q })
        else {
          const text = JSON.stringify({
            t: 'history',
            q,
            conversation,
            ...page,
          } satisfies ServerFrame)
          this.#out.appendWhole(text)
        }
      },
      (error: unknown) => {
        this.#inFlight--
        this.#host.fault(error)
        if (!this.#session.closed) this.#out.error('internal', 'history could not be read', { q })
      },
    )
  }

  /** S16. `heardAt`: when the frame came, monotonic. */
  submit(signed: Signed, frame: SendFrame | CommandFrame, heardAt: number): void {
    const { cid } = frame
    if (this.#session.draining)
      return this.#out.error('draining', 'the gateway is about to stop', { cid })
    if (this.#inFlight >= this.#host.settings.window)
      return this.#out.error('window_exceeded', 'too many unanswered', { cid })
    if (!signed.bucket.take(heardAt))
      return this.#out.error('rate_limited', 'too many in a short time', { cid })
    this.#inFlight++
    outcomeOf(this.#host, signed, frame).then(
      (outcome) => {
        this.#inFlight--
        this.#host.metrics.committed(this.#host.monotonic() - heardAt)
        if (!this.#session.closed) this.#answer(cid, outcome)
      },
      (error: unknown) => {
        this.#inFlight--
        this.#host.fault(error)
        if (!this.#session.closed) this.#out.error('internal', 'a fault of the gateway', { cid })
      },
    )
  }

  #answer(cid: string, outcome: Outcome): void {
    if (!outcome.ok) return this.#out.error(outcome.code, outcome.message, { cid })
    this.#out.append(okText(cid, outcome))
  }
}
