import { powerMonitor } from 'electron/main'
import type { AutoSuspend } from '#shared/bridge/contract.ts'
import type { Command } from '#shared/protocol/frames.ts'
import { describe } from '../failure.ts'
import { log } from '../log.ts'
import { type Absence, type Memory, stepOf } from './presence-rules.ts'
import { signsOf, type WorkSigns } from './signs.ts'

export interface PresenceWatchOptions {
  readonly setting: () => AutoSuspend
  readonly work: () => WorkSigns | null
  readonly command: (command: Command) => Promise<void>
  /** What colleagues read as the reason. */
  readonly reason: (absence: Absence) => string
  /** The computer was locked or unlocked. */
  readonly onLocked: (locked: boolean) => void
}

/** Linux tells of its lock only when asked. Both questions are answered without leaving the process. */
const LOOK_MS = 5000
/** While it is locked: whoever comes back does not wait for the cover to go. */
const LOOK_LOCKED_MS = 400

/** Suspends and resumes the account by what the computer sees of its person. */
export class PresenceWatch {
  readonly #options: PresenceWatchOptions
  #timer: NodeJS.Timeout | undefined
  #toldLocked = false
  #wasLocked = false
  #memory: Memory = 'new'
  #account: string | null = null
  #acting = false

  constructor(options: PresenceWatchOptions) {
    this.#options = options
    // Not on Linux; there the screen saver of the session is asked.
    powerMonitor.on('lock-screen', () => this.#locks(true))
    powerMonitor.on('unlock-screen', () => this.#locks(false))
    this.#every(LOOK_MS)
    // Its first answer may come before it has asked the session's bus.
    this.locked()
  }

  /** Asked when it matters: nothing tells every desktop's lock as an event. */
  locked(): boolean {
    return this.#toldLocked || powerMonitor.getSystemIdleState(24 * 3600) === 'locked'
  }

  /** At any change that may matter, and every few seconds. */
  check(): void {
    const work = this.#options.work()
    const account = work?.view.me ?? null
    if (account !== this.#account) {
      this.#account = account
      this.#memory = 'new'
    }
    if (!work || this.#acting) return
    const { live } = signsOf(work)
    const setting = this.#options.setting()
    // Most people have it off: then nobody is asked anything.
    if (!live || (this.#memory === 'new' && !setting.lock && setting.idleMinutes === null)) return
    const step = stepOf(this.#memory, {
      setting,
      presence: { locked: this.locked(), idleMs: powerMonitor.getSystemIdleTime() * 1000 },
      live,
      suspended: work.view.accounts[work.view.me]?.suspended ?? null,
    })
    if (step.act === null) this.#memory = step.memory
    else void this.#act(step.act, step.memory)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #every(ms: number): void {
    clearInterval(this.#timer)
    this.#timer = setInterval(() => {
      this.#lookAtLock()
      this.check()
    }, ms)
  }

  #lookAtLock(): void {
    const locked = this.locked()
    if (locked === this.#wasLocked) return
    this.#wasLocked = locked
    this.#every(locked ? LOOK_LOCKED_MS : LOOK_MS)
    this.#options.onLocked(locked)
  }

  async #act(
    act: { type: 'suspend'; by: Absence } | { type: 'resume'; of: Absence },
    memory: Memory,
  ): Promise<void> {
    this.#acting = true
    try {
      await this.#options.command(
        act.type === 'suspend' ? { ...act, reason: this.#options.reason(act.by) } : act,
      )
      this.#memory = memory
    } catch (error) {
      // Cut in between: tried again at the next look, if it is still so.
      log('warn', 'presence: not done', { act: act.type, error: describe(error) })
    } finally {
      this.#acting = false
    }
  }

  #locks(locked: boolean): void {
    this.#toldLocked = locked
    this.#lookAtLock()
    this.check()
  }
}
