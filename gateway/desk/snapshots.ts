import type { ShopLog } from '../store/engine.ts'
import { apply } from './apply.ts'
import { freeze, thaw } from './freeze.ts'
import { decodeRow } from './row.ts'
import { emptyState, type State } from './state.ts'

/** Rows between two snapshots: a start replays at most so many. */
const SNAPSHOT_EVERY = 50_000
const REPLAY_SLICE = 2000

/** The state as the log has it: the newest snapshot, and what is behind it replayed. Throws what the store throws. */
export async function load(
  log: ShopLog,
): Promise<{ readonly state: State; readonly snapshotAt: number }> {
  const snapshot = await log.newestSnapshot()
  const thawed = snapshot === null ? null : thaw(snapshot.parts)
  const state = thawed ?? emptyState()
  const snapshotAt = state.root.pos
  for (;;) {
    const rows = await log.read(state.root.pos, REPLAY_SLICE)
    for (const { pos, text } of rows) apply(state, decodeRow(pos, text))
    if (rows.length < REPLAY_SLICE) return { state, snapshotAt }
  }
}

interface Sources {
  readonly log: ShopLog
  readonly state: () => State
  /** The pos of the newest snapshot there is. */
  readonly at: number
}

/** Writes the state beside the log, so that a start has little to replay. */
export class Snapshots {
  readonly #log: ShopLog
  readonly #state: () => State
  #at: number
  #writing: Promise<void> | null = null

  constructor({ log, state, at }: Sources) {
    this.#log = log
    this.#state = state
    this.#at = at
  }

  /** The log has grown: one is begun when enough of it is behind the last. */
  grown(head: number): void {
    if (this.#writing !== null || head - this.#at < SNAPSHOT_EVERY) return
    void this.#write()
  }

  /** Of now or later, with no older one left. Throws when it could not be written. */
  async current(): Promise<void> {
    const head = this.#state().root.pos
    await this.#writing
    await this.reach(head)
    if (this.#at < head) throw new Error('the snapshot could not be written')
  }

  /** Tries to have one of `head` or later; the one under way is not waited for. */
  async reach(head: number): Promise<void> {
    if (this.#at < head) await this.#write()
  }

  /** Resolves when none is being written. */
  async settled(): Promise<void> {
    await this.#writing
  }

  async #write(): Promise<void> {
    const frozen = freeze(this.#state())
    this.#writing = this.#log.writeSnapshot(frozen).then(
      () => {
        this.#at = frozen.pos
      },
      // A full disk: the log is whole without it, and a later one tries again.
      () => undefined,
    )
    await this.#writing
    this.#writing = null
  }
}
