import type { Scenario } from '#shared/practice/scenario.ts'
import { isSpoken, keepsFacts } from '#shared/practice/voice/facts.ts'
import { voicePrompt, type VoiceAsk } from '#shared/practice/voice/prompt.ts'
import {
  VOICE_SECONDS,
  type VoiceSettings,
  type VoiceTried,
  type VoiceView,
} from '#shared/practice/voice/settings.ts'
import type { Shelves } from '../shelf.ts'
import { complete, type Endpoint } from './endpoint.ts'

/** As it is kept, in the encrypted database. */
interface KeptVoice extends Endpoint {
  readonly on: boolean
}

/** The models that voice the buyers of the shops, each as its main account set it; off by default. */
export interface Voices {
  view(shop: string): Promise<VoiceView>
  save(shop: string, settings: VoiceSettings): Promise<VoiceView>
  attempt(shop: string, ask: VoiceAsk): Promise<VoiceTried>
  /** Null: it is off. The answer is null where the line itself is to be said. */
  speaker(shop: string): Speaker | null
  close(): void
}
export interface Speaker {
  /** Ms of life. */
  readonly limit: number
  say(ask: VoiceAsk, names: readonly string[]): Promise<string | null>
}

const OFF: KeptVoice = {
  on: false,
  url: '',
  model: '',
  key: null,
  seconds: VOICE_SECONDS.usual,
}
const ID = 'voice'
/** More at once would wait for each other at most models, and then be late. */
const AT_ONCE = 8
/** After so many failures in a row nobody waits for the model for a while. */
const FAILURES_MAX = 5
const REST_MS = 60_000

export async function openVoices(
  store: Shelves,
  shops: Iterable<string>,
  now: () => number,
): Promise<Voices> {
  const shelf = store.shelf<KeptVoice>('voice')
  const stop = new AbortController()
  const known = new Map<string, KeptVoice>()
  const under = new Map<string, number>()
  const failures = new Map<string, { count: number; restsUntil: number }>()
  for (const shop of shops) {
    const kept = await shelf.one(shop, ID)
    if (kept) known.set(shop, kept.value)
  }
  const of = (shop: string) => known.get(shop) ?? OFF

  async function spoken(
    endpoint: Endpoint,
    ask: VoiceAsk,
    names: readonly string[],
  ): Promise<Omit<VoiceTried, 'ms'>> {
    const { line } = ask
    const found = await complete(endpoint, voicePrompt(ask), stop.signal)
    if (!found.ok) return { said: line, failure: found.failure, answered: null }
    const fits = isSpoken(line, found.text) && keepsFacts(line, found.text, names)
    return fits
      ? { said: found.text, failure: null, answered: null }
      : { said: line, failure: 'unfit', answered: found.text.slice(0, 500) }
  }

  return {
    view: (shop) => Promise.resolve(viewOf(of(shop))),

    async save(shop, { key, ...settings }) {
      const before = of(shop)
      // A key is never told to another address than it was for.
      const same = originOf(before.url) === originOf(settings.url)
      const kept = { ...settings, key: key === undefined ? (same ? before.key : null) : key }
      await shelf.put(shop, { id: ID, account: '', at: now(), value: kept })
      known.set(shop, kept)
      failures.delete(shop)
      return viewOf(kept)
    },

    async attempt(shop, ask) {
      const before = performance.now()
      const tried = await spoken(of(shop), ask, [])
      return { ...tried, ms: Math.round(performance.now() - before) }
    },

    speaker(shop) {
      const voice = of(shop)
      if (!voice.on) return null
      return {
        limit: voice.seconds * 1000,
        async say(ask, names) {
          const failed = failures.get(shop) ?? { count: 0, restsUntil: 0 }
          const busy = under.get(shop) ?? 0
          if (busy >= AT_ONCE || failed.restsUntil > now()) return null
          under.set(shop, busy + 1)
          const { said, failure } = await spoken(voice, ask, names)
          under.set(shop, (under.get(shop) ?? 1) - 1)
          const count = failure === null || failure === 'unfit' ? 0 : failed.count + 1
          const restsUntil = count >= FAILURES_MAX ? now() + REST_MS : 0
          failures.set(shop, { count: restsUntil > 0 ? 0 : count, restsUntil })
          return failure === null && said !== ask.line ? said : null
        },
      }
    },

    close: () => stop.abort(),
  }
}

/** What a line may not lose, and no other line may gain. */
export function namesIn({ products }: Scenario): readonly string[] {
  return products.flatMap(({ title, stock }) => [
    title,
    ...stock.map(({ variant }) => variant).filter((variant) => variant.length > 1),
  ])
}

function viewOf({ on, url, model, key, seconds }: KeptVoice): VoiceView {
  return { on, url, model, hasKey: key !== null, seconds }
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : ''
}
