import { z } from 'zod'
import { ORDER_ACTS, ORDER_STATES } from '../orders/model.ts'

/**
 * A scenario as its trainer writes it (YAML): simulated buyers, what they want and know, how they take
 * what is said, done and left waiting, and by what a run is scored. Times are seconds, amounts cents
 * of the shop's currency, moods 0 (furious) to 100 (delighted).
 */
export const SCENARIO_VERSION = 1

/** What a scenario trains; weak points are told by these. */
export const SKILLS = [
  'presale',
  'logistics',
  'address',
  'aftersale',
  'complaint',
  'price',
  'invoice',
  'stock',
  'fraud',
  'leak',
  'abuse',
  'patience',
  'expert',
  'several',
  'forward',
  'vip',
  'rush',
] as const
export type Skill = (typeof SKILLS)[number]

/** How a simulated buyer's visit ends. */
export const OUTCOMES = [
  'solved',
  'bought',
  'accepted',
  'unsolved',
  'angry',
  'lost',
  'foiled',
] as const
export type Outcome = (typeof OUTCOMES)[number]

const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
const name = z.string().regex(/^[\p{L}\p{N}_-]{1,40}$/u)
const text = (max: number) => z.string().trim().min(1).max(max)
const line = text(500)
/** One of them is said, by the seed. May hold {variables}. */
const lines = z.array(line).min(1).max(12)
const seconds = z.number().min(0).max(7200)
const regex = z.string().min(1).max(300)
const words = z.array(text(60)).min(1).max(60)
const orList = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1).max(20)])

/** What an agent does besides writing; `order` and `group` empty: any. */
export const actionCondition = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('forward'), group: name.optional() }),
  z.strictObject({ do: z.literal('suspend') }),
  z.strictObject({ do: z.literal('resume') }),
  z.strictObject({ do: z.literal('close'), topic: text(40).optional() }),
  z.strictObject({ do: z.literal('quick_reply'), code: text(40).optional() }),
  z.strictObject({ do: z.literal('picture') }),
  z.strictObject({ do: z.literal('file') }),
  z.strictObject({ do: z.literal('card'), of: text(80).optional() }),
  z.strictObject({ do: z.literal('recall') }),
  z.strictObject({
    do: z.literal('order'),
    act: z.enum(ORDER_ACTS),
    order: text(80).optional(),
    /** For price and refund: exactly this much. */
    amount: z.number().int().min(0).optional(),
    /** For address: what the new one must contain. */
    contains: orList(text(60)).optional(),
  }),
])
export type ActionCondition = z.infer<typeof actionCondition>

/** What a buyer reacts to. Several keys of one object must all be true. */
export interface Condition {
  /** The agent's message means one of these (intents by words and examples). */
  readonly intent?: string | readonly string[] | undefined
  /** It has one of these words. */
  readonly says?: string | readonly string[] | undefined
  /** It fits this regular expression (unicode, case-blind). */
  readonly matches?: string | undefined
  /** It tells this fact of the scenario rightly, or all of these. */
  readonly tells?: string | readonly string[] | undefined
  readonly action?: ActionCondition | undefined
  /** The buyer's mood now. */
  readonly mood?:
    { readonly under?: number | undefined; readonly over?: number | undefined } | undefined
  /** The answer came within so many seconds. */
  readonly within?: number | undefined
  /** A label that this visit has earned before. */
  readonly labelled?: string | undefined
  readonly all?: readonly Condition[] | undefined
  readonly any?: readonly Condition[] | undefined
  readonly not?: Condition | undefined
}
export const condition: z.ZodType<Condition> = z.lazy(() =>
  z
    .strictObject({
      intent: orList(name).optional(),
      says: orList(text(60)).optional(),
      matches: regex.optional(),
      tells: orList(name).optional(),
      action: actionCondition.optional(),
      mood: z
        .strictObject({ under: z.number().optional(), over: z.number().optional() })
        .optional(),
      within: seconds.optional(),
      labelled: name.optional(),
      all: z.array(condition).min(1).max(12).optional(),
      any: z.array(condition).min(1).max(12).optional(),
      not: condition.optional(),
    })
    .refine((value) => Object.values(value).some((each) => each !== undefined), 'empty'),
)

