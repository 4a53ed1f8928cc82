import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import words from '#resources/practice/drill.json' with { type: 'json' }
import factWords from '#resources/practice/facts.json' with { type: 'json' }
import intents from '#resources/practice/intents.json' with { type: 'json' }
import { begin, dueAt, step } from '../buyer.ts'
import { fillScenario } from '../fill.ts'
import type { Play, PlayInput } from '../play.ts'
import { readScenario } from '../read.ts'
import type { Scenario } from '../scenario.ts'
import { makeWits } from '../wits.ts'
import { anonymise } from './anonymise.ts'
import { draftOf } from './draft.ts'
import type { Line, Replacement } from './model.ts'
import { talksOf } from './testing/transcripts.ts'
import { turnsOf } from './turns.ts'

const talks = talksOf(readFileSync(new URL('testing/transcripts.txt', import.meta.url), 'utf8'))
const wits = makeWits(intents, factWords)
const options = { id: 'from-talk', words: words.draft, wits }

function scenarioOf(text: string): Scenario {
  const read = readScenario(text, wits)
  expect(read.ok ? [] : read.problems, text).toEqual([])
  if (!read.ok) throw new Error('not read')
  return read.scenario
}
const line = (at: number, from: Line['from'], text: string): Line => ({
  at: at * 1000,
  from,
  text,
})

/** Answers each step as the agent really did; how the visit ended. */
function played(scenario: Scenario, answers: readonly string[]): Play {
  const filled = fillScenario(scenario, 1)
  let play = begin(filled, 1)
  let at = 0
  const put = (input: PlayInput) => {
    play = step(filled, play, at, input, wits).play
  }
  const settle = (until: number) => {
    for (;;) {
      const due = dueAt(filled, play)
      if (due === null || due > until) return
      at = Math.max(at, due)
      put({ kind: 'time' })
    }
  }
  for (const text of answers) {
    settle(at + 20_000)
    at += 21_000
    put({ kind: 'answered', buyer: 'buyer', text, body: 'text', of: null, quickReply: null })
  }
  settle(at + 20_000)
  return play
}

describe.each(talks)('a draft of $name', ({ lines, known, gone }) => {
  const { messages, replacements } = anonymise(lines, known, words)
  const draft = draftOf(messages, replacements, options)

  it('is a scenario without a problem', () => {
    const scenario = scenarioOf(draft)
    const turns = turnsOf(messages)
    expect(scenario.buyers[0]?.steps['step-1']?.say).toEqual([turns[0]?.asked])
    expect(scenarioOf(draftOf(messages, replacements, { id: 'a', words: words.draft })).id).toBe(
      'a',
    )
  })

  it('tells of nobody', () => {
    for (const value of gone) expect(draft).not.toContain(value)
  })

  it('is solved by the answers that were given, and not by others', () => {
    const scenario = scenarioOf(draft)
    const steps = Object.keys(scenario.buyers[0]?.steps ?? {}).length
    const answers = turnsOf(messages)
      .slice(0, steps)
      .map(({ answer }) => answer)
    expect(played(scenario, answers).buyers['buyer']?.ended).toBe('solved')
    const beside = answers.map(() => '哈哈哈')
    expect(played(scenario, beside).buyers['buyer']).toMatchObject({ ended: null, step: 'step-1' })
  })

  it('says what to look at', () => {
    for (const text of [words.draft.comments.top, words.draft.comments.on])
      expect(draft.split(text)).toHaveLength(2)
  })
})

describe('a draft', () => {
  const talk = [
    line(0, 'shop', '欢迎光临'),
    line(1, 'agent', '您好'),
    line(10, 'buyer', '在吗'),
    line(12, 'buyer', '我的快递呢'),
    line(52, 'agent', '杭州转运中心已经发出，明天派送'),
    line(60, 'buyer', '好吧'),
  ]

  it('merges what the buyer wrote in a row, and ends with its last words', () => {
    const { buyers } = scenarioOf(draftOf(talk, [], options))
    expect(buyers[0]?.steps).toMatchObject({
      'step-1': {
        say: ['在吗\n我的快递呢'],
        on: [{ say: ['好吧'], end: 'solved', label: 'answered-1' }],
      },
    })
    expect(Object.keys(buyers[0]?.steps ?? {})).toEqual(['step-1'])
  })

  it('is as patient as the buyer was, within bounds', () => {
    const stepAfter = (seconds: number) =>
      scenarioOf(
        draftOf([line(0, 'buyer', '在吗'), line(seconds, 'agent', '明天派送')], [], options),
      ).buyers[0]?.steps['step-1']
    expect(stepAfter(50)).toMatchObject({ nudges: [{ after: 100 }], leaves: { after: 240 } })
    expect(stepAfter(1)).toMatchObject({ nudges: [{ after: 45 }], leaves: { after: 240 } })
    expect(stepAfter(86_400)).toMatchObject({ nudges: [{ after: 150 }], leaves: { after: 600 } })
  })

  it('asks for the words of the real answer, and not for what was invented', () => {
    const { messages, replacements } = anonymise(
      [
        line(0, 'buyer', '我的快递呢'),
        line(9, 'agent', '王丽您好，包裹在绍兴市越城区胜利路18号，今天联系仓库'),
      ],
      { ...talks[0]!.known, people: ['王丽'] },
      words,
    )
    const when = scenarioOf(draftOf(messages, replacements, { ...options, wits: undefined }))
      .buyers[0]?.steps['step-1']?.on[0]?.when
    expect(when?.says).toContain('包裹')
    expect(when?.says).toContain('仓库')
    for (const { replacement } of replacements)
      for (const word of [when?.says ?? []].flat()) expect(replacement).not.toContain(word)
  })

  it('has the order that was named, and asks for its number where it was told', () => {
    const { messages, replacements } = anonymise(talks[0]!.lines, talks[0]!.known, words)
    const { buyers, facts, rubric } = scenarioOf(draftOf(messages, replacements, options))
    const number = replacements.find(({ kind }) => kind === 'order')?.replacement
    expect(buyers[0]?.orders).toMatchObject([
      { number, state: 'shipped', shipments: [{ carrier: words.draft.carrier }] },
    ])
    expect(facts).toEqual({ tracking: { order: number, field: 'tracking' } })
    expect(rubric.marks.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['first_reply', 'rounds', 'label', 'fact', 'tone', 'mood', 'outcome']),
    )
  })

  it('names what is doubtful', () => {
    const { messages, replacements } = anonymise(
      [line(0, 'buyer', '我是赵国栋'), line(9, 'agent', '收到')],
      talks[5]!.known,
      words,
    )
    const [name] = replacements
    expect(draftOf(messages, replacements, options)).toContain(`#   ${name?.replacement}\n`)
  })

  it('of a talk without the buyer’s words is an error', () => {
    expect(() => draftOf([line(0, 'agent', '您好')], [], options)).toThrow(RangeError)
  })

  it('of any words is a scenario', () => {
    const some: Replacement[] = []
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom<Line['from']>('buyer', 'agent', 'shop'),
            fc.oneof(
              fc.string({ unit: 'binary', maxLength: 600 }),
              fc.string({ unit: fc.constantFrom('{', '}', '#', ':', '"', '\n', '- ', '好', ' ') }),
            ),
          ),
          { minLength: 1, maxLength: 8 },
        ),
        (rows) => {
          const lines = [
            line(0, 'buyer', '在吗'),
            ...rows.map(([from, text], index) => line(index + 1, from, text)),
          ]
          scenarioOf(draftOf(lines, some, options))
        },
      ),
      { numRuns: 15 },
    )
  })
})
