import type { Source } from '#shared/protocol/model.ts'
import { Guest } from '../demo/guest.ts'
import { seeded } from '../demo/random.ts'
import type { RunBuyer, Saying } from './kept.ts'

export interface GuestsOptions {
  /** The gateway's own address. */
  readonly url: string
  readonly shop: string
  readonly language: string
  readonly seed: number
  readonly buyers: Readonly<Record<string, RunBuyer>>
  /** The trainee's sign-in name: it is asked for by it, so that nobody else gets the buyer (D3). */
  readonly address: string
  readonly sourceOf: (buyer: string) => Source | null
  /** It will never be said: the shop does not take it. */
  readonly onLost: (cid: string) => void
  /** The buyer can not come any more. */
  readonly onBarred: (buyer: string) => void
}

/** The simulated buyers of one run, over the real websocket. */
export class Guests {
  readonly #options: GuestsOptions
  readonly #guests = new Map<string, Guest>()
  readonly #saying = new Set<string>()

  constructor(options: GuestsOptions) {
    this.#options = options
  }

  /** Says it once, however often it is asked to; `again`: an earlier process may have. */
  say({ cid, buyer, text, voiced = text }: Saying, again: boolean): void {
    if (this.#saying.has(cid)) return
    this.#saying.add(cid)
    const { address, sourceOf, onLost } = this.#options
    void this.#guest(buyer)
      .say(voiced, sourceOf(buyer), { cid, again, address })
      .then((said) => {
        this.#saying.delete(cid)
        if (said === 'refused') onLost(cid)
      })
  }

  typing(buyer: string, on: boolean): void {
    if (on) this.#guest(buyer).typing(true)
    else this.#guests.get(buyer)?.typing(false)
  }

  leave(buyer: string): void {
    this.#guests.get(buyer)?.disconnect()
    this.#guests.delete(buyer)
  }

  leaveAll(): void {
    for (const buyer of [...this.#guests.keys()]) this.leave(buyer)
  }

  #guest(buyer: string): Guest {
    const known = this.#guests.get(buyer)
    if (known) return known
    const { url, shop, language, seed, buyers, onBarred } = this.#options
    const guest: Guest = new Guest({
      url,
      shop,
      name: buyer,
      language,
      random: seeded(seed),
      refresh: buyers[buyer]?.refresh ?? null,
      rates: false,
      onKnown: () => undefined,
      onMessage: (message) => guest.read(message),
      onStopped: (code) => {
        if (code !== 'signed_out') onBarred(buyer)
      },
    })
    this.#guests.set(buyer, guest)
    guest.connect()
    return guest
  }
}
