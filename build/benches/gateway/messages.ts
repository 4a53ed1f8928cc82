/** What the bench and the servers that it starts say to each other over the child's channel. */
export interface Size {
  readonly buyers: number
  readonly agents: number
  readonly idle: number
}
export type ToServer =
  | { readonly t: 'start'; readonly folder: string; readonly size: Size }
  /** `collect`: after a full collection, for memory; without it nothing is disturbed, for time. */
  | { readonly t: 'figures'; readonly collect: boolean }
export type FromServer =
  | {
      readonly t: 'ready'
      readonly url: string
      readonly buyers: readonly string[]
      readonly agents: readonly string[]
      readonly idle: readonly string[]
    }
  | {
      readonly t: 'figures'
      /** Seconds of processor time so far. */
      readonly cpu: number
      /** Resident bytes. */
      readonly rss: number
      /** Bytes in use in the heap and outside it, as the engine counts them. */
      readonly used: number
    }

export function answerFigures(): void {
  process.on('message', (message: ToServer) => {
    if (message.t !== 'figures') return
    const { user, system } = process.cpuUsage()
    if (message.collect) {
      globalThis.gc?.()
      globalThis.gc?.()
    }
    const answer = () => {
      const { rss, heapUsed, external } = process.memoryUsage()
      const reply: FromServer = {
        t: 'figures',
        cpu: (user + system) / 1e6,
        rss,
        used: heapUsed + external,
      }
      process.send?.(reply)
    }
    // Freed pages are given back a moment later.
    if (message.collect) setTimeout(answer, 200)
    else answer()
  })
}
