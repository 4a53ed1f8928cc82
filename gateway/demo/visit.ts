import type { Message, Source } from '#shared/protocol/model.ts'
import { sourceOf, type Persona } from './data.ts'
import type { Guest } from './guest.ts'
import { type Pace, patienceOf, readingTime, typingTime } from './pace.ts'
import type { Random } from './random.ts'
import { BEGIN, react, type ScriptState, type Stimulus } from './script.ts'

/** One visit of one buyer: the script with its time, typing marks and read marks. */
export class Visit {
  readonly #persona: Persona
  readonly #guest: Guest
  readonly #pace: Pace
  readonly #random: Random
  readonly #onEnd: (answered: boolean) => void
  #state: ScriptState = BEGIN
  #heard: Message[] = []
  #speaking = false
  #ended = false
  #firstSend = true
  #timer: NodeJS.Timeout | null = null
  /** Raised to break off what is being waited for. */
  #wake: (() => void) | null = null

  constructor(options: {
    persona: Persona
    guest: Guest
    pace: Pace
    random: Random
    onEnd: (answered: boolean) => void
  }) {
    this.#persona = options.persona
    this.#guest = options.guest
    this.#pace = options.pace
    this.#random = options.random
    this.#onEnd = options.onEnd
  }

  start(): void {
    this.#guest.connect()
    void this.#live({ type: 'begin' })
  }

  heard(message: Message): void {
    if (this.#ended) return
    this.#heard.push(message)
    if (!this.#speaking) void this.#answer()
  }

  /** Without a word: the demo is stopped. */
  stop(): void {
    if (this.#ended) return
    this.#ended = true
    if (this.#timer) clearTimeout(this.#timer)
    this.#wake?.()
    this.#guest.disconnect()
  }

  async #answer(): Promise<void> {
    this.#speaking = true
    this.#clearTimer()
    let read = 0
    // People read on while more arrives, and answer all of it at once.
    while (!this.#ended && read < this.#heard.length) {
      const fresh = this.#heard.slice(read)
      read = this.#heard.length
      await this.#wait(readingTime(fresh.map(words).join(''), this.#pace, this.#random))
      const last = fresh.at(-1)
      if (last && !this.#ended) this.#guest.read(last)
    }
    const text = this.#heard.map(words).join('\n')
    this.#heard = []
    await this.#live({ type: 'said', text })
  }

  async #live(stimulus: Stimulus): Promise<void> {
    this.#speaking = true
    this.#clearTimer()
    const { state, lines } = react(this.#persona, this.#state, stimulus, this.#random)
    this.#state = state
    for (const line of lines) {
      if (this.#ended) return
      this.#guest.typing(true)
      await this.#wait(typingTime(line, this.#pace, this.#random))
      if (this.#ended) return
      this.#guest.typing(false)
      await this.#guest.say(line, this.#source())
    }
    this.#speaking = false
    if (this.#ended) return
    if (this.#heard.length > 0) {
      void this.#answer()
      return
    }
    this.#waitForWords()
  }

  #waitForWords(): void {
    const { question, nudges, over, answered } = this.#state
    const finished = over || question >= this.#persona.questions.length
    const patience = finished
      ? this.#pace.lingers
      : patienceOf(this.#persona.hurry, nudges, this.#pace, this.#random)
    this.#timer = setTimeout(() => {
      if (this.#ended || this.#speaking) return
      if (!finished) {
        void this.#live({ type: 'silence' })
        return
      }
      this.stop()
      this.#onEnd(answered)
    }, patience)
    this.#timer.unref()
  }

  #source(): Source | null {
    if (!this.#firstSend) return null
    this.#firstSend = false
    return sourceOf(this.#persona)
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms)
      timer.unref()
      const wake = (): void => done()
      this.#wake = wake
      function done(): void {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #clearTimer(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }
}

function words(message: Message): string {
  return message.body.kind === 'text' ? message.body.text : ''
}
