import { expect, test } from 'vitest'
import type { RunView } from '#shared/practice/courses.ts'
import { bestOf, scoredOf, skillsOf } from './progress.ts'

const run = (id: string, startedAt: number, score: RunView['score'], scenario = 's') =>
  ({ id, startedAt, score, scenario }) as RunView
const score = (total: number, passed: boolean, skills: object = {}) => ({ total, passed, skills })

test('trials and runs without a score are in no figure; the rest stand oldest first', () => {
  const trial = { ...run('t', 4, score(99, true)), trial: true } as const
  const runs = [
    trial,
    run('c', 3, score(90, true)),
    run('b', 2, null),
    run('a', 1, score(40, false)),
  ]
  expect(scoredOf(runs).map(({ id }) => id)).toEqual(['a', 'c'])
})

test('a skill is the mean of its newest ten runs, the weakest first', () => {
  const runs = Array.from({ length: 12 }, (_, at) =>
    run(String(at), at, score(50, false, { price: at < 2 ? 0 : 90, rush: 60 })),
  )
  expect(skillsOf(runs).map(({ skill, mean }) => [skill, mean])).toEqual([
    ['rush', 60],
    ['price', 90],
  ])
  expect(skillsOf(runs)[1]?.values).toHaveLength(12)
})

test('the best of a scenario is one that was passed, then the highest', () => {
  const best = bestOf([
    run('a', 1, score(95, false)),
    run('b', 2, score(70, true)),
    run('c', 3, score(65, true)),
    run('d', 4, null),
  ])
  expect(best.get('s')).toEqual({ total: 70, passed: true, run: 'b', tries: 3 })
})
