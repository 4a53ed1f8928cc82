import { describe, expect, it } from 'vitest'
import facts from '#resources/practice/facts.json' with { type: 'json' }
import intents from '#resources/practice/intents.json' with { type: 'json' }
import { readWalk, walk } from './walk.ts'
import type { WalkItem } from './walk.ts'
import { makeWits } from './wits.ts'

const WITS = makeWits(intents, facts)
const SCENARIO = `
xiaoer: 1
id: two
title: 两位
summary: 测试
skills: [several]
level: 1
minutes: 2
variables: { city: [杭州, 宁波, 嘉兴] }
facts: { place: { any: ['{city}'] } }
buyers:
`
  .concat(
    ['ann', 'bob']
      .map(
        (id, index) => `
  - id: ${id}
    name: ${id}
    persona: p
    goal: g
    after: ${index * 20}
    start: start
    orders:
      - { number: '2026000${index}', placedHoursAgo: 1, state: paid, lines: [{ product: p }], totalFen: 100 }
    steps:
      start:
        say: [到哪了, 在哪呢]
        on:
          - { when: { tells: place }, say: [谢谢], mood: 10, label: told, end: solved }
          - { when: { action: { do: order, act: refund, order: '2026000${index}' } }, label: refunded, end: accepted }
          - { when: { intent: greet }, say: [快说], label: greeted }
        nudges: [{ after: 60, say: [人呢] }]
        leaves: { after: 120, outcome: lost }
`,
      )
      .join(''),
  )
  .concat('rubric: { marks: [{ id: a, kind: rounds, weight: 1 }] }\n')
  .concat('products: [{ id: p, title: P, priceFen: 1, stock: [{ variant: "", count: 1 }] }]\n')

function script(text: string): readonly WalkItem[] {
  const read = readWalk(text)
  if (!read.ok) throw new Error(read.problems.map((each) => each.message).join('\n'))
  return read.value
}

describe('a walk', () => {
  it('speaks to each buyer in its own time, and fills its lines', () => {
    const record = walk(
      SCENARIO,
      4,
      script(`
- { buyer: ann, after: 10, say: 您好 }
- { buyer: ann, after: 7, when: 快说, say: '到{city}了，{buyer}' }
- { buyer: bob, after: 30, do: { do: order, act: refund, order: '20260001', amount: 100 } }
`),
      WITS,
    )
    const told = (buyer: string) =>
      record.entries.filter((entry) => 'buyer' in entry && entry.buyer === buyer)
    expect(told('ann').map((entry) => entry.kind)).toEqual([
      'asked',
      'answered',
      'asked',
      'answered',
      'asked',
      'left',
    ])
    expect(told('bob').map((entry) => entry.kind)).toEqual(['asked', 'did', 'left'])
    const [, hello, hurry, answer] = told('ann')
    expect(hello).toMatchObject({ at: 10_000, labels: ['greeted'], cseq: 2, mood: 60 })
    expect(answer).toMatchObject({ labels: ['told'], cseq: 4, mood: 70 })
    expect(answer?.at).toBe((hurry?.at ?? 0) + 7000)
    expect((answer as { text: string }).text).toMatch(/^到(?:杭州|宁波|嘉兴)了，ann$/)
    expect(record.entries.at(-2)).toMatchObject({
      at: 50_000,
      labels: ['refunded'],
      deed: { do: 'order', amount: 100, outcome: 'done' },
    })
    expect(record.entries.at(-1)).toMatchObject({ outcome: 'accepted' })
    expect(record.entries.map((entry) => entry.at)).toEqual(
      record.entries.map((entry) => entry.at).toSorted((one, other) => one - other),
    )
  })

  it('bursts do not wait; what waits for words that never come waits until the buyer goes', () => {
    const items = script(`
- { buyer: ann, after: 5, say: 您好 }
- { buyer: ann, after: 1, burst: true, say: 我看看 }
- { buyer: ann, when: 永远不说, say: '到{city}了' }
- { buyer: bob, when: 永远不说, maybe: true, say: 不说 }
- { buyer: bob, after: 3, say: '到{city}了' }
`)
    const record = walk(SCENARIO, 1, items, WITS)
    const answered = record.entries.filter((entry) => entry.kind === 'answered')
    expect(answered.map((entry) => [entry.at, entry.buyer])).toEqual([
      [5000, 'ann'],
      [6000, 'ann'],
      [23_000, 'bob'],
    ])
    const left = record.entries.filter((entry) => entry.kind === 'left')
    expect(left.map((entry) => [entry.buyer, entry.outcome])).toEqual([
      ['bob', 'solved'],
      ['ann', 'lost'],
    ])
  })

  it('is the same again, and ends when nobody answers', () => {
    expect(walk(SCENARIO, 9, [], WITS)).toEqual(walk(SCENARIO, 9, [], WITS))
    const ends = walk(SCENARIO, 9, [], WITS).entries.filter((entry) => entry.kind === 'left')
    expect(ends.map((entry) => [entry.at, entry.outcome])).toEqual([
      [120_000, 'lost'],
      [140_000, 'lost'],
    ])
  })

  it('refuses files that are none, buyers that are not there, scenarios that do not read', () => {
    const codes = (text: string) => {
      const read = readWalk(text)
      return read.ok ? [] : read.problems.map(({ code, line }) => [code, line])
    }
    expect(codes('- { buyer: ann }')).toEqual([['empty', 1]])
    expect(codes('- { buyer: ann, say: a, do: { do: suspend } }')).toEqual([['empty', 1]])
    expect(codes('- { buyer: ann, say: a }\n- { buyer: ann, say: a, when: "(" }')).toEqual([
      ['broken_pattern', 2],
    ])
    expect(codes('- { buyer: ann, sya: a }').map(([code]) => code)).toContain('unknown_key')
    expect(() => walk(SCENARIO, 1, script('- { buyer: eve, say: a }'), WITS)).toThrow('eve')
    expect(() => walk('a: 1', 1, [], WITS)).toThrow('missing')
  })
})
