import type { BrowserWindow } from 'electron/main'
import { describe } from '../failure.ts'
import { log } from '../log.ts'
import { ourWindows, tellWindow } from './tell.ts'

/** A page that hangs does not hold up the end, nor does a gateway that is slow. */
const PATIENCE_MS = 700

/**
 * Before the cache closes (quit, sign out): the pages are told, hand over drafts and desk that they
 * had not stored yet, and say so by `app.kept`. Then our own parts tell the gateway what they gathered.
 */
export class Leaving {
  readonly #waiting = new Set<number>()
  readonly #parts: (() => void | Promise<void>)[] = []
  #settle: (() => void) | null = null

  /** Behind the pages. */
  onLeaving(part: () => void | Promise<void>): void {
    this.#parts.push(part)
  }

  async ask(): Promise<void> {
    await this.#pages()
    const parts = this.#parts.map(async (part) => {
      await part()
    })
    const done = Promise.all(parts).catch((error: unknown) =>
      log('warn', 'leaving: something was not told', { error: describe(error) }),
    )
    await Promise.race([done, patience()])
  }

  kept(window: BrowserWindow): void {
    this.#waiting.delete(window.id)
    if (this.#waiting.size === 0) this.#settle?.()
  }

  async #pages(): Promise<void> {
    const windows = ourWindows()
    if (windows.length === 0) return
    this.#waiting.clear()
    for (const { id } of windows) this.#waiting.add(id)
    const told = new Promise<void>((resolve) => {
      this.#settle = resolve
    })
    for (const window of windows) tellWindow(window, 'app.leaving', null)
    await Promise.race([told, patience()])
    this.#settle = null
  }
}

function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))
}