const reaction = z.strictObject({
  when: condition,
  say: lines.optional(),
  mood: z.number().min(-100).max(100).optional(),
  /** What the agent's message or deed earned; the rubric asks for it by this name. */
  label: name.optional(),
  /** The next step; absent: it stays. */
  go: name.optional(),
  end: z.enum(OUTCOMES).optional(),
  /** At most so many times; default any. */
  times: z.number().int().min(1).max(20).optional(),
})
export type Reaction = z.infer<typeof reaction>
const otherwise = reaction.omit({ when: true })
export type Otherwise = z.infer<typeof otherwise>

const step = z.strictObject({
  /** Said when it is entered. */
  say: lines.optional(),
  /** The first that is true, of a message or a deed. */
  on: z.array(reaction).max(30).default([]),
  /** A message that nothing is true of. Deeds are passed over. */
  otherwise: otherwise.optional(),
  /** Said while nobody answers, each once a step. */
  nudges: z
    .array(
      z.strictObject({
        after: seconds.min(5),
        say: lines,
        mood: z.number().min(-100).max(100).optional(),
      }),
    )
    .max(6)
    .default([]),
  /** Nobody answered for so long: the patience has run out. Default 600 s, `lost`. */
  leaves: z
    .strictObject({
      after: seconds.min(10),
      say: lines.optional(),
      outcome: z.enum(OUTCOMES).default('lost'),
    })
    .optional(),
})
export type Step = z.infer<typeof step>

const orderLine = z.strictObject({
  product: text(80),
  variant: z.string().max(80).default(''),
  count: z.number().int().min(1).max(999).default(1),
})
const order = z.strictObject({
  /** With its variables put in: 4 to 40 of `0-9A-Za-z-`. */
  number: z.string().regex(/^(?:[0-9A-Za-z-]|\{[\p{L}_][\p{L}\p{N}_-]{0,39}\}){1,40}$/u),
  /** Hours before the run began. */
  placedHoursAgo: z
    .number()
    .min(0)
    .max(24 * 365),
  state: z.enum(ORDER_STATES),
  lines: z.array(orderLine).min(1).max(20),
  totalFen: z.number().int().min(0),
  refundedFen: z.number().int().min(0).optional(),
  address: z.strictObject({ name: text(60), phone: text(30), text: text(300) }).optional(),
  buyerNote: z.string().max(500).default(''),
  shopNote: z.string().max(500).default(''),
  shipments: z
    .array(
      z.strictObject({
        carrier: text(40),
        tracking: text(60),
        track: z
          .array(z.strictObject({ hoursAgo: z.number().min(0), text: text(200) }))
          .max(20)
          .default([]),
      }),
    )
    .max(4)
    .default([]),
})
export type ScenarioOrder = z.infer<typeof order>

const product = z.strictObject({
  id: name,
  title: text(120),
  category: z.string().max(40).default(''),
  priceFen: z.number().int().min(0),
  /** By variant. */
  stock: z
    .array(z.strictObject({ variant: z.string().max(80), count: z.number().int().min(0) }))
    .min(1),
})

/** How a fact is known in an agent's words: by words, by a pattern, or by the very value of the order. */
const fact = z.union([
  z.strictObject({ any: words, wrong: words.optional() }),
  z.strictObject({ matches: regex, wrong: regex.optional() }),
  z.strictObject({
    order: text(80),
    field: z.enum(['number', 'state', 'total', 'tracking', 'carrier', 'address']),
  }),
  z.strictObject({ product: name, field: z.enum(['price', 'title']) }),
])
export type Fact = z.infer<typeof fact>

const buyer = z.strictObject({
  id: slug,
  name: text(40),
  /** Who it is, what it wants, how it speaks: for trainees afterwards, trainers, and a voice. */
  persona: text(600),
  goal: text(300),
  /** It comes so many seconds after the run began. */
  after: seconds.default(0),
  mood: z.number().min(0).max(100).default(60),
  vip: z.boolean().default(false),
  product: name.optional(),
  orders: z.array(order).max(8).default([]),
  /** Answers to what it is asked, at any step, where the step has none itself. */
  knows: z
    .array(z.strictObject({ when: condition, say: lines, label: name.optional() }))
    .max(20)
    .default([]),
  start: name,
  steps: z.record(name, step),
})
export type ScenarioBuyer = z.infer<typeof buyer>

