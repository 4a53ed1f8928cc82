/** The gateway's clock of a test: real time, moved on by jumps instead of waiting. */
export class JumpClock {
  #ahead = 0

  readonly now = (): number => Date.now() + this.#ahead

  jump(ms: number): void {
    this.#ahead += ms
  }
}
