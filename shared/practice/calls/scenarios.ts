import { z } from 'zod'
import { SCENARIO_BYTES, type ScenarioList, type ScenarioText, type ScenarioView } from '../api.ts'
import { call } from './call.ts'

const id = z.string().min(1).max(60)

/** Scenarios: bundled ones, and those that the trainers of this shop wrote. */
export const scenarioCalls = {
  'scenarios.list': call<ScenarioList>()('GET /api/practice/scenarios', z.undefined()),
  /** Trainers alone: it holds what earns marks. */
  'scenarios.text': call<ScenarioText>()('GET /api/practice/scenarios/:id', z.strictObject({ id })),
  /**
   * Trainers. It must read without a problem, else `scenario_invalid`. `replaces`: the id of the own one
   * that it takes the place of, and its `updatedAt` as it was when it was opened: another one is
   * `scenario_changed`. An id that is taken is `name_taken`.
   */
  'scenarios.save': call<ScenarioView>()(
    'POST /api/practice/scenarios',
    z.strictObject({
      text: z.string().min(1).max(SCENARIO_BYTES),
      replaces: z.strictObject({ id, updatedAt: z.number() }).nullable(),
    }),
  ),
  /** An own one. Courses that name it say that it is gone; runs keep their text. */
  'scenarios.remove': call<null>()(
    'POST /api/practice/scenarios/:id/remove',
    z.strictObject({ id }),
  ),
}
