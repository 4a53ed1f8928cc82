import { join } from 'node:path'
import { describe } from './failure.ts'
import { log } from './log.ts'

/** What going in and out asks of a world. */
export interface Turning {
  readonly practice: boolean
  readonly own: { stop(withinMs: number): Promise<void> }
  readonly accounts: {
    close(): Promise<void>
    refreshSaved(): Promise<void>
    resume(): Promise<void>
    rest(): void
  }
}

/** Inside the user's data; nothing of practice is outside of it. */
export function practiceFolder(folder: string): string {
  return join(folder, 'practice')
}

export interface WorldsOptions<W extends Turning> {
  readonly real: W
  /** With the first entering. Throwing leaves everything as it was. */
  readonly practice: () => W
  /** Nobody of the other world is signed in any more, and `world` is in front. */
  readonly turned: (world: W) => void | Promise<void>
  /** So long sessions and a gateway of the world that is left are waited for, ms. */
  readonly patience?: Partial<typeof PATIENCE>
}

/**
 * The real shops and practice, of which one is in front: the other has nobody signed in and nothing
 * open but, of the real one, the gateway that serves its buyers. Leaving is never held up for long by
 * what hangs in practice: a server that does not answer, a gateway that does not come up.
 */
export class Worlds<W extends Turning> {
  readonly #options: WorldsOptions<W>
  readonly #patience: typeof PATIENCE
  #practice: W | null = null
  #current: W
  #turning = false
  /** Going in and out, one after the other. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: WorldsOptions<W>) {
    this.#options = options
    this.#current = options.real
    this.#patience = { ...PATIENCE, ...options.patience }
  }

  get current(): W {
    return this.#current
  }

  /** One may come to work there now: it is in front, and nobody is on the way out. */
  accepts(world: W): boolean {
    return world === this.#current && !this.#turning
  }

  /** All there are, for who ends them. */
  get all(): readonly W[] {
    const { real } = this.#options
    return this.#practice ? [real, this.#practice] : [real]
  }

  /** Resolves when whoever was at work there last is again, or its entry is shown. */
  enter(): Promise<void> {
    return this.#go(() => (this.#practice ??= this.#options.practice()))
  }

  /** The practice gateway ends with it. */
  leave(): Promise<void> {
    return this.#go(() => this.#options.real)
  }

  async #go(to: () => W): Promise<void> {
    const turned = this.#turn.then(() => this.#turnTo(to))
    this.#turn = turned.catch(() => undefined)
    const world = await turned
    // Not of the turn: whoever wants to leave need not wait for what comes up slowly.
    if (world && this.accepts(world)) await resumed(world)
  }

  /** Null: it was in front already. */
  async #turnTo(to: () => W): Promise<W | null> {
    const from = this.#current
    const world = to()
    if (from === world) return null
    this.#turning = true
    try {
      const closing = from.accounts.close()
      await inTime('accounts', closing, this.#patience.close)
      if (from.practice) await inTime('gateway', from.own.stop(this.#patience.stop), LATEST_MS)
      this.#current = world
      await this.#options.turned(world)
    } finally {
      // Else nobody could sign in anywhere any more.
      this.#turning = false
    }
    return world
  }
}

const PATIENCE = { close: 1500, stop: 3500 }
/** A process that was killed is gone by then. */
const LATEST_MS = 6000

async function resumed({ accounts }: Turning): Promise<void> {
  try {
    await accounts.refreshSaved()
    await accounts.resume()
  } catch (error) {
    log('error', 'worlds: nobody could go on', { error: describe(error) })
    accounts.rest()
  }
}

/** What takes longer goes on by itself; what fails is no reason to stay. */
async function inTime(name: string, step: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms)
  })
  const end = await Promise.race([
    step.then(
      () => 'done' as const,
      (error: unknown) => describe(error),
    ),
    late,
  ])
  clearTimeout(timer)
  if (end !== 'done') log('warn', `worlds: ${name} did not close`, { error: end })
}
