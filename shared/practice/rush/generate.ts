import { SCENARIO_BYTES } from '../api.ts'
import { fillScenario } from '../fill.ts'
import { chance, seedOf } from '../random.ts'
import { SCENARIO_VERSION, type Scenario, type ScenarioBuyer, type Skill } from '../scenario.ts'
import { storyOf, type Story } from './apart.ts'
import { arrivals } from './arrivals.ts'
import type { RushWords } from './questions.ts'
import type { RushSettings } from './settings.ts'
import { shortVisit, type Short } from './short.ts'

/** What a rush is made of: its words, and the scenarios whose buyers may come. */
export interface RushParts {
  readonly words: RushWords
  /** Read, not filled. */
  readonly scenarios: readonly Scenario[]
}

/** One of so many buyers has a longer talk, of a scenario; more could nobody lead at once. */
const STORY_OF = 3
const STORIES_MAX = 12
/** As scenario.ts limits them. */
const MOST = { products: 30, colleagues: 6, briefing: 1200 } as const
/** Leaves room for the short visits, and keeps each step of the run small to keep. */
const STORY_BYTES = SCENARIO_BYTES / 3

/**
 * A scenario with so many buyers in this rhythm. It reads without a problem, and the same parts,
 * settings and seed give the same. Scored is speed alone: product.md M.
 */
export function rushScenario(
  { words, scenarios }: RushParts,
  settings: RushSettings,
  seed: number,
): Scenario {
  const { buyers: count, minutes, rhythm, skills } = settings
  const times = arrivals(settings, seed)
  const told = (text: string) =>
    text.replaceAll('{buyers}', String(count)).replaceAll('{minutes}', String(minutes))
  const chosen = chooseStories(words, scenarios, settings, seed)
  const places = shuffled(
    times.map((_, index) => index),
    seed,
    'places',
  )
  const stories = new Map(chosen.stories.map((story, index) => [places[index], story]))
  const names = shuffled(words.names, seed, 'names').filter((name) => !chosen.names.has(name))
  const questions = shuffled(fitting(words.questions, skills), seed, 'questions')
  const shorts: Short[] = []
  const buyers = times.map((after, index): ScenarioBuyer => {
    const story = stories.get(index)
    if (story) return { ...story.buyer, after }
    const at = shorts.length
    const question = questions[at % questions.length]
    if (!question) throw new RangeError('a rush needs questions')
    const order = orderNumber(seed, index, chosen.numbers)
    // As many names as buyers: rushWords asks for them.
    const who = { id: idOf(index), name: names[at] ?? `${at}`, after, order }
    const short = shortVisit(words, question, who, seed)
    shorts.push(short)
    return short.buyer
  })
  const bought = new Set(shorts.map(({ product }) => product.id))
  return {
    xiaoer: SCENARIO_VERSION,
    id: `rush-${count}-${Math.round(minutes)}-${rhythm}`,
    title: told(words.title),
    summary: told(words.summary),
    language: words.language,
    skills: ['rush', 'several'],
    level: count <= 8 ? 1 : count <= 25 ? 2 : 3,
    minutes,
    briefing: [told(words.briefing), ...chosen.briefings].join('\n'),
    variables: {},
    products: [
      ...words.products
        .filter(({ id }) => bought.has(id))
        .map(({ variants, ...product }) => ({
          ...product,
          stock: variants.map((variant) => ({ variant, count: 40 })),
        })),
      ...chosen.stories.flatMap(({ products }) => products),
    ],
    colleagues: chosen.colleagues,
    facts: Object.fromEntries(chosen.stories.flatMap(({ facts }) => Object.entries(facts))),
    buyers,
    rubric: {
      pass: 60,
      marks: [
        { id: 'in-time', kind: 'rounds', weight: 30, within: 180, skill: 'rush' },
        { id: 'average', kind: 'average', weight: 25, within: 45, skill: 'rush' },
        { id: 'first-reply', kind: 'first_reply', weight: 25, within: 30, skill: 'rush' },
        {
          id: 'ends-well',
          kind: 'outcome',
          weight: 20,
          outcome: ['solved', 'bought', 'accepted', 'foiled'],
          skill: 'several',
        },
      ],
      violations: [],
    },
  }
}

