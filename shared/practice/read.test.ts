import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import facts from '#resources/practice/facts.json' with { type: 'json' }
import intents from '#resources/practice/intents.json' with { type: 'json' }
import { fillScenario } from './fill.ts'
import { patternFault } from './pattern.ts'
import { PROBLEM_CODES } from './problems.ts'
import { readScenario } from './read.ts'
import { makeWits } from './wits.ts'
import { FILE_MAX } from './yaml.ts'

const WITS = makeWits(intents, facts)
const GOOD = readFileSync(
  join(import.meta.dirname, '../../resources/practice/scenarios/where-is-my-parcel.yaml'),
  'utf8',
)

/** The good file with one thing changed, which must be there. */
function broken(...changes: readonly (readonly [string, string])[]): string {
  return changes.reduce((text, [from, to]) => {
    expect(text).toContain(from)
    return text.replace(from, to)
  }, GOOD)
}

const lineOf = (text: string, part: string): number =>
  text.slice(0, text.indexOf(part)).split('\n').length

function problemsOf(text: string) {
  const read = readScenario(text, WITS)
  return read.ok ? [] : read.problems
}

describe('a scenario file', () => {
  it('reads', () => {
    expect(problemsOf(GOOD)).toEqual([])
  })

  it.each([
    ['unknown_key', 'level: 1', 'level: 1\ncolour: blue', 'colour: blue'],
    ['type', 'level: 1', 'level: high', 'high'],
    ['too_big', 'level: 1', 'level: 9', '9\n'],
    ['missing', 'title: 我的快递到哪了\n', '', 'xiaoer: 1'],
    ['value', 'skills: [logistics, patience]', 'skills: [logistics, dance]', 'dance'],
    ['kind', 'kind: rounds', 'kind: squares', 'squares'],
    ['unknown_step', 'start: opening', 'start: openning', 'openning'],
    ['unknown_step', 'go: relieved', 'go: relived', 'relived'],
    ['unknown_fact', 'tells: [station, arrival]', 'tells: [station, arival]', 'arival'],
    ['unknown_fact', 'fact: arrival, skill', 'fact: arival, skill', 'arival'],
    ['unknown_label', 'label: soothed, skill', 'label: calmed, skill', 'calmed'],
    ['unknown_label', 'labels: [asked-order, told', 'labels: [asked-odrer, told', 'asked-odrer'],
    ['unknown_buyer', 'weight: 20, buyer: linlin', 'weight: 20, buyer: lulu', 'lulu'],
    ['unknown_intent', 'intent: hold_on', 'intent: hang_on', 'hang_on'],
    ['unknown_variable', '哦在{station}啊', '哦在{stadion}啊', "'哦在{stadion}"],
    ['unknown_product', 'product: p-cup', 'product: p-mug', 'p-mug'],
    ['unknown_variant', 'variant: 雾蓝, count: 1', 'variant: 雾绿, count: 1', '雾绿'],
    [
      'unknown_order',
      "tracking: { order: '2026031101277'",
      "tracking: { order: '999999'",
      "'999999'",
    ],
    ['broken_pattern', '{ intent: hold_on }', "{ matches: '(稍等' }", "'(稍等'"],
    ['slow_pattern', '{ intent: hold_on }', "{ matches: '(.*等)+' }", "'(.*等)+'"],
    ['empty', '{ intent: hold_on }', '{}', '{}'],
    ['nudge_too_late', 'after: 140', 'after: 400', 'after: 400'],
    ['outcome_never', 'outcome: solved }\n  viol', 'outcome: bought }\n  viol', 'bought'],
    ['order_number', "number: '2026031101277'", "number: '2026-{station}'", "'2026-{station}'"],
    ['duplicate_id', 'id: in-time', 'id: quick-hello', 'quick-hello, kind: rounds'],
    ['alias', 'id: where-is-my-parcel', 'id: &a where-is-my-parcel\nsummary: *a', '*a'],
    ['duplicate_key', 'level: 1', 'level: 1\nlevel: 2', 'level: 2'],
  ])('tells %s and where', (code, from, to, at) => {
    const text = broken([from, to])
    const found = problemsOf(text).filter((each) => each.code === code)
    expect(problemsOf(text).map((each) => each.code)).toContain(code)
    expect(found.map((each) => each.line)).toContain(lineOf(text, at))
  })

  it('tells an unknown group, in conditions and in the rubric', () => {
    const text = broken(
      ['{ intent: hold_on }', '{ action: { do: forward, group: preslae } }'],
      [
        'kind: tone, weight: 5, any: [您, 请, 谢谢, 抱歉]',
        'kind: action, weight: 5, action: { do: forward, group: afterslae }',
      ],
    )
    expect(problemsOf(text).map(({ code, values }) => [code, values['name']])).toEqual([
      ['unknown_group', 'preslae'],
      ['unknown_group', 'afterslae'],
    ])
  })

  it('tells a step that nobody reaches, at its name', () => {
    const text = broken(['      cross:\n', '      lonely: { say: [嗯] }\n      cross:\n'])
    expect(problemsOf(text)).toEqual([
      expect.objectContaining({
        code: 'unreachable_step',
        values: { name: 'lonely' },
        line: lineOf(text, 'lonely'),
        column: 7,
        path: 'buyers.0.steps.lonely',
      }),
    ])
  })

  it('tells all at once, in the order of the lines, each with a word for logs', () => {
    const text = broken(
      ['level: 1', 'level: 9'],
      ['start: opening', 'start: openning'],
      ['outcome: solved }\n  viol', 'outcome: solvd }\n  viol'],
    )
    const found = problemsOf(text)
    const lines = found.map((each) => each.line)
    expect(lines).toEqual([...lines].sort((one, other) => one - other))
    expect(found.map((each) => each.code)).toEqual(
      expect.arrayContaining(['too_big', 'unknown_step', 'value']),
    )
    for (const each of found) expect(each.message).toContain(`${each.line}:${each.column}`)
  })

  it('refuses what is too long, too deep, or no YAML, and never throws', () => {
    expect(problemsOf(`# ${'x'.repeat(FILE_MAX)}`)[0]?.code).toBe('too_long')
    expect(problemsOf('['.repeat(50_000))[0]?.code).toMatch(/too_deep|yaml/)
    expect(problemsOf('a: [1, 2')[0]).toMatchObject({ code: 'yaml', line: 1 })
    expect(problemsOf('a: !!js/function x').length).toBeGreaterThan(0)
    expect(problemsOf('').length).toBeGreaterThan(0)
    expect(problemsOf('just words').length).toBeGreaterThan(0)
    expect(problemsOf('- 1\n- 2').length).toBeGreaterThan(0)
    expect(problemsOf('__proto__: { a: 1 }')[0]?.code).toBe('name')
    const bomb = `a: &a [x,x,x]\n${Array.from({ length: 20 }, (_, n) => `k${n}: &k${n} [*a,*a]`).join('\n')}`
    expect(problemsOf(bomb).every((each) => each.code === 'alias')).toBe(true)
  })
})

