import { describe, expect, it } from 'vitest'
import {
  answered,
  asked,
  automatic,
  did,
  forward,
  left,
  mark,
  one,
  orderDeed,
  paused,
  recordOf,
  scenarioOf,
  scored,
  wits,
} from '#tests/practice/score-kit.ts'
import { score } from './score.ts'

describe('clocks', () => {
  const first = mark('first_reply', { buyer: 'ann', within: 30 })
  it('[M] a first reply exactly on the limit is in time, a millisecond later is not', () => {
    expect(one(first, [asked(0), answered(30)])).toEqual(['in_time', 1, [0, 1]])
    expect(one(first, [asked(0), answered(30.001)])).toEqual(['late', 0, [0, 1]])
  })
  it('[M] the round begins with the first unanswered message, and no automatic word ends it', () => {
    expect(one(first, [asked(0), automatic(1), asked(25), answered(31)])).toEqual([
      'late',
      0,
      [0, 3],
    ])
  })
  it('nobody came, or nobody answered', () => {
    expect(one(first, [asked(0, 'bob')])).toEqual(['not_come', 0, [0]])
    expect(one(first, [asked(0), asked(700)])).toEqual(['unanswered', 0, [0]])
    expect(one(mark('first_reply', { within: 30 }), [paused(1, 5)])).toEqual(['none', 0, [0]])
  })
  it('of all buyers it is the share of them', () => {
    const all = mark('first_reply', { within: 30 })
    expect(one(all, [asked(0), asked(0, 'bob'), answered(5), answered(40, 'bob')])).toEqual([
      'share',
      0.5,
      [1, 3],
    ])
  })
  it('[M] rounds: 180 s are in time; a forward without a reply leaves one unanswered', () => {
    const rounds = mark('rounds')
    expect(one(rounds, [asked(0), answered(180)])).toEqual(['all', 1, [0, 1]])
    expect(one(rounds, [asked(0), answered(180.001)])).toEqual(['share', 0, [0, 1]])
    expect(one(rounds, [asked(0), did(5, forward), asked(20), left(99)])).toEqual(['share', 0, [0]])
    expect(one(rounds, [asked(0), did(5, { do: 'close', topic: null, text: '' })])[1]).toBe(0)
    expect(one(rounds, [automatic(0)])).toEqual(['none', 0, [0]])
  })
  it('[M] after a forward the colleague’s rounds are not ours, until we write again', () => {
    const rounds = mark('rounds')
    const away = [asked(0), answered(5), did(6, forward), asked(20)]
    expect(scored([rounds], away).measures.rounds).toBe(1)
    const back = [...away, answered(30), asked(40), answered(300)]
    expect(scored([rounds], back).measures).toMatchObject({ rounds: 2, inTime: 1 })
  })
  it('a farewell begins no round; a question that patience ran out on does', () => {
    const rounds = mark('rounds')
    expect(scored([rounds], [asked(0), answered(5), asked(11), left(11)]).measures.rounds).toBe(1)
    expect(scored([rounds], [asked(0), left(10)]).measures.rounds).toBe(1)
    expect(scored([rounds], [asked(0), asked(300), left(300)]).measures.rounds).toBe(1)
  })
  it('a pause in the middle changes nothing: the times are without it', () => {
    const average = mark('average', { within: 30 })
    expect(one(average, [asked(0), paused(10, 9000), answered(20)])).toEqual(['in_time', 1, [0, 2]])
  })
  it('[M] average: full at the limit, none at three times, unanswered is 600 s', () => {
    const average = mark('average', { within: 30 })
    expect(one(average, [asked(0), answered(30)])[1]).toBe(1)
    expect(one(average, [asked(0), answered(60)])[1]).toBeCloseTo(0.5)
    expect(one(average, [asked(0), answered(90)])[1]).toBe(0)
    expect(one(mark('average', { within: 0 }), [asked(0), answered(1)])[1]).toBe(0)
    // 600 of the one, capped, and 0 of the other: 300, over 290 by 10 of 580.
    const two = [asked(0), asked(0, 'bob'), answered(0, 'bob'), answered(5000)]
    expect(one(mark('average', { within: 290 }), two)[1]).toBeCloseTo(1 - 10 / 580)
    expect(scored([average], two).measures).toMatchObject({ average: 300_000, most: 2 })
  })
  it('an answer after the cap is no answer in time, however long the limit', () => {
    expect(one(mark('rounds', { within: 700 }), [asked(0), answered(701)])[1]).toBe(0)
    expect(one(mark('rounds', { within: 700 }), [asked(0), answered(700)])[1]).toBe(1)
  })
})

