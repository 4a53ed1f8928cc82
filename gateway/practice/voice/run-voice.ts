import { step } from '#shared/practice/buyer.ts'
import type { BuyerPlay, Play } from '#shared/practice/play.ts'
import type { Entry } from '#shared/practice/run.ts'
import type { Scenario } from '#shared/practice/scenario.ts'
import { voiceAsk } from '#shared/practice/voice/prompt.ts'
import type { Wits } from '#shared/practice/wits.ts'
import { namesIn, type Speaker } from './voices.ts'

/** A line that a model was asked for. */
interface Asked {
  readonly text: string
  /** Ms of the run; until then a line that is being typed waits for it. */
  readonly until: number
  /** Undefined: not answered yet; null: the line itself. */
  said: string | null | undefined
}

/**
 * The model's part in one run: it is asked for what a buyer is about to say while the buyer still types,
 * and says it in other words, or the buyer says the line itself. It decides nothing: not who speaks, not
 * what about, not in which order; a typing buyer types on for at most the limit.
 */
export class RunVoice {
  readonly #scenario: Scenario
  readonly #speaker: Speaker
  readonly #wits: Wits
  readonly #pace: number
  /** Something was answered. */
  readonly #onSaid: () => void
  readonly #names: readonly string[]
  /** By buyer; each line once, in order. */
  readonly #asked = new Map<string, Asked[]>()
  /** Buyers who type on because of the model. */
  readonly #held = new Set<string>()

  constructor(scenario: Scenario, speaker: Speaker, wits: Wits, pace: number, onSaid: () => void) {
    this.#scenario = scenario
    this.#speaker = speaker
    this.#wits = wits
    this.#pace = pace
    this.#onSaid = onSaid
    this.#names = namesIn(scenario)
  }

  /** How long before it is said a line is asked for, ms of the run. */
  get ahead(): number {
    return this.#speaker.limit * this.#pace
  }

  /** Asks for what is about to be said: what is typed, and what comes by time alone. */
  look(play: Play, entries: readonly Entry[], elapsed: number): void {
    for (const buyer of this.#scenario.buyers) {
      const state = play.buyers[buyer.id]
      if (!state || state.ended !== null) continue
      const lines =
        state.typing.length > 0
          ? state.typing.map(({ text }) => text)
          : this.#coming(buyer.id, play, elapsed)
      // What will not be said any more is forgotten: somebody answered before.
      const still = (this.#asked.get(buyer.id) ?? []).filter(({ text }) => lines.includes(text))
      this.#asked.set(buyer.id, still)
      for (const text of lines) {
        const before = this.#asked.get(buyer.id) ?? []
        if (before.some((one) => one.text === text)) continue
        const asked: Asked = { text, until: elapsed + this.ahead, said: undefined }
        this.#asked.set(buyer.id, [...before, asked])
        const { language } = this.#scenario
        const ask = voiceAsk(buyer, language, state.mood, entries, text)
        void this.#speaker.say(ask, this.#names).then((said) => {
          asked.said = said
          this.#onSaid()
        })
      }
    }
  }

  /** Buyers whose next line the model still looks for type on, at most until its time is over. */
  hold(play: Play, now: number): Play {
    let { buyers } = play
    for (const [id, state] of Object.entries(play.buyers)) {
      const [typed] = state.typing
      if (!typed) {
        this.#held.delete(id)
        continue
      }
      const asked = this.#asked.get(id)?.find(({ text }) => text === typed.text)
      const waits = asked?.said === undefined && asked !== undefined && asked.until > now
      // Only when it is due: what is answered while it is typed anyway costs no time.
      if (waits && typed.at <= now) {
        this.#held.add(id)
        buyers = { ...buyers, [id]: shifted(state, asked.until - typed.at) }
      } else if (!waits && this.#held.delete(id) && typed.at > now)
        buyers = { ...buyers, [id]: shifted(state, now - typed.at) }
    }
    return buyers === play.buyers ? play : { ...play, buyers }
  }

  /** Of a line that is said now; null: the line itself. */
  take(buyer: string, text: string): string | null {
    const asked = this.#asked.get(buyer) ?? []
    const found = asked.find((one) => one.text === text)
    this.#asked.set(
      buyer,
      asked.filter((one) => one !== found),
    )
    this.#held.delete(buyer)
    return found?.said ?? null
  }

  /** What a buyer will say by itself soon: its first words, a nudge, its last words. */
  #coming(id: string, play: Play, elapsed: number): readonly string[] {
    const buyers = this.#scenario.buyers.filter((one) => one.id === id)
    const at = elapsed + this.ahead
    // Of this buyer alone, and of no agent: what would happen if nobody did anything.
    const { acts } = step({ ...this.#scenario, buyers }, play, at, { kind: 'time' }, this.#wits)
    return acts.flatMap((act) => (act.kind === 'say' ? [act.text] : []))
  }
}

function shifted(state: BuyerPlay, by: number): BuyerPlay {
  return { ...state, typing: state.typing.map((one) => ({ ...one, at: one.at + by })) }
}