describe('a file that went wrong somewhere', () => {
  const LINES = GOOD.split('\n')
  const junk = fc.constantFrom(
    '',
    '  ',
    '- x',
    '}',
    ': :',
    'when: 3',
    'on: { }',
    '- null',
    '"',
    'steps: []',
  )

  it('never throws, and always says at a line that there is', () => {
    fc.assert(
      fc.property(fc.nat(LINES.length - 1), fc.nat(3), junk, (from, count, put) => {
        const text = LINES.toSpliced(from, count, put).join('\n')
        const read = readScenario(text, WITS)
        if (read.ok) return
        expect(read.problems.length).toBeGreaterThan(0)
        for (const each of read.problems) {
          expect(each.line).toBeGreaterThan(0)
          expect(each.line).toBeLessThanOrEqual(text.split('\n').length)
          expect(PROBLEM_CODES).toContain(each.code)
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('patterns', () => {
  it.each([
    '退款|退钱',
    '(?:很|非常)?抱歉',
    '.*退款',
    '.{0,20}退.{0,20}款',
    String.raw`\d{2,4}元`,
    '[一-龥]+',
  ])('%s is fine', (pattern) => {
    expect(patternFault(pattern)).toBeNull()
  })
  it.each([
    '(a+)+$',
    '(?:a|a)*b',
    '(.*)*',
    '.*.*.*x',
    '(a{1,}){1,}',
    String.raw`(a)\1`,
    '(?:.{0,50}){20}',
    '((ab)*c)*',
  ])('%s is slow', (pattern) => {
    expect(patternFault(pattern)).toBe('slow')
  })
  it.each(['(a', '[b-a]', '*', String.raw`\q`])('%s is broken', (pattern) => {
    expect(patternFault(pattern)).toBe('broken')
  })
})

describe('filling', () => {
  const scenario = () => {
    const read = readScenario(GOOD, WITS)
    if (!read.ok) throw new Error('reads')
    return read.scenario
  }

  it('leaves nothing open, and is the same for the same seed', () => {
    const filled = fillScenario(scenario(), 5)
    expect(JSON.stringify(filled)).not.toContain('{station}')
    expect(fillScenario(scenario(), 5)).toEqual(filled)
    expect(fillScenario(filled, 99)).toEqual(filled)
  })

  it('chooses each value for some seed, the same one everywhere', () => {
    const stations = new Set<string>()
    for (let seed = 0; seed < 40; seed++) {
      const filled = fillScenario(scenario(), seed)
      const [station = ''] = filled.variables['station'] ?? []
      stations.add(station)
      expect(filled.facts['station']).toMatchObject({ any: [station] })
      expect(filled.buyers[0]?.orders[0]?.shipments[0]?.track[0]?.text).toContain(station)
    }
    expect([...stations].toSorted()).toEqual(['嘉兴转运中心', '杭州转运中心', '金华转运中心'])
  })

  it('puts the name of the buyer under it, and values into patterns as they are', () => {
    const [one] = scenario().buyers
    if (one === undefined) throw new Error('has a buyer')
    const filled = fillScenario(
      {
        ...scenario(),
        variables: { price: ['9.9'] },
        facts: { price: { matches: String.raw`{price}元|\d{2}块` } },
        buyers: [{ ...one, goal: '{buyer}想买' }],
      },
      1,
    )
    expect(filled.buyers[0]?.goal).toBe('林林爱喝水想买')
    expect(filled.facts['price']).toEqual({ matches: String.raw`9\.9元|\d{2}块` })
  })
})
