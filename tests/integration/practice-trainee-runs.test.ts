import { expect, it } from 'vitest'
import { got, played, practiceShop, refused, shortScenario } from '../support/practice.ts'

it('trainers have the runs of one trainee, whoever else played; trainees have no such question', async () => {
  const test = await practiceShop()
  try {
    const main = await test.agent(test.main)
    const lan = await test.agent(`${test.main}:lan`)
    const hong = await test.agent(`${test.main}:hong`)
    const ming = await test.agent(`${test.main}:ming`)
    await got(test, main, 'scenarios.save', { text: shortScenario('short'), replaces: null })
    const { run } = await played(test, hong, { scenario: 'short' })
    await played(test, ming, { scenario: 'short' })
    const ask = { account: hong.view?.me ?? '' }
    for (const trainer of [main, lan]) {
      const { runs } = await got(test, trainer, 'class.runs', ask)
      expect(runs.map(({ id }) => id)).toEqual([run.id])
    }
    expect((await got(test, main, 'class.runs', { account: 'nobody' })).runs).toEqual([])
    for (const trainee of [hong, ming])
      expect(await refused(test, trainee, 'class.runs', ask)).toBe('not_allowed')
  } finally {
    await test.stop()
  }
})
