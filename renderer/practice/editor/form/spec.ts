import { ORDER_ACTS, ORDER_STATES } from '#shared/orders/model.ts'
import { OUTCOMES, SKILLS } from '#shared/practice/scenario.ts'

/** Names that stand elsewhere in the scenario, or in the program's data. */
export type Source =
  'steps' | 'facts' | 'labels' | 'intents' | 'buyers' | 'products' | 'orders' | 'groups'

/** One key of a record, and how it is filled in. What is empty is taken out of the text. */
export interface FieldSpec {
  readonly key: string
  readonly as:
    | 'text'
    | 'area'
    | 'number'
    /** In the text in cents. */
    | 'money'
    | 'switch'
    | 'choice'
    | 'choices'
    /** Free words. */
    | 'words'
    /** Lines of which one is said. */
    | 'lines'
  readonly options?: readonly (string | number)[]
  /** Locale keys of the options: this, a dot and the option. */
  readonly text?: string
  readonly from?: Source
  /** A single one is written without brackets. */
  readonly single?: true
  readonly min?: number
  readonly max?: number
  /** What holds where nothing stands. */
  readonly usual?: number | boolean | string
  /** It can't be left out. */
  readonly needed?: true
  /** Takes the whole width. */
  readonly wide?: true
  /** Of `practiceEditor:field`, where the key means something else than elsewhere. */
  readonly label?: string
}

const outcomes = { options: OUTCOMES, text: 'practice:outcome' } as const
const seconds = { as: 'number', min: 0, max: 7200 } as const
const mood = { key: 'mood', as: 'number', min: -100, max: 100 } as const

export const BASICS: readonly FieldSpec[] = [
  { key: 'title', as: 'text', needed: true },
  { key: 'id', as: 'text', needed: true },
  { key: 'summary', as: 'area', needed: true, wide: true },
  {
    key: 'skills',
    as: 'choices',
    options: SKILLS,
    text: 'practice:skill',
    needed: true,
    wide: true,
  },
  { key: 'level', as: 'choice', options: [1, 2, 3], text: 'practiceEditor:level', needed: true },
  { key: 'minutes', as: 'number', min: 1, max: 120, needed: true },
  {
    key: 'language',
    as: 'choice',
    options: ['zh-CN', 'zh-TW', 'en'],
    text: 'practiceEditor:language',
    usual: 'zh-CN',
  },
  { key: 'briefing', as: 'area', wide: true },
]
export const ROOT_ORDER = [
  'xiaoer',
  'id',
  'title',
  'summary',
  'language',
  'skills',
  'level',
  'minutes',
  'briefing',
  'variables',
  'products',
  'colleagues',
  'facts',
  'buyers',
  'rubric',
]

export const BUYER: readonly FieldSpec[] = [
  { key: 'name', as: 'text', needed: true },
  { key: 'id', as: 'text', needed: true },
  { key: 'persona', as: 'area', needed: true, wide: true },
  { key: 'goal', as: 'area', needed: true, wide: true },
  { key: 'mood', as: 'number', min: 0, max: 100, usual: 60, label: 'moodNow' },
  { key: 'after', ...seconds, usual: 0, label: 'comes' },
  { key: 'product', as: 'choice', from: 'products' },
  { key: 'vip', as: 'switch', usual: false },
  { key: 'start', as: 'choice', from: 'steps', needed: true },
]
export const BUYER_ORDER = [
  'id',
  'name',
  'persona',
  'goal',
  'after',
  'mood',
  'vip',
  'product',
  'orders',
  'knows',
  'start',
  'steps',
]

