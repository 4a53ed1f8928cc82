import { type Persona, PERSONAS } from './data.ts'
import { Guest } from './guest.ts'
import { type Pace, restTime, USUAL_PACE } from './pace.ts'
import { seeded, shuffled } from './random.ts'
import { Visit } from './visit.ts'

export interface DemoOptions {
  /** Address of the gateway on this computer, such as http://127.0.0.1:8790. */
  readonly url: string
  readonly shopId: string
  /** One line for the gateway's log; never what was said. */
  readonly log: (line: string, detail?: Readonly<Record<string, string | number>>) => void
  /** The same seed lets the same buyers come in the same order with the same words. */
  readonly seed?: number
  readonly pace?: Partial<Pace>
  readonly personas?: readonly Persona[]
  /** Where the buyers' refresh tokens are kept, so that after a restart the same ones come back. */
  readonly memory?: DemoMemory
}

export interface DemoMemory {
  read(): Promise<string | null>
  /** The tokens are secrets: into an encrypted place. */
  write(value: string): Promise<void>
}

export interface Demo {
  /** Buyers that are in the shop now. */
  readonly present: () => readonly string[]
  /** All buyers go at once; nothing keeps the process alive. */
  stop(): void
}

/**
 * Lets simulated buyers come into the demo shop over the real websocket: a first one after a few
 * seconds, never more than a few at once, each with a rest before the next. Buyers come back later
 * under the same identity.
 */
export function startDemo(options: DemoOptions): Demo {
  const { url, shopId, log, memory } = options
  const pace: Pace = { ...USUAL_PACE, ...options.pace }
  const personas = options.personas ?? PERSONAS
  const random = seeded(options.seed ?? 20_260_310)
  const guests = new Map<string, Guest>()
  const visits = new Map<string, Visit>()
  const known = new Map<string, string>()
  let order: Persona[] = []
  let unanswered = 0
  let stopped = false
  let timer: NodeJS.Timeout | null = null

  const schedule = (ms: number): void => {
    if (stopped) return
    if (timer) clearTimeout(timer)
    timer = setTimeout(come, ms)
    timer.unref()
  }
  const nextPersona = (): Persona | undefined => {
    if (order.length === 0) order = round(personas, random)
    const index = order.findIndex((persona) => !visits.has(persona.id))
    return index < 0 ? undefined : order.splice(index, 1)[0]
  }
  const come = (): void => {
    const persona = visits.size < pace.atOnce ? nextPersona() : undefined
    if (persona) enter(persona)
    schedule(restTime(unanswered, pace, random))
  }
  const enter = (persona: Persona): void => {
    // Each has its own stream of numbers: how long others take doesn't change what it does.
    const own = seeded(Math.floor(random() * 2 ** 32))
    const before = guests.get(persona.id)
    const guest =
      before ??
      new Guest({
        url,
        shop: shopId,
        name: persona.name,
        language: persona.language,
        random: own,
        refresh: known.get(persona.id) ?? null,
        onKnown: (refresh) => remember(persona.id, refresh),
        onMessage: (message) => {
          if (unanswered > 0) {
            unanswered = 0
            schedule(restTime(0, pace, random))
          }
          visits.get(persona.id)?.heard(message)
        },
        onStopped: (code) => {
          if (code !== 'signed_out') log('demo buyer refused', { buyer: persona.id, code })
        },
      })
    guests.set(persona.id, guest)
    const visit = new Visit({
      persona,
      guest,
      pace,
      random: own,
      onEnd: (answered) => {
        visits.delete(persona.id)
        unanswered = answered ? 0 : unanswered + 1
        log('demo buyer left', { buyer: persona.id, answered: answered ? 1 : 0 })
      },
    })
    visits.set(persona.id, visit)
    log('demo buyer came', { buyer: persona.id, known: known.has(persona.id) ? 1 : 0 })
    visit.start()
  }

  const remember = (id: string, refresh: string): void => {
    known.set(id, refresh)
    memory?.write(JSON.stringify(Object.fromEntries(known))).catch(() => {
      log('demo buyers not remembered')
    })
  }

  void recall(memory).then((earlier) => {
    for (const [id, refresh] of earlier) known.set(id, refresh)
    schedule(pace.first)
  })
  return {
    present: () => [...visits.keys()],
    stop: () => {
      stopped = true
      if (timer) clearTimeout(timer)
      for (const visit of visits.values()) visit.stop()
      visits.clear()
    },
  }
}

/** Refresh tokens by persona; nothing when they can't be read. */
async function recall(memory: DemoMemory | undefined): Promise<[string, string][]> {
  try {
    const value: unknown = JSON.parse((await memory?.read()) ?? '{}')
    return Object.entries(value ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    )
  } catch {
    return []
  }
}

/** A random order; the first buyer of a demo speaks the shop's own language. */
function round(personas: readonly Persona[], random: () => number): Persona[] {
  const list = shuffled(personas, random)
  const first = list.findIndex((persona) => persona.language === 'zh-CN')
  return first <= 0 ? list : [...list.splice(first, 1), ...list]
}
