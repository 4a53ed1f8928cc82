import { expect, it } from 'vitest'
import type { KnownPhrase } from '#shared/phrases/model.ts'
import { quickReplyIn } from './hearing.ts'
import { going, runTime, stopped } from './kept.ts'

function phrase(code: string, text: string, more: Partial<KnownPhrase> = {}): KnownPhrase {
  return {
    id: crypto.randomUUID(),
    scope: 'team',
    group: '',
    code,
    title: `the ${code}`,
    text,
    files: [],
    place: 0,
    uses: 0,
    revision: 1,
    updatedAt: 0,
    by: 'main',
    ...more,
  }
}

it("knows the team's quick replies again, whatever was filled in", () => {
  const phrases = [
    phrase('hi', '您好，{buyer}！有什么可以帮您？'),
    phrase('', '（工作时间 9:00-21:00）'),
    phrase('mine', '我自己的', { scope: 'personal' }),
    phrase('empty', ''),
  ]
  expect(quickReplyIn('您好，林林！有什么可以帮您？ ', phrases)).toBe('hi')
  expect(quickReplyIn('（工作时间 9:00-21:00）', phrases)).toBe('the ')
  expect(quickReplyIn('（工作时间 9:00x21:00）', phrases)).toBeNull()
  expect(quickReplyIn('您好，林林！有什么可以帮您？还有吗', phrases)).toBeNull()
  expect(quickReplyIn('我自己的', phrases)).toBeNull()
})

it('a clock counts no pause', () => {
  const began = going({ elapsed: 0, since: null, seen: 1000 }, 1000)
  expect(runTime(began, 1500, 1)).toBe(500)
  expect(runTime(began, 900, 1)).toBe(0)
  const rests = stopped(began, 1500, 2)
  expect([rests.elapsed, runTime(rests, 9000, 2)]).toEqual([1000, 1000])
  expect(stopped(rests, 9000, 2)).toBe(rests)
  expect(runTime(going(rests, 9000), 9100, 2)).toBe(1200)
})
