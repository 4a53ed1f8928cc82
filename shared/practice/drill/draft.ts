import { Document, isMap, isScalar, visit } from 'yaml'
import type { Scenario, Skill } from '../scenario.ts'
import { SCENARIO_VERSION } from '../scenario.ts'
import type { Wits } from '../wits.ts'
import { keywordsOf } from './keywords.ts'
import { digitsOf } from './signs.ts'
import { turnsOf, type Turn } from './turns.ts'
import type { DrillKind, Line, Replacement } from './model.ts'

/** resources/practice/drill.json, `draft`: all words of a draft that are not of the transcript. */
export interface DraftWords {
  readonly title: string
  readonly summary: string
  readonly buyer: string
  readonly persona: string
  readonly goal: string
  readonly product: string
  readonly carrier: string
  /** What the buyer says to an answer beside the point, when nobody answers, when it leaves. */
  readonly again: readonly string[]
  readonly nudges: readonly string[]
  readonly leaves: readonly string[]
  /** Its last words where the transcript has none. */
  readonly thanks: readonly string[]
  readonly polite: readonly string[]
  /** No sign of an answer to the point. */
  readonly stop: readonly string[]
  readonly plainIntents: readonly string[]
  readonly skills: Readonly<Partial<Record<Skill, readonly string[]>>>
  /** What the trainer should look at. `doubtful` heads the list of doubtful replacements. */
  readonly comments: Readonly<
    Record<
      | 'top'
      | 'doubtful'
      | 'skills'
      | 'buyer'
      | 'orders'
      | 'on'
      | 'otherwise'
      | 'patience'
      | 'rubric',
      string
    >
  >
}

export interface DraftOptions {
  /** `a-z`, `0-9`, `-`. */
  readonly id: string
  readonly words: DraftWords
  readonly language?: Scenario['language'] | undefined
  /** With it conditions ask for what the agent's answer meant, too. */
  readonly wits?: Wits | undefined
  /** What the talk was about; the first one is in the order. */
  readonly products?: readonly { id: string; title: string; priceFen: number }[] | undefined
}

/** More would be no drill. */
const MOST_TURNS = 25
const LONGEST_LINE = 500
const BUYER = 'buyer'

/**
 * A scenario to be mended by its trainer, as YAML: what the buyer wrote step by step, each with a first
 * guess of what an answer must have in it.
 *
 * @param messages of `anonymise`
 * @throws RangeError where the buyer wrote nothing
 */
export function draftOf(
  messages: readonly Line[],
  replaced: readonly Replacement[],
  options: DraftOptions,
): string {
  const turns = turnsOf(messages).slice(0, MOST_TURNS)
  if (turns.length === 0) throw new RangeError('the buyer wrote nothing')
  const { words } = options
  const order = orderOf(replaced, options)
  const facts = order ? factsOf(turns, order) : {}
  const keywords = keywordsOf(messages, replaced, turns, words.stop)
  const last = turns.at(-1)
  // What nobody answered were its last words.
  const farewell = turns.length > 1 && last?.answer === '' ? said(last.asked) : null
  const steps = farewell === null ? turns : turns.slice(0, -1)
  const skills = skillsOf(messages, words)
  const product = products(options)
  const draft = {
    xiaoer: SCENARIO_VERSION,
    id: options.id,
    title: words.title,
    summary: words.summary,
    language: options.language ?? 'zh-CN',
    skills,
    level: 2,
    minutes: bounded(Math.ceil((last?.endedAt ?? 0) / 60), 2, 15),
    products: product,
    facts: Object.fromEntries(
      Object.keys(facts).map((name) => [name, { order: order?.number, field: name }]),
    ),
    buyers: [
      {
        id: BUYER,
        name: shortened(firstOf(replaced, 'name') ?? words.buyer, 40),
        persona: words.persona,
        goal: words.goal,
        mood: 60,
        product: product[0]?.id,
        orders: order ? [order] : [],
        start: stepName(0),
        steps: Object.fromEntries(
          steps.map((turn, index) => [
            stepName(index),
            {
              say: [said(turn.asked)],
              on: [
                {
                  when: conditionOf(turn, index, facts, keywords[index] ?? [], options),
                  label: label(index),
                  mood: 5,
                  ...(index + 1 < steps.length
                    ? { go: stepName(index + 1) }
                    : { say: farewell === null ? words.thanks : [farewell], end: 'solved' }),
                },
              ],
              otherwise: { say: words.again, mood: -6, times: 3 },
              ...patience(turn, words),
            },
          ]),
        ),
      },
    ],
    rubric: rubricOf(steps.length, Object.keys(facts), words),
  }
  return written(draft, replaced, words)
}

