import { describe, expect, it } from 'vitest'
import words from '#resources/practice/drill.json' with { type: 'json' }
import { LeftOver, type Known, type Line } from '#shared/practice/drill/model.ts'
import { readScenario } from '#shared/practice/read.ts'
import { WITS } from '../wits.ts'
import { linesOf } from './load.ts'
import {
  doubtfulLines,
  drillOf,
  leftLines,
  openLines,
  piecesOf,
  reviewOf,
  textOf,
  untouched,
  type Looked,
} from './review.ts'

const known: Known = {
  seed: 7,
  people: ['王晓明'],
  agents: ['小米'],
  orders: ['2026031588001'],
  trackings: [],
  phones: [],
  addresses: [],
  products: ['保温杯'],
}
const line = (at: number, from: Line['from'], text: string): Line => ({ at: at * 1000, from, text })
const LINES: readonly Line[] = [
  line(0, 'buyer', '你好，我是王晓明，订单2026031588001怎么还没发货'),
  line(20, 'agent', '您好，我是小米，帮您看下 2026031588001'),
  line(60, 'buyer', '电话13912345678，保温杯什么时候到'),
  line(90, 'agent', '明天发出'),
  line(95, 'buyer', '好的'),
]
const options = { id: 'drill-1', words: words.draft, wits: WITS }
const all = (lines: readonly number[]): Looked => ({ ...untouched, confirmed: new Set(lines) })

describe('the review of a drill', () => {
  const review = reviewOf(LINES, known, words)

  it('shows both sides in pieces that make the whole', () => {
    for (const [index, { text }] of LINES.entries()) {
      const was = piecesOf(review, index, 'was')
      expect(was.map((piece) => piece.text).join('')).toBe(text)
      const now = piecesOf(review, index, 'now')
      expect(now.map((piece) => piece.text).join('')).toBe(review.made.messages[index]?.text)
    }
    expect(
      piecesOf(review, 0, 'was').some(({ text, of }) => text === '王晓明' && of !== null),
    ).toBe(true)
  })

  it('nothing of the original is in what is made of it, and it is a scenario', () => {
    const text = drillOf(review, all([0, 1, 2, 3, 4]), words, options)
    for (const original of [
      '王晓明',
      '晓明',
      '2026031588001',
      '88001',
      '13912345678',
      '5678',
      '小米',
    ])
      expect(text).not.toContain(original)
    expect(text).toContain('保温杯')
    const read = readScenario(text, WITS)
    expect(read.ok ? [] : read.problems).toEqual([])
  })

  it('a value by hand stands wherever the whole was replaced', () => {
    const of = review.made.replacements.findIndex(({ kind }) => kind === 'order')
    const looked = { ...untouched, values: { [of]: '77777777' } }
    expect(textOf(review, looked, 0)).toContain('77777777')
    expect(textOf(review, looked, 1)).toContain('77777777')
    expect(drillOf(review, looked, words, options)).toContain('77777777')
  })

  it('what is written back by hand is found: nothing is made while it stands there', () => {
    for (const looked of [
      { ...untouched, texts: { 3: '好的王晓明，明天发出' } },
      { ...untouched, values: { 0: '王晓明' } },
    ]) {
      expect(leftLines(review, looked, words).size).toBeGreaterThan(0)
      expect(() => drillOf(review, looked, words, options)).toThrow(LeftOver)
    }
    expect([...leftLines(review, { ...untouched, texts: { 3: '找王晓明' } }, words)]).toEqual([3])
  })

  it('a line that is emptied is left out', () => {
    const looked = { ...untouched, texts: { 2: ' ' } }
    expect(drillOf(review, looked, words, options)).not.toContain('什么时候到')
  })

  it('doubtful and hidden lines are open until somebody has looked at them', () => {
    const masked = new Set([3])
    expect(doubtfulLines(review, masked)).toContain(3)
    const before = openLines(review, untouched, masked)
    expect(before).toContain(3)
    expect(openLines(review, all(before), masked)).toEqual([])
  })

  it('T4: hidden lines are known as such; pictures and notices are no lines', () => {
    const about = { conversation: 'c', pos: 1, at: 1, cid: null }
    const buyer = { kind: 'buyer' } as const
    const found = linesOf([
      {
        ...about,
        cseq: 1,
        sender: buyer,
        body: { kind: 'text', text: '电话 139****5678' },
        masked: true,
      },
      { ...about, cseq: 2, sender: buyer, body: { kind: 'recalled' } },
      {
        ...about,
        cseq: 3,
        sender: { kind: 'shop' },
        body: { kind: 'auto', reply: 'welcome', text: '欢迎' },
      },
      {
        ...about,
        cseq: 4,
        sender: buyer,
        body: { kind: 'image', file: { id: 'f', name: 'a.png', type: 'image/png', size: 1 } },
      },
    ])
    expect(found.lines.map(({ from }) => from)).toEqual(['buyer', 'shop'])
    expect([...found.masked]).toEqual([0])
    expect(found.dropped).toBe(1)
  })
})
