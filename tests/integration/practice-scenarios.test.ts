import { afterEach, describe, expect, it } from 'vitest'
import { SCENARIO_BYTES } from '#shared/practice/api.ts'
import {
  agentsOf,
  asked,
  got,
  over,
  played,
  practiceShop,
  refused,
  shortScenario,
} from '#tests/support/practice.ts'
import type { TestGateway } from '#tests/support/gateway.ts'

let test: TestGateway
afterEach(() => test.stop())

const people = (...subs: string[]) => agentsOf(test, ...subs)

describe('scenarios that a shop writes', () => {
  it('stand beside the bundled ones, are played by their id, and are still there after a restart', async () => {
    test = await practiceShop()
    const [lan, hong] = await people('lan', 'hong')
    const before = (await got(test, hong, 'scenarios.list')).scenarios
    expect(before.length).toBeGreaterThanOrEqual(25)
    expect(new Set(before.map(({ own, updatedAt, by }) => `${own} ${updatedAt} ${by}`))).toEqual(
      new Set(['false null ']),
    )
    const text = shortScenario('kuai-di')
    const view = await got(test, lan, 'scenarios.save', { text, replaces: null })
    expect(view).toMatchObject({
      ...{ id: 'kuai-di', title: '查物流', own: true, by: 'lan', buyers: 1, level: 1 },
    })
    const after = (await got(test, hong, 'scenarios.list')).scenarios
    expect(after.filter(({ id }) => id === 'kuai-di')).toEqual([view])
    expect(after).toHaveLength(before.length + 1)

    const { run, record } = await played(test, hong, { scenario: 'kuai-di', seed: 4 })
    expect(run).toMatchObject({ scenario: 'kuai-di', state: 'done', score: { total: 100 } })
    expect(record?.scenario).toBe(text)

    for (const agent of [lan, hong]) agent.close()
    test = await test.restart()
    const [again] = await people('lan')
    expect(await got(test, again, 'scenarios.text', { id: 'kuai-di' })).toEqual({
      scenario: view,
      text,
    })
    // A bundled one is read as it came, to be begun from.
    const bundled = await got(test, again, 'scenarios.text', { id: 'abuse' })
    expect(bundled.scenario.own).toBe(false)
    expect(bundled.text).toMatch(/^xiaoer: 1$/m)
  })

  it('runs keep the text they began with, whatever becomes of it', async () => {
    test = await practiceShop()
    const [lan, hong] = await people('lan', 'hong')
    const text = shortScenario('mine')
    const { updatedAt } = await got(test, lan, 'scenarios.save', { text, replaces: null })
    const started = await got(test, hong, 'runs.start', { scenario: 'mine' })
    await hong.reply(await hong.served(), '明天到')
    const harder = text.replace('pass: 60', 'pass: 100').replace('明天], ', '后天], ')
    const replaces = { id: 'mine', updatedAt: updatedAt ?? 0 }
    await got(test, lan, 'scenarios.save', { text: harder, replaces })
    await got(test, lan, 'scenarios.remove', { id: 'mine' })
    const { run, record } = await over(test, hong, started.id)
    expect([record?.scenario, run.score?.passed, run.title]).toEqual([text, true, '查物流'])
    expect(await refused(test, hong, 'runs.start', { scenario: 'mine' })).toBe('not_found')
    expect(await refused(test, lan, 'scenarios.text', { id: 'mine' })).toBe('not_found')
    expect(await refused(test, lan, 'scenarios.remove', { id: 'mine' })).toBe('not_found')
    expect(await refused(test, lan, 'scenarios.remove', { id: 'abuse' })).toBe('not_found')
  })

  it("nobody's change is lost, and no id is taken twice", async () => {
    test = await practiceShop()
    const [lan, main] = await people('lan', '')
    const save = (
      who: typeof lan,
      text: string,
      replaces: { id: string; updatedAt: number | null } | null = null,
    ) =>
      asked(test, who, 'scenarios.save', {
        text,
        replaces: replaces && { id: replaces.id, updatedAt: replaces.updatedAt ?? 0 },
      })
    const { value: one } = await save(lan, shortScenario('one', '一'))
    const { value: two } = await save(main, shortScenario('two', '二'))
    for (const taken of ['one', 'abuse'])
      expect((await save(main, shortScenario(taken))).value.code).toBe('name_taken')
    // Both have opened the first version.
    const both = await Promise.all([
      save(lan, shortScenario('one', '一一'), one),
      save(main, shortScenario('one', '壹'), one),
    ])
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect(both.map(({ value }) => value.code).toSorted()).toEqual(['scenario_changed', undefined])
    const kept = both.find(({ status }) => status === 200)?.value
    expect((await got(test, lan, 'scenarios.text', { id: 'one' })).scenario).toEqual(kept)
    // Another id: the old one goes, unless the new one is taken.
    expect((await save(main, shortScenario('two'), kept)).value.code).toBe('name_taken')
    expect((await save(main, shortScenario('abuse'), kept)).value.code).toBe('name_taken')
    expect((await save(main, shortScenario('three', '三'), kept)).status).toBe(200)
    expect((await save(main, shortScenario('one'), kept)).value.code).toBe('scenario_changed')
    await got(test, lan, 'scenarios.remove', { id: 'two' })
    expect((await save(main, shortScenario('two'), two)).value.code).toBe('scenario_changed')
    const list = (await got(test, lan, 'scenarios.list')).scenarios
    expect(list.flatMap(({ own, id, by }) => (own ? [[id, by]] : []))).toEqual([['three', 'Boss']])
  })

  it('what is damaged or too big is refused by a clear code, and nothing is written', async () => {
    test = await practiceShop()
    const [lan] = await people('lan')
    const bad = await asked(test, lan, 'scenarios.save', {
      text: shortScenario('bad').replace('end: solved', 'end: happy'),
      replaces: null,
    })
    expect([bad.status, bad.value.code]).toEqual([400, 'scenario_invalid'])
    expect(bad.value.message).toMatch(/^line 2\d: /)
    const raw = async (body: string) => {
      const response = await fetch(`${test.url}/api/practice/scenarios`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${lan.access}`,
          'content-type': 'application/json',
        },
        body,
      })
      const { code } = (await response.json()) as { code: string }
      return [response.status, code]
    }
    for (const body of ['', '{', '[]', '1', 'null', '"a"', '{}', '{"text":1,"replaces":null}'])
      expect([body, ...(await raw(body))]).toEqual([body, 400, 'bad_request'])
    const text = shortScenario('one')
    expect(await raw(JSON.stringify({ text, replaces: null, more: 1 }))).toEqual([
      400,
      'bad_request',
    ])
    const ofSize = (signs: number) => JSON.stringify({ text: '字'.repeat(signs), replaces: null })
    expect(await raw(ofSize(SCENARIO_BYTES))).toEqual([400, 'scenario_invalid'])
    expect(await raw(ofSize(SCENARIO_BYTES + 1))).toEqual([400, 'bad_request'])
    expect(await raw(ofSize(2 * SCENARIO_BYTES))).toEqual([413, 'file_too_large'])
    const list = (await got(test, lan, 'scenarios.list')).scenarios
    expect(list.filter(({ own }) => own)).toEqual([])
  })
})

describe('what a run is compared with', () => {
  it('of a bundled scenario its walk by the same seed; to a trainee its own alone, and afterwards', async () => {
    test = await practiceShop()
    const [hong, ming, lan] = await people('hong', 'ming', 'lan')
    const { id } = await got(test, hong, 'runs.start', { scenario: 'where-is-my-parcel', seed: 7 })
    expect(await refused(test, hong, 'runs.model', { id })).toBe('not_found')
    expect((await got(test, lan, 'runs.model', { id })).by).toBe('walk')
    await got(test, hong, 'runs.giveUp', { id })
    const model = await got(test, hong, 'runs.model', { id })
    const { record } = await got(test, hong, 'runs.get', { id })
    expect(model).toMatchObject({
      by: 'walk',
      record: { seed: 7, ended: 'done', scenario: record?.scenario },
      score: { passed: true, violations: [] },
      run: null,
    })
    expect(model.score?.total).toBeGreaterThanOrEqual(90)
    expect(await got(test, hong, 'runs.model', { id })).toEqual(model)
    expect(await refused(test, ming, 'runs.model', { id })).toBe('not_found')
  })

  it('every bundled scenario has one, and a text that has grown away from its walk none', async () => {
    test = await practiceShop()
    const [hong, lan] = await people('hong', 'lan')
    const { scenarios } = await got(test, hong, 'scenarios.list')
    const by = []
    for (const { id: scenario } of scenarios) {
      const { id } = await got(test, hong, 'runs.start', { scenario })
      await got(test, hong, 'runs.giveUp', { id })
      by.push([scenario, (await got(test, hong, 'runs.model', { id })).by])
    }
    expect(by).toEqual(scenarios.map(({ id }) => [id, 'walk']))
    // One whose walk speaks to nobody, and one that its walk fails.
    const { text } = await got(test, lan, 'scenarios.text', { id: 'abuse' })
    const stricter = text.replace(
      '  violations:',
      '  violations:\n    - { id: dear, kind: words, any: [您] }',
    )
    expect(stricter).not.toBe(text)
    for (const grown of [shortScenario('abuse'), stricter]) {
      const { id } = await got(test, hong, 'runs.start', { text: grown })
      await got(test, hong, 'runs.giveUp', { id })
      expect((await got(test, hong, 'runs.model', { id })).by).toBeNull()
    }
  })

  it('of an own scenario the run that a trainer chose, over a restart', async () => {
    test = await practiceShop()
    const [lan, hong] = await people('lan', 'hong')
    await got(test, lan, 'scenarios.save', { text: shortScenario('mine'), replaces: null })
    const good = await played(test, hong, { scenario: 'mine' })
    const poor = await played(test, hong, { scenario: 'mine' }, '自己查')
    const ofPoor = { id: poor.run.id }
    expect([good.run.score?.passed, poor.run.score?.passed]).toEqual([true, false])
    const none = { by: null, record: null, score: null, run: null }
    expect(await got(test, hong, 'runs.model', ofPoor)).toEqual(none)
    await got(test, lan, 'runs.setModel', { id: good.run.id, on: true })
    const chosen = { by: 'chosen', record: good.record, score: good.score, run: good.run.id }
    expect(await got(test, hong, 'runs.model', ofPoor)).toEqual(chosen)
    // Another's mark is not taken away by accident.
    await got(test, lan, 'runs.setModel', { ...ofPoor, on: false })
    for (const agent of [lan, hong]) agent.close()
    test = await test.restart()
    const [again] = await people('lan')
    expect(await got(test, again, 'runs.model', ofPoor)).toEqual(chosen)
    await got(test, again, 'runs.setModel', { id: good.run.id, on: false })
    expect(await got(test, again, 'runs.model', ofPoor)).toEqual(none)
    const [xin] = await people('xin')
    const { id } = await got(test, xin, 'runs.start', { scenario: 'mine' })
    expect(await refused(test, again, 'runs.setModel', { id, on: true })).toBe('not_found')
    await got(test, xin, 'runs.giveUp', { id })
    expect(await refused(test, again, 'runs.setModel', { id, on: true })).toBe('not_found')
    expect(await refused(test, again, 'runs.setModel', { id: 'none', on: true })).toBe('not_found')
  })
})