const stepName = (index: number): string => `step-${index + 1}`
const label = (index: number): string => `answered-${index + 1}`
const bounded = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, Math.round(value)))

function shortened(text: string, most: number): string {
  const signs = Array.from(text.trim())
  let kept = ''
  for (const sign of signs) {
    if (kept.length + sign.length > most) break
    kept += sign
  }
  return kept.trim()
}

/** Braces would ask for a variable. */
const said = (text: string): string =>
  shortened(text.replaceAll('{', '\uff5b').replaceAll('}', '\uff5d'), LONGEST_LINE)

function firstOf(replaced: readonly Replacement[], kind: DrillKind): string | undefined {
  return replaced.find((each) => each.kind === kind && each.replacement.trim() !== '')?.replacement
}

function products({ products: given = [], words }: DraftOptions) {
  const all = given.length > 0 ? given : [{ id: 'p1', title: words.product, priceFen: 9900 }]
  return all.slice(0, 30).map(({ id, title, priceFen }) => ({
    id: id.replaceAll(/[^\p{L}\p{N}_-]/gu, '-').slice(0, 40),
    title: said(title).slice(0, 120),
    priceFen,
    stock: [{ variant: '', count: 20 }],
  }))
}

/** In the form that order systems have. */
function asNumber(text: string): string {
  const plain = text.normalize('NFKC').replaceAll(/[^0-9A-Za-z-]/g, '')
  return (plain.length >= 4 ? plain : digitsOf(text)).slice(0, 40)
}

function orderOf(replaced: readonly Replacement[], options: DraftOptions) {
  const number = asNumber(firstOf(replaced, 'order') ?? '')
  const product = products(options)[0]
  if (number.length < 4 || !product) return null
  const tracking = asNumber(firstOf(replaced, 'tracking') ?? '')
  const [address] = replaced
    .filter(({ kind }) => kind === 'address')
    .toSorted((a, b) => b.replacement.length - a.replacement.length)
  const phone = digitsOf(firstOf(replaced, 'phone') ?? '')
  return {
    number,
    placedHoursAgo: 48,
    state: tracking === '' ? 'paid' : 'shipped',
    lines: [{ product: product.id, count: 1 }],
    totalFen: product.priceFen,
    ...(address && phone !== ''
      ? {
          address: {
            name: shortened(firstOf(replaced, 'name') ?? options.words.buyer, 60),
            phone: phone.slice(0, 30),
            text: shortened(said(address.replacement), 300),
          },
        }
      : {}),
    shipments: tracking === '' ? [] : [{ carrier: options.words.carrier, tracking }],
  }
}

/** Which facts of the order the agent told, by the turns it did. */
function factsOf(
  turns: readonly Turn[],
  order: NonNullable<ReturnType<typeof orderOf>>,
): Readonly<Record<string, ReadonlySet<number>>> {
  const facts: Record<string, Set<number>> = {}
  const tell = (name: string, value: string) => {
    const digits = digitsOf(value)
    if (digits.length < 4) return
    const told = turns.flatMap(({ answer }, index) =>
      digitsOf(answer).includes(digits) ? [index] : [],
    )
    if (told.length > 0) facts[name] = new Set(told)
  }
  tell('number', order.number)
  tell('tracking', order.shipments[0]?.tracking ?? '')
  return facts
}

const SURE = 0.6
const MOST_INTENTS = 3