describe('facts and tone', () => {
  const fact = mark('fact', { buyer: 'ann', fact: 'tracking' })
  const told = (s: number, number: string, rest = {}) =>
    answered(s, 'ann', `It is ${number}.`, rest)
  it('the last word counts, half if it was wrong before', () => {
    expect(one(fact, [asked(0), told(1, 'SW111222333')])).toEqual(['told', 1, [1]])
    expect(one(fact, [asked(0), told(1, 'SW111222334')])).toEqual(['wrong', 0, [1]])
    expect(one(fact, [asked(0), told(1, 'SW111222334'), told(2, 'SW111222333')])).toEqual([
      'corrected',
      0.5,
      [1, 2],
    ])
    expect(one(fact, [asked(0), told(1, 'SW111222333'), told(2, 'SW111222334')])).toEqual([
      'wrong',
      0,
      [2],
    ])
  })
  it('told to another buyer, or recalled, is not told', () => {
    expect(one(fact, [asked(0), asked(0, 'bob'), answered(1, 'bob', 'SW111222333')])[0]).toBe(
      'untold',
    )
    const taken = did(3, { do: 'recall', cseq: 77 })
    expect(one(fact, [asked(0), told(1, 'SW111222333', { cseq: 77 }), taken])).toEqual([
      'recalled',
      0,
      [1],
    ])
    const wrong = told(1, 'SW111222334', { cseq: 77 })
    expect(one(fact, [asked(0), wrong, taken, told(4, 'SW111222333')])).toEqual(['told', 1, [3]])
  })
  it('untold cites what was asked and where it was left', () => {
    expect(one(fact, [asked(0), answered(3), left(60)])).toEqual(['untold', 0, [0, 2]])
    expect(one(fact, [asked(0, 'bob')])).toEqual(['not_come', 0, [0]])
  })
  it('tone is the share of those who wrote; a word inside of another is none', () => {
    const tone = mark('tone', { any: ['sorry', 'please'] })
    expect(one(tone, [asked(0), answered(1, 'ann', 'So SORRY!')])).toEqual(['all', 1, [1]])
    expect(one(tone, [asked(0), answered(1, 'ann', 'pleased')])).toEqual(['share', 0, [1]])
    expect(one(tone, [asked(0), asked(0, 'bob'), answered(1, 'ann', 'please')])).toEqual([
      'share',
      0.5,
      [1],
    ])
    expect(one(tone, [paused(0, 1)])).toEqual(['none', 0, [0]])
  })
})

describe('labels, steps and actions', () => {
  it('a label earned by words or a deed; recalled words were taken', () => {
    const label = mark('label', { buyer: 'ann', label: 'x' })
    expect(one(label, [asked(0), did(1, forward, 'ann', ['x'])])).toEqual(['earned', 1, [1]])
    const taken = [asked(0), answered(1, 'ann', 'a', { labels: ['x'], cseq: 9 })]
    expect(one(label, [...taken, did(2, { do: 'recall', cseq: 9 })])[1]).toBe(1)
    expect(one(label, [asked(0, 'bob'), answered(1, 'bob', 'a', { labels: ['x'] })])[0]).toBe(
      'not_come',
    )
  })
  it('steps: the longest part in order; two of one message are in any order', () => {
    const steps = mark('steps', { buyer: 'ann', labels: ['a', 'b', 'c'] })
    const run = (...earned: readonly string[][]) => [
      asked(0),
      ...earned.map((labels, index) => answered(index + 1, 'ann', 'x', { labels })),
    ]
    expect(one(steps, run(['a'], ['b'], ['c']))).toEqual(['kept', 1, [1, 2, 3]])
    expect(one(steps, run(['c', 'b', 'a']))).toEqual(['kept', 1, [1]])
    expect(one(steps, run(['c'], ['a'], ['b']))).toEqual(['disordered', 2 / 3, [1, 2, 3]])
    expect(one(steps, run(['b']))).toEqual(['partly', 1 / 3, [1]])
    expect(one(steps, run([]))).toEqual(['none', 0, [0, 1]])
    expect(one(steps, run(['c'], ['b'], ['a'], ['b'], ['c']))).toEqual(['kept', 1, [3, 4, 5]])
  })
  const refund = { do: 'order', act: 'refund', order: 'N-1001', amount: 5900 }
  const action = mark('action', { buyer: 'ann', action: refund })
  it('the right act on the right order and amount, really done', () => {
    const run = (rest: object) => one(action, [asked(0), did(1, orderDeed(rest))])
    expect(run({})).toEqual(['done', 1, [1]])
    expect(run({ order: 'N-9' })).toEqual(['other_order', 0, [1]])
    expect(run({ amount: 5901 })).toEqual(['other_amount', 0, [1]])
    expect(run({ outcome: 'refused' })).toEqual(['refused', 0, [1]])
    expect(run({ act: 'return' })).toEqual(['missing', 0, [0, 1]])
    expect(one(action, [asked(0, 'bob'), did(1, orderDeed(), 'bob')])[0]).toBe('not_come')
  })
  it('mended is half; what another line asks for is no slip', () => {
    const both = [asked(0), did(1, orderDeed({ amount: 1 })), did(2, orderDeed())]
    expect(one(action, both)).toEqual(['mended', 0.5, [1, 2]])
    const other = { ...mark('action', { buyer: 'ann', action: { ...refund, amount: 1 } }), id: 'n' }
    expect(scored([action, other], both).marks.map(({ got }) => got)).toEqual([1, 1])
    const none = [
      asked(0),
      did(1, orderDeed({ amount: 1, outcome: 'refused' })),
      did(2, orderDeed()),
    ]
    expect(one(action, none)[1]).toBe(1)
  })
  it('suspending is of no buyer; quick replies, pictures, cards and forwards', () => {
    const of = (wanted: object) => mark('action', { buyer: 'ann', action: wanted })
    expect(one(of({ do: 'suspend' }), [asked(0), did(1, { do: 'suspend' }, null)])[1]).toBe(1)
    const quick = answered(1, 'ann', 'x', { quickReply: 'hi' })
    expect(one(of({ do: 'quick_reply', code: 'hi' }), [asked(0), quick])[1]).toBe(1)
    expect(one(of({ do: 'quick_reply', code: 'no' }), [asked(0), quick])[1]).toBe(0)
    const picture = answered(1, 'ann', '', { body: 'image', cseq: 50 })
    expect(one(of({ do: 'picture' }), [asked(0), picture])[1]).toBe(1)
    const taken = did(2, { do: 'recall', cseq: 50 })
    expect(one(of({ do: 'picture' }), [asked(0), picture, taken])[1]).toBe(0)
    expect(one(of({ do: 'forward', group: 'other' }), [asked(0), did(1, forward)])).toEqual([
      'other_group',
      0,
      [1],
    ])
  })
})

