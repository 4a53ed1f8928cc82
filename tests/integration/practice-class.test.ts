import { afterEach, describe, expect, it } from 'vitest'
import type { PracticeArgument } from '#shared/practice/calls.ts'
import type { AgentClient } from '#tests/support/client.ts'
import type { TestGateway } from '#tests/support/gateway.ts'
import {
  agentsOf,
  got,
  played,
  practiceShop,
  refused,
  roleOf,
  shortScenario,
} from '#tests/support/practice.ts'

let test: TestGateway
afterEach(() => test.stop())

const DAY = 86_400_000
const FAR = 4_102_444_800_000

const people = (...subs: string[]) => agentsOf(test, ...subs)
const write = (who: AgentClient, ...ids: string[]) =>
  Promise.all(
    ids.map((id) =>
      got(test, who, 'scenarios.save', { text: shortScenario(id, `题 ${id}`), replaces: null }),
    ),
  )
const assign = (who: AgentClient, more: Partial<PracticeArgument<'assignments.save'>>) =>
  got(test, who, 'assignments.save', {
    ...{ id: 'a', course: 'c', accounts: [], due: null, note: '' },
    ...more,
  })
const scenario = (id: string) => ({ kind: 'scenario', scenario: id }) as const

describe('courses and who is to do them', () => {
  it('tell how far everyone is: open, failed, done, by the best that passed', async () => {
    test = await practiceShop()
    const [lan, hong, ming] = await people('lan', 'hong', 'ming')
    await write(lan, 'one', 'two', 'three')
    const early = await played(test, hong, { scenario: 'one' })
    const items = [scenario('one'), scenario('two'), scenario('three'), scenario('gone')]
    const course = { id: 'c', title: '新人', summary: '第一周', items }
    const view = await got(test, lan, 'courses.save', course)
    expect(view).toMatchObject(course)
    expect((await got(test, lan, 'courses.list')).courses).toEqual([view])
    const accounts = [hong.id, ming.id, hong.id]
    const saved = await assign(lan, { accounts, due: FAR, note: '加油' })
    expect(saved).toMatchObject({ accounts: [hong.id, ming.id], by: 'lan', due: FAR, note: '加油' })
    expect(saved.of).toMatchObject({ ...course, titles: ['题 one', '题 two', '题 three', ''] })

    const bad = await played(test, hong, { scenario: 'two' }, '今天就到')
    const open = { state: 'open', best: null, tries: 0, at: null }
    const done = { state: 'done', best: 100, tries: 1, at: early.run.id }
    const failed = { state: 'failed', best: bad.run.score?.total, tries: 1, at: bad.run.id }
    const own = (await got(test, hong, 'assignments.list')).assignments
    expect(own.map(({ progress }) => progress)).toEqual([{ [hong.id]: [done, failed, open, open] }])
    // A violation fails whatever the total; what was given up is no try.
    const rude = await played(test, hong, { scenario: 'two' }, '明天到，自己查')
    expect(rude.run).toMatchObject({ violations: 1, score: { total: 100, passed: false } })
    const { id } = await got(test, hong, 'runs.start', { scenario: 'two' })
    await got(test, hong, 'runs.giveUp', { id })
    const second = async (who: AgentClient) =>
      (await got(test, who, 'assignments.list')).assignments[0]?.progress[hong.id]?.[1]
    expect(await second(lan)).toEqual({ state: 'failed', best: 100, tries: 2, at: rude.run.id })
    // Who has passed keeps it, whatever comes behind.
    await played(test, hong, { scenario: 'two' })
    expect(await second(lan)).toMatchObject({ state: 'done', best: 100, tries: 3 })
    await played(test, hong, { scenario: 'two' }, '今天就到')
    expect(await second(hong)).toMatchObject({ state: 'done', best: 100, tries: 4 })
  })

  it('give each trainee its own alone, the next deadline first', async () => {
    test = await practiceShop()
    const [lan, hong, ming, main] = await people('lan', 'hong', 'ming', '')
    await got(test, lan, 'courses.save', { id: 'c', title: 'C', summary: '', items: [] })
    const both = [hong.id, ming.id]
    await assign(main, { id: 'never', accounts: both })
    await assign(main, { id: 'late', accounts: [hong.id], due: FAR + DAY })
    await assign(lan, { id: 'soon', accounts: both, due: FAR })
    await assign(lan, { id: 'other', accounts: [ming.id], due: FAR - DAY })
    const of = async (who: AgentClient) =>
      (await got(test, who, 'assignments.list')).assignments.map(
        ({ id, accounts, progress }) => [id, accounts, Object.keys(progress)] as const,
      )
    expect((await of(main)).map(([id]) => id)).toEqual(['other', 'soon', 'late', 'never'])
    expect(await of(hong)).toEqual(
      ['soon', 'late', 'never'].map((id) => [id, [hong.id], [hong.id]]),
    )
    expect((await of(ming)).map(([id]) => id)).toEqual(['other', 'soon', 'never'])
    // In its place, with its beginning and its author.
    const before = (await got(test, lan, 'assignments.list')).assignments.at(-1)
    const after = await assign(lan, { id: 'never', accounts: [ming.id] })
    expect([after.createdAt, after.by]).toEqual([before?.createdAt, 'Boss'])
    expect((await of(hong)).map(([id]) => id)).toEqual(['soon', 'late'])
    await got(test, lan, 'assignments.remove', { id: 'soon' })
    expect((await of(hong)).map(([id]) => id)).toEqual(['late'])
    expect(await refused(test, lan, 'assignments.remove', { id: 'soon' })).toBe('not_found')
  })

  it('go with all that was assigned of them, and refuse what is not there', async () => {
    test = await practiceShop()
    const [lan, hong] = await people('lan', 'hong')
    const course = { id: 'c', title: 'C', summary: '', items: [] }
    const first = await got(test, lan, 'courses.save', course)
    const second = await got(test, lan, 'courses.save', { ...course, title: 'D' })
    expect(second.updatedAt).toBeGreaterThan(first.updatedAt)
    await got(test, lan, 'courses.save', { ...course, id: 'kept' })
    await assign(lan, { accounts: [hong.id] })
    await assign(lan, { id: 'b', course: 'kept', accounts: [hong.id] })
    await got(test, lan, 'courses.remove', { id: 'c' })
    expect((await got(test, lan, 'courses.list')).courses.map(({ id }) => id)).toEqual(['kept'])
    // They do not come again with a course of the same id.
    await got(test, lan, 'courses.save', course)
    const list = (await got(test, hong, 'assignments.list')).assignments
    expect(list.map(({ id }) => id)).toEqual(['b'])
    expect(await refused(test, lan, 'courses.remove', { id: 'none' })).toBe('not_found')
    const asks = { id: 'x', course: 'none', accounts: [hong.id], due: null, note: '' }
    expect(await refused(test, lan, 'assignments.save', asks)).toBe('not_found')
    const nobody = { ...asks, course: 'c', accounts: ['s99'] }
    expect(await refused(test, lan, 'assignments.save', nobody)).toBe('not_found')
  })
})

