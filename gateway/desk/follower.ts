import type { ShopViews } from '../store/engine.ts'
import type { Row } from './row.ts'

const SLICE = 4096
/** Pause before the first slice, so that a few commits are taken together, ms. */
const LAG = 50
/** How long it rests after a slice, in lengths of that slice: the thread behind it has a core to share. */
const REST = 1

/** Lets the views follow the log in small slices, behind the shop's back. */
export class Follower {
  readonly #views: ShopViews
  readonly #read: (after: number, limit: number) => Promise<readonly Row[]>
  readonly #head: () => number
  #timer: NodeJS.Timeout | null = null
  /** One slice at a time. */
  #slice: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(
    views: ShopViews,
    head: () => number,
    read: (after: number, limit: number) => Promise<readonly Row[]>,
  ) {
    this.#views = views
    this.#head = head
    this.#read = read
  }

  /** There is more in the log. */
  wake(pause = LAG): void {
    if (this.#timer !== null || this.#stopped || this.#views.reached() >= this.#head()) return
    this.#timer = setTimeout(() => {
      const begun = performance.now()
      void this.#next()
        .catch(() => undefined) // a full disk: the next commit wakes it again
        .then(() => {
          this.#timer = null
          this.wake(Math.max(1, REST * (performance.now() - begun)))
        })
    }, pause)
    this.#timer.unref()
  }

  /** Resolves when the views hold everything up to the log's head of now. */
  async reach(): Promise<void> {
    const head = this.#head()
    while (this.#views.reached() < head) await this.#next()
  }

  async #next(): Promise<void> {
    this.#slice = this.#slice
      .catch(() => undefined)
      .then(async () => {
        const rows = await this.#read(this.#views.reached(), SLICE)
        await this.#views.follow(rows)
      })
    await this.#slice
  }

  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#slice.catch(() => undefined)
  }
}
