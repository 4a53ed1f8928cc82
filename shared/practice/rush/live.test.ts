import { describe, expect, it } from 'vitest'
import type { BuyerPlay, Play } from '../play.ts'
import type { Entry, RunRecord } from '../run.ts'
import { curveOf } from './curve.ts'
import { liveMeasures } from './live.ts'

const SECOND = 1000
const asked = (at: number, buyer: string): Entry => ({
  kind: 'asked',
  at: at * SECOND,
  buyer,
  text: '?',
  cseq: 1,
  mood: 50,
})
const answered = (at: number, buyer: string): Entry => ({
  kind: 'answered',
  at: at * SECOND,
  buyer,
  text: '!',
  body: 'text',
  of: null,
  quickReply: null,
  cseq: 2,
  labels: [],
  mood: 50,
})
const left = (at: number, buyer: string): Entry => ({
  kind: 'left',
  at: at * SECOND,
  buyer,
  outcome: 'lost',
  mood: 20,
})
const did = (at: number, buyer: string, what: 'close' | 'forward'): Entry => ({
  kind: 'did',
  at: at * SECOND,
  buyer,
  deed:
    what === 'close'
      ? { do: 'close', topic: null, text: '' }
      : { do: 'forward', group: null, note: null },
  labels: [],
  mood: 50,
})
const recordOf = (entries: readonly Entry[]): RunRecord => ({
  scenario: '',
  seed: 1,
  entries,
  startedAt: 0,
  ended: null,
})
/** By buyer: not come, here or gone. */
const playOf = (states: Readonly<Record<string, 'coming' | 'here' | 'gone'>>): Play => ({
  seed: 1,
  variables: {},
  buyers: Object.fromEntries(
    Object.entries(states).map(([id, state]) => [
      id,
      {
        cameAt: state === 'coming' ? null : 0,
        ended: state === 'gone' ? 'lost' : null,
      } as BuyerPlay,
    ]),
  ),
})
const live = (entries: readonly Entry[], states: Parameters<typeof playOf>[0] = {}) =>
  liveMeasures(recordOf(entries), playOf(states), (id) => id.toUpperCase())

describe('live measures (product.md M)', () => {
  it('who waits stands in no rate yet; the longest waits first', () => {
    const now = live(
      [asked(0, 'a'), answered(20, 'a'), asked(30, 'b'), asked(40, 'a'), asked(50, 'b')],
      { a: 'here', b: 'here', c: 'coming', d: 'gone' },
    )
    expect(now).toEqual({
      waiting: [
        { name: 'B', since: 30_000 },
        { name: 'A', since: 40_000 },
      ],
      rounds: 1,
      answered: 1,
      inTime: 1,
      average: 20_000,
      coming: 1,
      here: 2,
      gone: 1,
    })
  })
  it('at 180 s sharp it is in time, after it not; one who left unanswered counts as 600 s', () => {
    const sharp = live([asked(0, 'a'), answered(180, 'a'), asked(200, 'b'), answered(381, 'b')])
    expect(sharp).toMatchObject({ rounds: 2, answered: 2, inTime: 1, average: 180_500 })
    const lost = live([asked(0, 'a'), left(300, 'a')])
    expect(lost).toMatchObject({ waiting: [], rounds: 1, answered: 0, inTime: 0, average: 600_000 })
  })
  it('whom the trainee closed or forwarded waits for it no more, until it writes again', () => {
    const closed = [asked(0, 'a'), did(5, 'a', 'close')]
    expect(live(closed)).toMatchObject({ waiting: [], rounds: 1, answered: 0 })
    expect(live([...closed, asked(9, 'a')]).waiting).toEqual([{ name: 'A', since: 9000 }])
    const forwarded = [asked(0, 'a'), did(5, 'a', 'forward'), asked(9, 'a')]
    expect(live(forwarded)).toMatchObject({ waiting: [], rounds: 1 })
  })
  it('nothing happened yet', () => {
    expect(live([])).toMatchObject({ waiting: [], rounds: 0, average: null })
  })
})

describe('the curve of a run', () => {
  it('tells in each stretch the most who waited at once, and how long its questions took', () => {
    const { stretch, points } = curveOf(
      recordOf([
        asked(0, 'a'),
        asked(5, 'b'),
        answered(10, 'a'),
        asked(16, 'c'),
        answered(40, 'b'),
        answered(46, 'c'),
      ]),
    )
    expect(stretch).toBe(15_000)
    expect(points.map(({ waiting, average, rounds }) => [waiting, average, rounds])).toEqual([
      [2, 22_500, 2],
      [2, 30_000, 1],
      [2, null, 0],
      [1, null, 0],
    ])
  })
  it('of a buyer who was never answered until it left; of an hour no more than 48 points', () => {
    const { points } = curveOf(recordOf([asked(0, 'a'), left(60, 'a')]))
    expect(points.map(({ waiting }) => waiting)).toEqual([1, 1, 1, 1, 0])
    const long = curveOf(recordOf([asked(0, 'a'), answered(4000, 'a')]))
    expect([long.stretch, long.points.length]).toEqual([120_000, 34])
    expect(curveOf(recordOf([])).points).toEqual([])
  })
})