export const ORDER: readonly FieldSpec[] = [
  { key: 'number', as: 'text', needed: true },
  {
    key: 'state',
    as: 'choice',
    options: ORDER_STATES,
    text: 'practiceEditor:orderState',
    needed: true,
  },
  { key: 'totalFen', as: 'money', needed: true },
  { key: 'placedHoursAgo', as: 'number', min: 0, max: 8760, needed: true },
  { key: 'buyerNote', as: 'text', wide: true },
]
export const ORDER_ORDER = [
  'number',
  'placedHoursAgo',
  'state',
  'lines',
  'totalFen',
  'refundedFen',
  'address',
  'buyerNote',
  'shopNote',
  'shipments',
]
export const ORDER_LINE: readonly FieldSpec[] = [
  { key: 'product', as: 'choice', from: 'products', needed: true },
  { key: 'variant', as: 'text' },
  { key: 'count', as: 'number', min: 1, max: 999, usual: 1 },
]
export const SHIPMENT: readonly FieldSpec[] = [
  { key: 'carrier', as: 'text', needed: true },
  { key: 'tracking', as: 'text', needed: true },
]

export const STEP_ORDER = ['say', 'on', 'otherwise', 'nudges', 'leaves']
/** What a reaction does; `when` stands above it. */
export const REACTION: readonly FieldSpec[] = [
  { key: 'say', as: 'lines', wide: true },
  mood,
  { key: 'label', as: 'text' },
  { key: 'go', as: 'choice', from: 'steps' },
  { key: 'end', as: 'choice', ...outcomes },
  { key: 'times', as: 'number', min: 1, max: 20 },
]
export const REACTION_ORDER = ['when', 'say', 'mood', 'label', 'go', 'end', 'times']
export const NUDGE: readonly FieldSpec[] = [
  { key: 'after', ...seconds, needed: true },
  mood,
  { key: 'say', as: 'lines', needed: true, wide: true },
]
export const LEAVES: readonly FieldSpec[] = [
  { key: 'after', ...seconds, needed: true },
  { key: 'outcome', as: 'choice', ...outcomes, usual: 'lost' },
  { key: 'say', as: 'lines', wide: true },
]

export const CONDITION: readonly FieldSpec[] = [
  {
    key: 'intent',
    as: 'choices',
    from: 'intents',
    text: 'practiceEditor:intent',
    single: true,
    wide: true,
  },
  { key: 'says', as: 'words', single: true, wide: true },
  { key: 'tells', as: 'choices', from: 'facts', single: true },
  { key: 'labelled', as: 'choice', from: 'labels' },
  { key: 'matches', as: 'text' },
  { key: 'within', ...seconds },
]
/** A condition made of others is written in the text. */
export const NESTED = ['all', 'any', 'not', 'mood'] as const

export const DEEDS = [
  'forward',
  'suspend',
  'resume',
  'close',
  'quick_reply',
  'picture',
  'file',
  'card',
  'recall',
  'order',
] as const
export const ACTION: Readonly<Record<(typeof DEEDS)[number], readonly FieldSpec[]>> = {
  forward: [{ key: 'group', as: 'choice', from: 'groups' }],
  suspend: [],
  resume: [],
  close: [{ key: 'topic', as: 'text' }],
  quick_reply: [{ key: 'code', as: 'text' }],
  picture: [],
  file: [],
  card: [{ key: 'of', as: 'text' }],
  recall: [],
  order: [
    { key: 'act', as: 'choice', options: ORDER_ACTS, text: 'practice:deed.order', needed: true },
    { key: 'order', as: 'choice', from: 'orders' },
    { key: 'amount', as: 'money' },
    { key: 'contains', as: 'words', single: true },
  ],
}