describe('the class', () => {
  it('is reckoned from the runs, and the same after a restart', async () => {
    test = await practiceShop()
    const [lan, hong, ming] = await people('lan', 'hong', 'ming')
    await write(lan, 'one', 'two')
    const items = [scenario('one'), scenario('two'), scenario('gone')]
    await got(test, lan, 'courses.save', { id: 'c', title: 'C', summary: '', items })
    await assign(lan, { id: 'over', accounts: [hong.id, ming.id], due: Date.now() - DAY })
    await assign(lan, { id: 'open', accounts: [hong.id], due: FAR })
    const good = await played(test, hong, { scenario: 'one' })
    const bad = await played(test, hong, { scenario: 'one' }, '今天就到')
    const rude = await played(test, hong, { scenario: 'two' }, '明天到，自己查')
    const { id } = await got(test, hong, 'runs.start', { scenario: 'two' })
    const given = await got(test, hong, 'runs.giveUp', { id })
    // A text of one's own is easily passed.
    await played(test, ming, { text: shortScenario('two') })
    const totals = [good, bad, rude].map(({ run }) => run.score?.total ?? NaN)
    const mean = Math.round((totals.reduce((sum, each) => sum + each, 0) / 3) * 10) / 10
    const none = { runs: 0, passed: 0, violations: 0, lastAt: null, average: null, skills: {} }
    const { trainees } = await got(test, lan, 'class.view')
    expect(bad.run.score?.total).toBeLessThan(50)
    expect(trainees).toEqual([
      {
        ...{ account: lan.id, name: 'demoshop:lan', nick: 'lan', role: 'supervisor', ...none },
        items: { of: 0, done: 0, overdue: 0 },
      },
      {
        ...{ account: hong.id, name: 'demoshop:hong', nick: 'hong', role: 'senior' },
        ...{ runs: 4, passed: 1, violations: rude.run.violations + bad.run.violations },
        ...{ lastAt: given.startedAt, average: mean, skills: { logistics: mean } },
        // Of two assignments two items each; the third is gone.
        items: { of: 4, done: 2, overdue: 1 },
      },
      {
        ...{ account: ming.id, name: 'demoshop:ming', nick: 'ming', role: 'senior', ...none },
        items: { of: 2, done: 0, overdue: 2 },
      },
      {
        ...{ account: 's4', name: 'demoshop:xin', nick: 'xin', role: 'junior', ...none },
        items: { of: 0, done: 0, overdue: 0 },
      },
    ])
    const ofHong = (await got(test, lan, 'class.runs', { account: hong.id })).runs
    expect(ofHong.map(({ id: run }) => run)).toEqual(
      [given, rude.run, bad.run, good.run].map(({ id: run }) => run),
    )
    const work = await got(test, lan, 'class.work')
    expect(work.runs.map(({ account }) => account)).toEqual([
      ...Array<string>(4).fill(hong.id),
      ming.id,
    ])
    expect(work.runs.slice(0, 4)).toEqual(ofHong)
    for (const agent of [lan, hong, ming]) agent.close()
    test = await test.restart()
    const [main] = await people('')
    expect((await got(test, main, 'class.view')).trainees).toEqual(trainees)
  })

  it('has neither simulated colleagues nor those who were deleted in it', async () => {
    test = await practiceShop()
    const [main, hong] = await people('', 'hong')
    await got(test, hong, 'runs.start', { scenario: 'forward-after-sale' })
    const accounts = () => test.gateway.desk.shops.get(test.shop)?.accounts() ?? []
    expect(accounts().length).toBeGreaterThan(5)
    await main.command({ type: 'account.delete', account: 's3' })
    const { trainees } = await got(test, main, 'class.view')
    expect(trainees.map(({ nick }) => nick)).toEqual(['lan', 'hong', 'xin'])
  })

  it('counts sittings of exams in courses and in who was here last', async () => {
    test = await practiceShop()
    const [lan, hong] = await people('lan', 'hong')
    const { exams } = await got(test, hong, 'exams.list')
    const { id: exam = '', title } = exams.find(({ ready }) => ready) ?? {}
    const items = [{ kind: 'exam', exam } as const, { kind: 'exam', exam: 'gone' } as const]
    await got(test, lan, 'courses.save', { id: 'c', title: 'C', summary: '', items })
    await assign(lan, { accounts: [hong.id] })
    const first = async () => (await got(test, lan, 'assignments.list')).assignments[0]
    const before = await first()
    expect(before?.of.titles).toEqual([title, ''])
    expect(before?.progress[hong.id]?.[0]?.state).toBe('open')
    const { sitting } = await got(test, hong, 'exams.sit', { exam })
    expect((await first())?.progress[hong.id]?.[0]?.state).toBe('open')
    const { total } = await got(test, hong, 'exams.handIn', { id: sitting.id })
    expect((await first())?.progress[hong.id]?.[0]).toEqual({
      ...{ state: 'failed', best: total, tries: 1, at: sitting.id },
    })
    const { sittings } = await got(test, lan, 'class.work')
    expect(sittings).toMatchObject([{ id: sitting.id, account: hong.id, total }])
    const line = (await got(test, lan, 'class.view')).trainees.find(({ nick }) => nick === 'hong')
    expect(line).toMatchObject({ runs: 0, lastAt: sitting.startedAt, items: { of: 1, done: 0 } })
  })
})

