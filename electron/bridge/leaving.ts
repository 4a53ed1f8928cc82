import { tellWindows } from './door.ts'

/** A page that hangs does not hold up the end. */
const PATIENCE_MS = 700

/**
 * Before the cache closes (quit, sign out): the pages are told, hand over drafts and desk that they
 * had not stored yet, and say so by `app.kept`.
 */
export class Leaving {
  #settle: (() => void) | null = null

  ask(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, PATIENCE_MS)
      this.#settle = () => {
        clearTimeout(timer)
        resolve()
      }
      tellWindows('app.leaving', null)
    })
  }

  kept(): void {
    this.#settle?.()
    this.#settle = null
  }
}
