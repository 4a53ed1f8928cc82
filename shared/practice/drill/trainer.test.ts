import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import factWords from '#resources/practice/facts.json' with { type: 'json' }
import intents from '#resources/practice/intents.json' with { type: 'json' }
import { readScenario } from '../read.ts'
import { makeWits } from '../wits.ts'

const guide = readFileSync(new URL('../../../docs/user/trainer.md', import.meta.url), 'utf8')

it('the scenario that trainers copy from the guide is one', () => {
  const [, example = ''] = /```yaml\n(xiaoer: 1\n[^]*?)```/.exec(guide) ?? []
  const read = readScenario(example, makeWits(intents, factWords))
  expect(read.ok ? [] : read.problems).toEqual([])
})