/** Each buyer, mark and product on a line of its own; what JSON writes is YAML. */
export function rushText(rush: Scenario): string {
  const line = ([key, value]: [string, unknown]) =>
    Array.isArray(value) && value.length > 0
      ? `${key}:\n${value.map((each) => `  - ${JSON.stringify(each)}`).join('\n')}`
      : `${key}: ${JSON.stringify(value)}`
  return `${Object.entries(rush).map(line).join('\n')}\n`
}

const idOf = (index: number) => `r${String(index + 1).padStart(2, '0')}`

/** Those of these skills; of none: all. */
function fitting<T extends { readonly skills: readonly Skill[] }>(
  list: readonly T[],
  skills: readonly Skill[],
): readonly T[] {
  const own = list.filter((one) => one.skills.some((skill) => skills.includes(skill)))
  return own.length > 0 ? own : list
}

interface Chosen {
  readonly stories: readonly Story[]
  readonly briefings: readonly string[]
  readonly colleagues: Scenario['colleagues']
  /** Taken by them. */
  readonly names: ReadonlySet<string>
  readonly numbers: ReadonlySet<string>
}

/** As many as the load asks for and as fit beside each other; each buyer of a scenario at most once. */
function chooseStories(
  words: RushWords,
  scenarios: readonly Scenario[],
  { buyers: count, skills }: RushSettings,
  seed: number,
): Chosen {
  const stories: Story[] = []
  const briefings: string[] = []
  const colleagues: Scenario['colleagues'][number][] = []
  const names = new Set<string>()
  const numbers = new Set<string>()
  let products = words.products.length
  let told = words.briefing.length + 20
  let bytes = 0
  const wanted = Math.min(STORIES_MAX, Math.floor(count / STORY_OF))
  const pool = fitting(
    scenarios.filter(({ language }) => language === words.language),
    skills,
  )
  for (const scenario of shuffled(pool, seed, 'scenarios')) {
    if (stories.length >= wanted) break
    const filled = fillScenario(scenario, seedOf(seed, 'fill', scenario.id))
    const briefing = `【${scenario.title}】${(filled.briefing ?? '').trim().replaceAll(/\s+/g, ' ')}`
    const brief = told + briefing.length + 1 <= MOST.briefing
    for (const buyer of filled.buyers) {
      if (stories.length >= wanted || !brief) break
      const story = storyOf(filled, buyer, `s${String(stories.length + 1).padStart(2, '0')}`)
      const groups = story.colleagues.filter(({ group }) =>
        colleagues.every((one) => one.group !== group),
      )
      const size = new TextEncoder().encode(JSON.stringify(story)).length
      const fits =
        products + story.products.length <= MOST.products &&
        colleagues.length + groups.length <= MOST.colleagues &&
        bytes + size <= STORY_BYTES &&
        !names.has(buyer.name) &&
        buyer.orders.every(({ number }) => !numbers.has(number))
      if (!fits) continue
      stories.push(story)
      products += story.products.length
      bytes += size
      colleagues.push(...groups)
      names.add(buyer.name)
      for (const { number } of buyer.orders) numbers.add(number)
      if (!briefings.includes(briefing)) {
        briefings.push(briefing)
        told += briefing.length + 1
      }
    }
  }
  return { stories, briefings, colleagues, names, numbers }
}

/** Thirteen figures that no other buyer has. */
function orderNumber(seed: number, index: number, taken: ReadonlySet<string>): string {
  for (let times = 0; ; times++) {
    const tail = Math.floor(chance(seed, 'order', index, times) * 1e7)
    // The index makes them differ among themselves.
    const number = `2026${String(index).padStart(2, '0')}${String(tail).padStart(7, '0')}`
    if (!taken.has(number)) return number
  }
}

function shuffled<T>(list: readonly T[], seed: number, purpose: string): readonly T[] {
  return list
    .map((one, index) => ({ one, by: chance(seed, purpose, index) }))
    .toSorted((a, b) => a.by - b.by)
    .map(({ one }) => one)
}
