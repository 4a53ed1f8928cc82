import { statSync } from 'node:fs'
import type { Connection } from './driver.ts'

const LOOK_EVERY = 1000
/** Bytes of WAL from which it is written back. */
const WORTH_IT = 8 * 1024 * 1024

/**
 * Writes the WALs back between batches, never inside one. PASSIVE waits for nobody; what can't be
 * written now (a full disk) stays in the WAL, where it is just as durable.
 */
export class Checkpoints {
  readonly #timer: NodeJS.Timeout

  constructor(connections: readonly Connection[]) {
    this.#timer = setInterval(() => {
      for (const db of connections) if (walSize(db) > WORTH_IT) checkpoint(db)
    }, LOOK_EVERY)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}

function walSize(db: Connection): number {
  return statSync(`${db.name}-wal`, { throwIfNoEntry: false })?.size ?? 0
}

function checkpoint(db: Connection): void {
  try {
    db.pragma('wal_checkpoint(PASSIVE)')
  } catch {
    // Tried again in a second; the next append tells whoever must know.
  }
}
