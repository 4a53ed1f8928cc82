import { expect, test } from 'vitest'
import type { AssignmentView } from '#shared/practice/courses.ts'
import { stepsOf } from './steps.ts'

test('items without progress are open, those whose thing is gone have no title', () => {
  const given = {
    of: {
      items: [
        { kind: 'scenario', scenario: 's' },
        { kind: 'exam', exam: 'e' },
      ],
      titles: ['S'],
    },
    progress: { me: [{ state: 'done', best: 90, tries: 1, at: 'r' }] },
  } as unknown as AssignmentView
  expect(stepsOf(given, 'me').map(({ state, title }) => [state, title])).toEqual([
    ['done', 'S'],
    ['open', ''],
  ])
  expect(stepsOf(given, 'other').every(({ state }) => state === 'open')).toBe(true)
})
