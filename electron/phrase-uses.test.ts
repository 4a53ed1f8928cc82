import { expect, it } from 'vitest'
import { PhraseUses } from './phrase-uses.ts'

it('uses gather into one request; what could not be told comes with the next', async () => {
  const told: Readonly<Record<string, number>>[] = []
  let fails = true
  const uses = new PhraseUses(async (counts) => {
    await Promise.resolve()
    if (fails) throw new Error('offline')
    told.push(counts)
  })
  uses.count('a')
  uses.count('a')
  await uses.flush()
  uses.count('b')
  uses.count('a')
  fails = false
  await uses.flush()
  await uses.flush()
  expect(told).toEqual([{ a: 3, b: 1 }])
  uses.count('c')
  uses.forget()
  await uses.flush()
  expect(told).toHaveLength(1)
})
