import type { ShopViews } from '../store/engine.ts'
import type { Row } from './row.ts'

const SLICE = 8192
/**
 * Pause before a slice, ms: rows of many conversations share few pages, and a page is encrypted once
 * per slice. Who asks for what is newer has it brought up to now (`reach`).
 */
const LAG = 250
/** How long it rests after a slice, in lengths of that slice: the thread behind it has a core to share. */
const REST = 1

/** Lets the views follow the log in small slices, behind the shop's back. */
export class Follower {
  readonly #views: ShopViews
  readonly #read: (after: number, limit: number) => Promise<readonly Row[]>
  readonly #head: () => number
  #timer: NodeJS.Timeout | null = null
  #running = false
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

  /** There is more in the log: soon if it fills a slice, so that it is still in memory. */
  wake(): void {
    if (this.#running || this.#stopped) return
    const behind = this.#behind()
    if (behind >= SLICE) this.#begin()
    else if (behind > 0 && this.#timer === null) {
      this.#timer = setTimeout(() => this.#begin(), LAG)
      this.#timer.unref()
    }
  }

  #behind(): number {
    return this.#head() - this.#views.reached()
  }

  #begin(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#running = true
    const begun = performance.now()
    const before = this.#views.reached()
    void this.#next()
      .catch(() => undefined) // a full disk: tried again in a moment
      .then(() => {
        const took = performance.now() - begun
        this.#timer = setTimeout(
          () => {
            this.#timer = null
            this.#running = false
            this.wake()
          },
          this.#views.reached() > before ? this.#rest(took) : LAG,
        )
        this.#timer.unref()
      })
  }

  /** None while it falls behind: what is no longer in memory costs many times as much. */
  #rest(took: number): number {
    return this.#behind() >= SLICE ? 0 : Math.max(1, REST * took)
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
