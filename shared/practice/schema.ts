import { z } from 'zod'
import { scenario } from './scenario.ts'

/**
 * The shape of scenario files for editors (JSON Schema, draft 7, which the YAML modes of editors read):
 * resources/practice/scenario.schema.json. What only `readScenario` can say is not in it.
 */
export function scenarioSchema(): Record<string, unknown> {
  // Only the content matters; which draft it is, editors see by its keys.
  const { $schema: _, ...schema } = z.toJSONSchema(scenario, { io: 'input', target: 'draft-7' })
  return { title: 'Xiaoer practice scenario', ...schema }
}