function conditionOf(
  { answer }: Turn,
  index: number,
  facts: Readonly<Record<string, ReadonlySet<number>>>,
  keywords: readonly string[],
  { wits, words }: DraftOptions,
) {
  const tells = Object.keys(facts).filter((name) => facts[name]?.has(index))
  const intents = (wits?.intentsOf(answer) ?? [])
    .filter(({ intent, score }) => score >= SURE && !words.plainIntents.includes(intent))
    .slice(0, MOST_INTENTS)
    .map(({ intent }) => intent)
  const any = [
    ...(tells.length > 0 ? [{ tells }] : []),
    ...(intents.length > 0 ? [{ intent: intents }] : []),
    ...(keywords.length > 0 ? [{ says: keywords }] : []),
  ]
  // Nothing to go by: whatever is answered.
  if (any.length === 0) return { matches: String.raw`\S` }
  return any.length === 1 ? any[0] : { any }
}

/** Twice and four times as long as it really waited, in seconds, within what a run can bear. */
function patience({ waited }: Turn, words: DraftWords) {
  return {
    nudges: [{ after: bounded(2 * (waited ?? 0), 45, 150), say: words.nudges, mood: -8 }],
    leaves: { after: bounded(4 * (waited ?? 0), 240, 600), say: words.leaves, outcome: 'lost' },
  }
}

function rubricOf(steps: number, facts: readonly string[], words: DraftWords) {
  const each = Math.max(1, Math.round(40 / steps))
  return {
    pass: 60,
    marks: [
      { id: 'first-reply', kind: 'first_reply', weight: 10, within: 30 },
      { id: 'in-time', kind: 'rounds', weight: 15, within: 180 },
      ...Array.from({ length: steps }, (_, index) => ({
        id: label(index),
        kind: 'label',
        weight: each,
        buyer: BUYER,
        label: label(index),
      })),
      ...facts.map((fact) => ({
        id: `told-${fact}`,
        kind: 'fact',
        weight: 10,
        buyer: BUYER,
        fact,
      })),
      { id: 'polite', kind: 'tone', weight: 10, any: words.polite },
      { id: 'mood', kind: 'mood', weight: 10, buyer: BUYER, atLeast: 50 },
      { id: 'ends-well', kind: 'outcome', weight: 15, buyer: BUYER, outcome: 'solved' },
    ],
  }
}

function skillsOf(messages: readonly Line[], words: DraftWords): Skill[] {
  const all = messages.map(({ text }) => text).join('\n')
  const counted = Object.entries(words.skills).map(([skill, signs]) => ({
    skill: skill as Skill,
    count: signs.reduce((sum, sign) => sum + all.split(sign).length - 1, 0),
  }))
  const best = counted.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count)
  return best.length === 0 ? ['aftersale'] : best.slice(0, 2).map(({ skill }) => skill)
}

/** Each kind of comment stands once, at its first place. */
function written(draft: object, replaced: readonly Replacement[], words: DraftWords): string {
  const document = new Document(draft, { aliasDuplicateObjects: false })
  const { comments } = words
  const doubtful = replaced
    .filter((each) => each.doubtful || each.places.some((place) => place.doubtful))
    .map(({ replacement }) => `  ${replacement.replaceAll(/\s+/g, ' ')}`)
  document.commentBefore = comment(
    [comments.top, ...(doubtful.length > 0 ? [comments.doubtful, ...doubtful] : [])].join('\n'),
  )
  const open = new Map<string, string>([
    ['skills', comments.skills],
    ['orders', comments.orders],
    ['persona', comments.buyer],
    ['on', comments.on],
    ['otherwise', comments.otherwise],
    ['nudges', comments.patience],
    ['rubric', comments.rubric],
  ])
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || typeof key.value !== 'string') return
      const text = open.get(key.value)
      if (text === undefined || (isMap(value) && value.items.length === 0)) return
      key.commentBefore = comment(text)
      open.delete(key.value)
    },
  })
  return document.toString({ lineWidth: 0, singleQuote: true })
}

const comment = (text: string): string =>
  text
    .split('\n')
    .map((line) => ` ${line}`)
    .join('\n')