describe('comments on a run', () => {
  it('are for trainers and the trainee of the run, each taking back its own', async () => {
    test = await practiceShop()
    const [lan, hong, ming, main] = await people('lan', 'hong', 'ming', '')
    const { run, record } = await played(test, hong, { text: shortScenario('one') })
    const { id } = run
    const say = (who: AgentClient, entry: number | null, text: string) =>
      got(test, who, 'runs.comment', { id, entry, text })
    const all = [
      await say(lan, null, ' 不错 '),
      await say(main, 1, '这里更好'),
      await say(hong, 1, '知道了'),
      await say(lan, 0, '先问好'),
    ] as const
    expect(all[0]).toMatchObject({ run: id, entry: null, by: lan.id, nick: 'lan', text: '不错' })
    const told = async (who: AgentClient) =>
      (await got(test, who, 'runs.comments', { id })).comments.map(({ text }) => text)
    const order = ['先问好', '这里更好', '知道了', '不错']
    expect([await told(hong), await told(main)]).toEqual([order, order])
    for (const call of ['runs.comments', 'runs.get'] as const)
      expect(await refused(test, ming, call, { id })).toBe('not_found')
    const words = { id, entry: null, text: 'x' }
    expect(await refused(test, ming, 'runs.comment', words)).toBe('not_found')
    const behind = { ...words, entry: record?.entries.length ?? 0 }
    expect(await refused(test, lan, 'runs.comment', behind)).toBe('bad_request')
    const [first] = all
    for (const who of [ming, hong, main])
      expect(await refused(test, who, 'runs.uncomment', { id, comment: first.id })).toBe(
        'not_found',
      )
    await got(test, lan, 'runs.uncomment', { id, comment: first.id })
    for (const agent of [lan, hong, ming, main]) agent.close()
    test = await test.restart()
    const [again] = await people('hong')
    expect(await told(again)).toEqual(order.slice(0, 3))
  })

  it('are not made while it goes on', async () => {
    test = await practiceShop()
    const [lan, hong] = await people('lan', 'hong')
    const { id } = await got(test, hong, 'runs.start', { scenario: 'abuse' })
    const words = { id, entry: null, text: 'x' }
    expect(await refused(test, lan, 'runs.comment', words)).toBe('not_found')
    await got(test, hong, 'runs.giveUp', { id })
    expect(await refused(test, lan, 'runs.comment', words)).toBeUndefined()
  })
})

