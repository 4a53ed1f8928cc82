import { expect, test } from 'vitest'
import type { Entry } from '#shared/practice/run.ts'
import { aligned } from './align.ts'

const said = (kind: 'asked' | 'answered', text: string, buyer = 'lin'): Entry =>
  ({ kind, at: 0, buyer, text, cseq: 1, mood: 50, labels: [] }) as unknown as Entry
const lines = (...texts: readonly string[]) =>
  texts.map((text) => said(text.startsWith('>') ? 'answered' : 'asked', text))
const shown = (own: readonly Entry[], model: readonly Entry[]) => {
  const texts = (turn: ReturnType<typeof aligned>[number]['own']) =>
    turn
      ? [...turn.asked, ...turn.rest].map(({ entry }) => ('text' in entry ? entry.text : ''))
      : null
  return aligned(own, model, 'lin').map(({ own: o, model: m, same }) => [texts(o), texts(m), same])
}

test('the same words of the buyer stand side by side, each with its own answers', () => {
  expect(shown(lines('where', '>soon', 'when', '>dunno'), lines('where', '>here', 'when'))).toEqual(
    [
      [['where', '>soon'], ['where', '>here'], true],
      [['when', '>dunno'], ['when'], true],
    ],
  )
})

test('what only one run has leaves the other side empty, and what follows meets again', () => {
  const own = lines('where', '>wait', 'hello?', '>yes', 'when', '>tomorrow')
  const model = lines('where', '>here', 'when', '>tomorrow', 'thanks')
  expect(shown(own, model)).toEqual([
    [['where', '>wait'], ['where', '>here'], true],
    [['hello?', '>yes'], null, false],
    [['when', '>tomorrow'], ['when', '>tomorrow'], true],
    [null, ['thanks'], false],
  ])
})

test('several lines in one go are one turn, and meet by any of them', () => {
  expect(shown(lines('hi', 'where', '>here'), lines('where', '>here'))).toEqual([
    [['hi', 'where', '>here'], ['where', '>here'], true],
  ])
})

test('other buyers are left out; what was said before the buyer came has a turn of its own', () => {
  const own = [said('asked', 'other', 'max'), said('answered', '>first'), ...lines('where')]
  expect(shown(own, lines('where'))).toEqual([
    [['>first'], null, false],
    [['where'], ['where'], true],
  ])
  expect(aligned([], [], 'lin')).toEqual([])
})