export const FACT_KINDS = ['any', 'matches', 'order', 'product'] as const
export const FACT: Readonly<Record<(typeof FACT_KINDS)[number], readonly FieldSpec[]>> = {
  any: [
    { key: 'any', as: 'words', needed: true, wide: true },
    { key: 'wrong', as: 'words', wide: true },
  ],
  matches: [
    { key: 'matches', as: 'text', needed: true, wide: true },
    { key: 'wrong', as: 'text', wide: true },
  ],
  order: [
    { key: 'order', as: 'choice', from: 'orders', needed: true },
    {
      key: 'field',
      as: 'choice',
      options: ['number', 'state', 'total', 'tracking', 'carrier', 'address'],
      text: 'practiceEditor:orderField',
      needed: true,
    },
  ],
  product: [
    { key: 'product', as: 'choice', from: 'products', needed: true },
    {
      key: 'field',
      as: 'choice',
      options: ['price', 'title'],
      text: 'practiceEditor:productField',
      needed: true,
    },
  ],
}
export const NEW_FACT: Readonly<Record<(typeof FACT_KINDS)[number], unknown>> = {
  any: { any: ['…'] },
  matches: { matches: '…' },
  order: { order: '', field: 'number' },
  product: { product: '', field: 'price' },
}

const buyer: FieldSpec = { key: 'buyer', as: 'choice', from: 'buyers' }
const ofBuyer: FieldSpec = { ...buyer, needed: true }
const within: FieldSpec = { key: 'within', ...seconds, needed: true }
export const MARK_KINDS = [
  'first_reply',
  'average',
  'rounds',
  'fact',
  'label',
  'steps',
  'action',
  'tone',
  'mood',
  'outcome',
] as const
/** Beside id, weight and skill; the deed of `action` stands beneath. */
export const MARK: Readonly<Record<(typeof MARK_KINDS)[number], readonly FieldSpec[]>> = {
  first_reply: [buyer, within],
  average: [within],
  rounds: [{ key: 'within', ...seconds, usual: 180 }],
  fact: [ofBuyer, { key: 'fact', as: 'choice', from: 'facts', needed: true }],
  label: [ofBuyer, { key: 'label', as: 'choice', from: 'labels', needed: true }],
  steps: [ofBuyer, { key: 'labels', as: 'choices', from: 'labels', needed: true }],
  action: [buyer],
  tone: [{ key: 'any', as: 'words', needed: true, wide: true }],
  mood: [buyer, { key: 'atLeast', as: 'number', min: 0, max: 100, needed: true }],
  outcome: [ofBuyer, { key: 'outcome', as: 'choices', ...outcomes, single: true, needed: true }],
}
export const MARK_HEAD: readonly FieldSpec[] = [
  { key: 'id', as: 'text', needed: true },
  { key: 'weight', as: 'number', min: 0, max: 100, needed: true },
  { key: 'skill', as: 'choice', options: SKILLS, text: 'practice:skill' },
]
export const NEW_MARK: Readonly<Record<(typeof MARK_KINDS)[number], Record<string, unknown>>> = {
  first_reply: { within: 30 },
  average: { within: 45 },
  rounds: { within: 180 },
  fact: { buyer: '', fact: '' },
  label: { buyer: '', label: '' },
  steps: { buyer: '', labels: [] },
  action: { action: { do: 'forward' } },
  tone: { any: [] },
  mood: { atLeast: 50 },
  outcome: { buyer: '', outcome: 'solved' },
}

export const VIOLATION_KINDS = ['words', 'matches', 'wrong_fact', 'action'] as const
export const VIOLATION: Readonly<Record<(typeof VIOLATION_KINDS)[number], readonly FieldSpec[]>> = {
  words: [{ key: 'any', as: 'words', needed: true, wide: true }],
  matches: [{ key: 'matches', as: 'text', needed: true, wide: true }],
  wrong_fact: [{ key: 'fact', as: 'choice', from: 'facts', needed: true }],
  action: [buyer, { key: 'unless', as: 'choice', from: 'labels' }],
}
export const NEW_VIOLATION: Readonly<
  Record<(typeof VIOLATION_KINDS)[number], Record<string, unknown>>
> = {
  words: { any: [] },
  matches: { matches: '' },
  wrong_fact: { fact: '' },
  action: { action: { do: 'order', act: 'refund' } },
}
