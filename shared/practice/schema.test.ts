import { expect, it } from 'vitest'
import published from '#resources/practice/scenario.schema.json' with { type: 'json' }
import { scenarioSchema } from './schema.ts'

/*
 * To publish it anew:
 * node --input-type=module -e "
 *   import { scenarioSchema } from './shared/practice/schema.ts'
 *   console.log(JSON.stringify(scenarioSchema(), null, 2))" > resources/practice/scenario.schema.json
 */
it('the published schema is the one that files are read by', () => {
  expect(published).toEqual(JSON.parse(JSON.stringify(scenarioSchema())))
})

it('knows conditions within conditions, and asks for no key that has a default', () => {
  const text = JSON.stringify(published)
  expect(text).toContain('"$ref"')
  expect(published.required).toContain('buyers')
  expect(published.required).not.toContain('language')
  expect(published.additionalProperties).toBe(false)
})