const weight = z.number().min(0).max(100)
const about = { id: name, weight, skill: z.enum(SKILLS).optional() }
/** One line of a rubric. `buyer` absent: all of them. */
export const rubricMark = z.discriminatedUnion('kind', [
  z.strictObject({
    ...about,
    kind: z.literal('first_reply'),
    buyer: slug.optional(),
    within: seconds,
  }),
  /** Average response time by M's definition, full marks at `within`, none at three times that. */
  z.strictObject({ ...about, kind: z.literal('average'), within: seconds }),
  /** Share of rounds answered within `within` by M's definition. */
  z.strictObject({ ...about, kind: z.literal('rounds'), within: seconds.default(180) }),
  z.strictObject({ ...about, kind: z.literal('fact'), buyer: slug, fact: name }),
  /** A label earned: something was asked, explained, offered. */
  z.strictObject({ ...about, kind: z.literal('label'), buyer: slug, label: name }),
  /** Labels earned in this order. */
  z.strictObject({
    ...about,
    kind: z.literal('steps'),
    buyer: slug,
    labels: z.array(name).min(2).max(12),
  }),
  z.strictObject({
    ...about,
    kind: z.literal('action'),
    buyer: slug.optional(),
    action: actionCondition,
  }),
  /** Polite words where there should be some; share of conversations. */
  z.strictObject({ ...about, kind: z.literal('tone'), any: words }),
  z.strictObject({
    ...about,
    kind: z.literal('mood'),
    buyer: slug.optional(),
    atLeast: z.number().min(0).max(100),
  }),
  z.strictObject({
    ...about,
    kind: z.literal('outcome'),
    /** Absent: the share of those who came. */
    buyer: slug.optional(),
    outcome: orList(z.enum(OUTCOMES)),
  }),
])
export type RubricMark = z.infer<typeof rubricMark>

/** Any of these fails the run, whatever the total. Wrong-buyer errors always do. */
export const violation = z.discriminatedUnion('kind', [
  z.strictObject({ id: name, kind: z.literal('words'), any: words }),
  z.strictObject({ id: name, kind: z.literal('matches'), matches: regex }),
  /** A fact was told wrongly. */
  z.strictObject({ id: name, kind: z.literal('wrong_fact'), fact: name }),
  /** This must not be done; `unless`: allowed once this label is earned. */
  z.strictObject({
    id: name,
    kind: z.literal('action'),
    buyer: slug.optional(),
    action: actionCondition,
    unless: name.optional(),
  }),
])
export type Violation = z.infer<typeof violation>

export const scenario = z.strictObject({
  xiaoer: z.literal(SCENARIO_VERSION),
  id: slug,
  title: text(60),
  summary: text(400),
  language: z.enum(['zh-CN', 'zh-TW', 'en']).default('zh-CN'),
  skills: z.array(z.enum(SKILLS)).min(1).max(6),
  level: z.number().int().min(1).max(3),
  /** About how long a run takes. */
  minutes: z.number().min(1).max(120),
  /** Said to the trainee before it begins. */
  briefing: text(1200).optional(),
  /** One of each is chosen by the seed; {name} stands for it in all lines, words, facts and orders. */
  variables: z.record(name, z.array(z.string().min(1).max(120)).min(1).max(20)).default({}),
  products: z.array(product).max(30).default([]),
  /** Groups to forward to, each with one simulated colleague. */
  colleagues: z
    .array(z.strictObject({ group: name, title: text(20), nick: text(20) }))
    .max(6)
    .default([]),
  facts: z.record(name, fact).default({}),
  buyers: z.array(buyer).min(1).max(60),
  rubric: z.strictObject({
    pass: z.number().min(0).max(100).default(60),
    marks: z.array(rubricMark).min(1).max(40),
    violations: z.array(violation).max(20).default([]),
  }),
})
export type Scenario = z.infer<typeof scenario>
