import { FaultGateway } from './fault-gateway.ts'
import type { PlantName } from './fault-plants.ts'

/** Keeps a gateway's process ahead, so that a round does not wait for its modules. */
export class Pool {
  readonly #make: () => FaultGateway
  #spare: FaultGateway | null = null
  readonly #idle: FaultGateway[] = []

  constructor(plant: PlantName | null = null, cacheKib?: number) {
    this.#make = () => new FaultGateway(plant, 'FULL', cacheKib)
  }

  take(): FaultGateway {
    let taken = this.#idle.pop()
    while (taken && !taken.alive) taken = this.#idle.pop()
    taken ??= this.#spare?.alive === true ? this.#spare : this.#make()
    if (taken === this.#spare) this.#spare = null
    return taken
  }

  /** Behind a kill the next one is wanted at once. */
  prepare(): void {
    this.#spare ??= this.#make()
  }

  give(gateway: FaultGateway): void {
    if (gateway.alive) this.#idle.push(gateway)
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.#idle, ...(this.#spare ? [this.#spare] : [])].map((one) => one.kill()),
    )
  }
}
