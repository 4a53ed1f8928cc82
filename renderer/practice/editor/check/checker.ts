import type { Answer, Ask, Looked } from './model.ts'

/** Asks the worker; of several questions only the newest is answered. */
export class Checker {
  #worker: Worker | null = null
  #asked = 0
  readonly #told: (looked: Looked, id: number) => void

  constructor(told: (looked: Looked, id: number) => void) {
    this.#told = told
  }

  /** Gives the question's number. */
  ask(text: string): number {
    this.#worker ??= this.#start()
    const id = ++this.#asked
    this.#worker.postMessage({ id, text } satisfies Ask)
    return id
  }

  /** What is on its way is told to nobody. */
  forget(): void {
    this.#asked++
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.id === this.#asked) this.#told(data, data.id)
    }
    return worker
  }
}