describe('[S55] changed{practice}', () => {
  it('tells the trainee of its run, and trainers of its end; nobody else', async () => {
    test = await practiceShop()
    const [lan, hong, ming] = await people('lan', 'hong', 'ming')
    const other = await test.agent('demoshop:hong', { device: 'second' })
    const heard = (agent: AgentClient) => agent.changes('practice').length
    const { id } = await got(test, hong, 'runs.start', { text: shortScenario('one') })
    const states: string[] = []
    let seen = 0
    const next = async (what: string, is: (state: string) => boolean) => {
      // Told, and then asked: no state is missed, and none is asked for without being told.
      do {
        await hong.until(what, () => heard(hong) > seen)
        seen = heard(hong)
        const { run, buyers } = await got(test, hong, 'runs.state')
        states.push(`${run?.state} ${buyers.map(({ state }) => state).join()}`)
      } while (!is(states.at(-1) ?? ''))
    }
    await next('the buyer', (state) => state === 'running here')
    await got(test, hong, 'runs.pause', { id })
    await next('the rest', (state) => state === 'paused here')
    await got(test, hong, 'runs.resume', { id })
    await next('the end of it', (state) => state === 'running here')
    expect(heard(lan)).toBe(0)
    await hong.reply(await hong.served(), '明天到')
    await next('the end', (state) => state === 'undefined ')
    await lan.until('the end', () => heard(lan) === 1)
    await other.until('all of it', () => heard(other) === heard(hong))
    expect(heard(ming)).toBe(0)
    // Coming, here, paused, here, gone, over: what is only said is told by the chats.
    expect(heard(hong)).toBeLessThanOrEqual(6)
  })

  it('tells whom an assignment or a comment concerns', async () => {
    test = await practiceShop()
    const [lan, hong, ming, main] = await people('lan', 'hong', 'ming', '')
    const told = async (who: AgentClient, work: () => Promise<unknown>) => {
      const before = who.changes('practice').length
      await work()
      await who.until('told', () => who.changes('practice').length > before)
    }
    const course = { id: 'c', title: 'C', summary: '', items: [] }
    await got(test, lan, 'courses.save', course)
    await told(hong, () => assign(lan, { accounts: [hong.id] }))
    await told(hong, () => got(test, lan, 'courses.save', { ...course, title: 'D' }))
    await told(hong, () => assign(lan, { accounts: [ming.id] }))
    await told(ming, () => got(test, lan, 'courses.remove', { id: 'c' }))
    const mings = ming.changes('practice').length
    const { run } = await played(test, hong, { text: shortScenario('one') })
    const words = { id: run.id, entry: null, text: 'x' }
    await told(hong, () => got(test, lan, 'runs.comment', words))
    await told(main, () => got(test, hong, 'runs.comment', words))
    expect(ming.changes('practice')).toHaveLength(mings)
  })
})

it('who is no trainer any more has nothing of a trainer', async () => {
  test = await practiceShop()
  const [lan] = await people('lan')
  expect(await refused(test, lan, 'class.view')).toBeUndefined()
  await roleOf(test, 'lan', 'senior')
  expect(await refused(test, lan, 'class.view')).toBe('not_allowed')
})
