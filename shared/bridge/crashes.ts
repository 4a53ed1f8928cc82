/**
 * A crash as it is kept on this computer: what ended, how, and where in our code. Never what was said,
 * typed or looked at: an error's own message is content, and so is a dump of memory.
 */
export const CRASH_KINDS = ['main', 'page', 'gateway', 'worker', 'helper'] as const
/** `helper`: a process of Chromium's, such as the one that draws. */
export type CrashKind = (typeof CRASH_KINDS)[number]

export interface Crash {
  readonly id: string
  /** Local clock, ms. */
  readonly at: number
  readonly kind: CrashKind
  /** One of ours or of Chromium's words (`crashed`, `oom`, `unclean end`), or an error's class. */
  readonly reason: string
  readonly exitCode: number | null
  readonly version: string
  readonly electron: string
  readonly platform: string
  /** `function (file:line:column)`, ours and Node's; files without their folders. */
  readonly frames: readonly string[]
}
