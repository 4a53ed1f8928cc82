import type { WriteHandle } from '../database.ts'

/** One step forward; there is no way back. Runs once, in a transaction of its own. */
export interface Migration {
  /** 1, 2, 3, … : `user_version` after it. */
  readonly version: number
  readonly up: (handle: WriteHandle) => void
}
