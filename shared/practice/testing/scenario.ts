import { scenario } from '../scenario.ts'
import type { Scenario } from '../scenario.ts'

/** A scenario of one buyer with the steps that a test is about; the rest is as small as it may be. */
export function small(
  buyer: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Scenario {
  return scenario.parse({
    xiaoer: 1,
    id: 'small',
    title: 'Small',
    summary: 'Of a test',
    skills: ['patience'],
    level: 1,
    minutes: 1,
    rubric: { marks: [{ id: 'hello', kind: 'rounds', weight: 1 }] },
    buyers: [
      {
        id: 'ann',
        name: 'Ann',
        persona: 'A buyer',
        goal: 'An answer',
        start: 'start',
        ...buyer,
      },
    ],
    ...more,
  })
}