describe('mood, outcome and the whole', () => {
  it('mood at the limit is enough; the last one counts', () => {
    const mood = mark('mood', { buyer: 'ann', atLeast: 60 })
    expect(one(mood, [asked(0, 'ann', '?', 10), left(9, 'ann', 'solved', 60)])).toEqual([
      'reached',
      1,
      [1],
    ])
    expect(one(mood, [asked(0), left(9, 'ann', 'lost', 59)])).toEqual(['under', 0, [1]])
    expect(one(mark('mood', { atLeast: 60 }), [asked(0), asked(0, 'bob', '?', 1)])).toEqual([
      'share',
      0.5,
      [1],
    ])
  })
  it('outcome: one of several; a buyer who is still there has none', () => {
    const end = mark('outcome', { buyer: 'ann', outcome: ['solved', 'accepted'] })
    expect(one(end, [asked(0), left(9, 'ann', 'accepted')])).toEqual(['reached', 1, [1]])
    expect(one(end, [asked(0), left(9, 'ann', 'lost')])).toEqual(['other', 0, [1]])
    expect(one(end, [asked(0), asked(0, 'bob')])).toEqual(['open', 0, [0]])
  })
  it('outcome of all: the share of those who came, citing those who left otherwise or are still there', () => {
    const end = mark('outcome', { outcome: ['solved', 'accepted'] })
    const run = [asked(0), asked(0, 'bob'), left(9, 'ann', 'accepted')]
    expect(one(end, run)).toEqual(['share', 0.5, [1]])
    expect(one(end, [...run, left(12, 'bob', 'lost')])).toEqual(['share', 0.5, [3]])
    expect(one(end, [asked(0), left(9, 'ann', 'solved')])).toEqual(['share', 1, [1]])
  })
  it('weights are normalised, skills sum up, the total has one decimal', () => {
    const label = (id: string, weight: number, skill?: string) => ({
      ...mark('label', { buyer: 'ann', label: id, ...(skill ? { skill } : {}) }),
      id,
      weight,
    })
    const run = [asked(0), answered(1, 'ann', 'x', { labels: ['a', 'c'] })]
    const own = scored([label('a', 1), label('b', 2), label('c', 0.5, 'several')], run)
    expect(own.total).toBe(42.9)
    expect(own.skills).toEqual({ logistics: 33.3, several: 100 })
    expect(scored([label('a', 0), label('b', 0)], run).total).toBe(50)
  })
  it('only a run played to its end passes, at the pass mark sharp', () => {
    const lines = [mark('outcome', { buyer: 'ann', outcome: 'solved' })]
    const entries = [asked(0), answered(1), left(20)]
    const passed = (ended: 'done' | 'given_up' | null) =>
      score(scenarioOf(lines), recordOf(entries, ended), wits).passed
    expect([passed('done'), passed('given_up'), passed(null)]).toEqual([true, false, false])
    const half = (weight: number) => [
      { ...mark('label', { buyer: 'ann', label: 'no' }), id: 'n', weight: 40 },
      { ...lines[0], weight },
    ]
    expect(scored(half(60), entries)).toMatchObject({ total: 60, passed: true })
    expect(scored(half(59), entries)).toMatchObject({ total: 59.6, passed: false })
  })
  it('nothing happened: nothing is judged', () => {
    const own = scored([mark('rounds'), mark('tone', { any: ['x'] })], [])
    expect(own).toMatchObject({ total: 0, passed: false, marks: [], violations: [], skills: {} })
    expect(own.measures).toEqual({ rounds: 0, inTime: 0, firstReply: null, average: null, most: 0 })
  })
})
