import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import type {
  AnswerReply,
  BankStatistics,
  BankView,
  ExamList,
  KeptExam,
  KeptQuestion,
  SittingList,
  SittingReply,
  SittingView,
} from '#shared/practice/exam/api.ts'
import { grade, GRACE_MS } from '#shared/practice/exam/grade.ts'
import type { Answer, Exam, PaperQuestion, Question } from '#shared/practice/exam/model.ts'
import { RIGHTS, type PracticeRoute } from '#shared/rights/table.ts'
import { apiOf } from '#tests/support/api.ts'
import { startTestGateway, type TestGateway } from '#tests/support/gateway.ts'

let open: TestGateway | null = null
afterEach(async () => {
  await open?.stop()
  open = null
})

const MINUTE = 60_000
/** The gateway's clock, moved by tests; it goes on by itself. */
let skew = 0
const now = () => Date.now() + skew

async function gateway(): Promise<TestGateway> {
  skew = 0
  open = await startTestGateway({ practice: {}, now, subs: ['boss2', 'hong', 'ming'] })
  const shop = open.gateway.desk.shops.get(open.shop)
  for (const [sub, role] of [
    ['boss2', 'supervisor'],
    ['hong', 'senior'],
  ] as const)
    await shop?.submit({
      type: 'account.change',
      account: shop.accountByName(`${open.main}:${sub}`)?.id ?? '',
      changes: { role },
    })
  return open
}

/** Asks as somebody; keeps the raw words of all answers. */
async function asker(test: TestGateway, sub: string | null, wire: string[] = []) {
  const { access } = await test.signIn(sub === null ? test.main : `${test.main}:${sub}`)
  const ask = apiOf(test.url)
  return async function <T>(path: string, body?: unknown) {
    const answer = await ask<T>(access, `/api/practice/${path}`, body)
    wire.push(JSON.stringify(answer.value))
    return answer
  }
}

const about = {
  chapter: '测试',
  difficulty: 1,
  explanation: '解释金丝雀',
  source: '规则金丝雀',
} as const
const QUESTIONS: readonly Question[] = [
  {
    ...about,
    id: 't-single',
    kind: 'single',
    text: '单选？',
    options: ['甲', '乙', '丙'],
    answer: 'B',
  },
  {
    ...about,
    id: 't-multiple',
    kind: 'multiple',
    text: '多选？',
    options: ['红', '绿', '蓝'],
    answer: 'AC',
  },
  { ...about, id: 't-truth', kind: 'true_false', text: '对吗？', answer: true },
  { ...about, id: 't-order', kind: 'order', text: '排序', steps: ['一', '二', '三', '四'] },
  {
    ...about,
    id: 't-write',
    kind: 'write',
    text: '写一句',
    points: [
      { title: '要点金丝雀', share: 60, any: ['道歉'] },
      { title: '时间', share: 40, matches: '\\d+ ?小时' },
    ],
    forbidden: [{ any: ['禁词金丝雀'] }],
    model: '示范金丝雀',
  },
]
const EXAM: Exam = {
  id: 'test',
  title: '测试卷',
  summary: '',
  minutes: 1,
  pass: 60,
  draws: [{ chapter: '测试', count: 5, points: 20 }],
  shuffle: true,
}

async function withExam(test: TestGateway) {
  const trainer = await asker(test, null)
  expect((await trainer('bank/import', { questions: QUESTIONS })).value).toEqual({
    added: 5,
    changed: 0,
    same: 0,
  })
  const saved = await trainer<KeptExam>('bank/exams', { exam: EXAM, replaces: null })
  expect([saved.status, saved.value.origin, saved.value.by]).toEqual([200, 'own', 'Boss'])
  return trainer
}

/** What is right for a question as it stands on the paper. */
function rightAnswer({ question, shown }: PaperQuestion): Answer {
  switch (question.kind) {
    case 'single':
      return { kind: 'single', chosen: shown.indexOf('ABC'.indexOf(question.answer)) }
    case 'multiple':
      return {
        kind: 'multiple',
        chosen: Array.from(question.answer, (letter) => shown.indexOf('ABC'.indexOf(letter))),
      }
    case 'true_false':
      return { kind: 'true_false', said: question.answer }
    case 'order':
      return { kind: 'order', places: question.steps.map((_, step) => shown.indexOf(step)) }
    case 'write':
      return { kind: 'write', text: '先道歉，24 小时内发货' }
  }
}

/** The paper as the bank's owner knows it: found by its words, since no id is told. */
function paperQuestions(reply: SittingReply): readonly PaperQuestion[] {
  return reply.questions.map((one) => {
    const question = QUESTIONS.find(({ text }) => text === one.text)
    if (!question) throw new Error(`unknown: ${one.text}`)
    const texts =
      question.kind === 'order' ? question.steps : 'options' in question ? question.options : []
    return { question, points: one.points, shown: one.options.map((text) => texts.indexOf(text)) }
  })
}

describe('exams of a practice gateway', () => {
  it('a sitting is graded as exam/grade says, and nothing leaks an answer while it runs', async () => {
    const test = await gateway()
    const trainer = await withExam(test)
    const wire: string[] = []
    const ask = await asker(test, 'hong', wire)
    const list = (await ask<ExamList>('exams')).value
    expect(list.exams.map(({ id }) => id).toSorted()).toEqual(['entry', 'goods', 'rules', 'test'])
    expect(list.exams.find(({ id }) => id === 'test')).toMatchObject({
      ready: true,
      questions: 5,
      own: { tries: 0, best: null },
    })
    const { value: sat } = await ask<SittingReply>('sittings', { exam: 'test' })
    const { id } = sat.sitting
    expect([sat.sitting.state, sat.result, sat.sitting.deadline - sat.sitting.startedAt]).toEqual([
      'running',
      null,
      MINUTE,
    ])
    // The same again, and not another paper; no second exam beside it.
    expect((await ask<SittingReply>('sittings', { exam: 'test' })).value.sitting.id).toBe(id)
    expect((await ask('sittings', { exam: 'goods' })).value.code).toBe('limit_reached')

    const questions = paperQuestions(sat)
    // Half of what is right where several are.
    const answerTo = (one: (typeof questions)[number]): Answer =>
      one.question.kind === 'multiple'
        ? { kind: 'multiple', chosen: [one.shown.indexOf(0)] }
        : rightAnswer(one)
    for (const [question, one] of questions.entries()) {
      const answer = answerTo(one)
      const reply = await ask<AnswerReply>(`sittings/${id}/answers`, { question, answer })
      expect(reply.value.sitting.answered).toBe(question + 1)
    }
    // Taken back, and given again.
    const back = await ask<AnswerReply>(`sittings/${id}/answers`, { question: 0, answer: null })
    expect(back.value.sitting.answered).toBe(4)
    await ask(`sittings/${id}/answers`, { question: 0, answer: answerTo(questions[0]!) })
    for (const [question, answer, status] of [
      [7, { kind: 'true_false', said: true }, 400],
      [0, { kind: questions[0]?.question.kind === 'write' ? 'single' : 'write', text: 'x' }, 400],
      [0, { kind: 'single', chosen: 99 }, 400],
    ] as const)
      expect((await ask(`sittings/${id}/answers`, { question, answer })).status).toBe(status)
    await ask('sittings')
    await ask('exams')
    expect((await ask<SittingReply>(`sittings/${id}`)).value.answers).toHaveLength(5)
    // Everything that came over the wire until now: no explanation, source, point, model, id or seed.
    const said = wire.join('\n')
    for (const secret of [
      /金丝雀/,
      /t-single|t-order/,
      /"(answer|seed|explanation|points_?)":"/,
      /"steps"/,
    ])
      expect(said).not.toMatch(secret)
    expect(said).not.toContain('"seed"')
    expect(said).not.toContain('"shown"')

    const { value: over } = await ask<SittingView>(`sittings/${id}/hand-in`, {})
    expect(over).toMatchObject({ state: 'handed_in', total: 90, passed: true })
    expect((await ask(`sittings/${id}/answers`, { question: 0, answer: null })).value.code).toBe(
      'exam_over',
    )
    const { value: done } = await ask<SittingReply>(`sittings/${id}`)
    expect(wire.at(-1)).toMatch(/解释金丝雀/)
    const { paper, grade: graded } = done.result!
    expect(graded).toEqual(
      grade(paper, {
        account: over.account,
        startedAt: over.startedAt,
        endedAt: over.endedAt,
        answers: done.answers,
      }),
    )
    expect(graded.questions.find(({ kind }) => kind === 'write')?.found).toEqual([
      { start: 1, end: 3 },
      { start: 4, end: 9 },
    ])
    expect((await ask<ExamList>('exams')).value).toMatchObject({ running: null })
    expect(
      (await ask<ExamList>('exams')).value.exams.find((one) => one.id === 'test')?.own,
    ).toMatchObject({ tries: 1, passed: true, best: 90 })
    const stats = (await trainer<BankStatistics>('bank/statistics?exam=test')).value
    expect(stats.statistics).toMatchObject({ sittings: 1, passed: 1, mean: 90 })
    expect(stats.sittings.map((one) => one.id)).toEqual([id])
  })

  it('of two tabs the last answer counts; the same answer twice is one', async () => {
    const test = await gateway()
    await withExam(test)
    const [one, other] = [await asker(test, 'hong'), await asker(test, 'hong')]
    const { value: sat } = await one<SittingReply>('sittings', { exam: 'test' })
    const at = sat.questions.findIndex(({ kind }) => kind === 'single')
    const path = `sittings/${sat.sitting.id}/answers`
    const give = (ask: typeof one, chosen: number) =>
      ask<AnswerReply>(path, { question: at, answer: { kind: 'single', chosen } })
    await Promise.all([give(one, 0), give(other, 1), give(one, 2)])
    const first = await give(other, 0)
    const again = await give(one, 0)
    expect(again.value.at).toBe(first.value.at)
    const { value: seen } = await other<SittingReply>(`sittings/${sat.sitting.id}`)
    expect(seen.answers).toEqual([
      { question: at, at: first.value.at, answer: { kind: 'single', chosen: 0 } },
    ])
  })

  it('time over: one answer of the grace counts, none behind it, and the gateway ends it', async () => {
    const test = await gateway()
    await withExam(test)
    const ask = await asker(test, 'hong')
    const { value: sat } = await ask<SittingReply>('sittings', { exam: 'test' })
    const questions = paperQuestions(sat)
    const { id } = sat.sitting
    const give = (question: number) =>
      ask<AnswerReply>(`sittings/${id}/answers`, {
        question,
        answer: rightAnswer(questions[question]!),
      })
    await give(0)
    skew = MINUTE + 1000
    expect((await give(1)).status).toBe(200)
    const second = await give(2)
    expect([second.status, second.value.code]).toEqual([409, 'exam_over'])
    skew = MINUTE + GRACE_MS + 1000
    expect((await give(3)).value.code).toBe('exam_over')
    const { value: over } = await ask<SittingReply>(`sittings/${id}`)
    expect(over.sitting).toMatchObject({
      state: 'timed_out',
      endedAt: sat.sitting.deadline,
      total: 40,
      passed: false,
    })
    expect(over.result?.grade.questions.map(({ verdict }) => verdict)).toEqual([
      'right',
      'right',
      'blank',
      'blank',
      'blank',
    ])
    // Handing in what is over changes nothing.
    expect((await ask<SittingView>(`sittings/${id}/hand-in`, {})).value).toEqual(over.sitting)
  })

  it('survives a restart with its answers; one whose time went by meanwhile is over at the start', async () => {
    const first = await gateway()
    await withExam(first)
    const before = await asker(first, 'hong')
    const { value: sat } = await before<SittingReply>('sittings', { exam: 'test' })
    const { id } = sat.sitting
    const questions = paperQuestions(sat)
    await before(`sittings/${id}/answers`, { question: 0, answer: rightAnswer(questions[0]!) })
    const second = await first.restart()
    open = second
    const between = await asker(second, 'hong')
    const { value: kept } = await between<SittingReply>(`sittings/${id}`)
    expect(kept.sitting).toMatchObject({ state: 'running', answered: 1 })
    expect([kept.questions, kept.sitting.deadline]).toEqual([sat.questions, sat.sitting.deadline])
    await between(`sittings/${id}/answers`, { question: 1, answer: rightAnswer(questions[1]!) })

    skew = MINUTE + GRACE_MS + 1000
    const third = await second.restart()
    open = third
    const trainer = await asker(third, null)
    const { value: stats } = await trainer<BankStatistics>('bank/statistics')
    expect(stats.sittings).toMatchObject([
      { id, state: 'timed_out', total: 40, endedAt: sat.sitting.deadline },
    ])
  })

  it('ends by itself when nobody asks, also after a restart', async () => {
    const first = await gateway()
    await withExam(first)
    const ask = await asker(first, 'hong')
    const { value: sat } = await ask<SittingReply>('sittings', { exam: 'test' })
    const second = await first.restart()
    open = second
    const agent = await second.agent(`${second.main}:hong`)
    const other = await asker(second, 'ming')
    // Somebody else asks, and the clock is looked at: a second before the end of the grace.
    skew = sat.sitting.deadline + GRACE_MS - 1000 - Date.now()
    await other('exams')
    await agent.until('the end told', () => agent.changes('practice').length > 0)
    const again = await asker(second, 'hong')
    // A clock that goes back tells what was written by then.
    skew = 0
    expect((await again<SittingList>('sittings')).value.sittings).toMatchObject([
      { state: 'timed_out', total: 0 },
    ])
  })

  it('[A5] trainers have the bank and everyone’s sittings; trainees their own, and no bank', async () => {
    const test = await gateway()
    await withExam(test)
    const [hong, ming, boss2] = [
      await asker(test, 'hong'),
      await asker(test, 'ming'),
      await asker(test, 'boss2'),
    ]
    const { value: sat } = await hong<SittingReply>('sittings', { exam: 'test' })
    const { id } = sat.sitting
    for (const action of Object.keys(RIGHTS.practice) as PracticeRoute[]) {
      const [method, path = ''] = action.split(' ')
      if (!path.startsWith('/api/practice/bank')) continue
      const at = path.replace('/api/practice/', '').replace(':id', 't-single')
      const refused = await ming(at, method === 'POST' ? {} : undefined)
      expect([action, refused.status, refused.value.code]).toEqual([action, 403, 'not_allowed'])
    }
    expect((await ming(`sittings/${id}`)).status).toBe(404)
    expect((await ming<SittingList>('sittings')).value.sittings).toEqual([])
    expect((await boss2<SittingList>('sittings')).value.sittings.map((one) => one.id)).toEqual([id])
    expect((await boss2<SittingReply>(`sittings/${id}`)).value.result).toBeNull()
    for (const other of [ming, boss2])
      for (const [path, body] of [
        [`sittings/${id}/answers`, { question: 0, answer: null }],
        [`sittings/${id}/hand-in`, {}],
      ] as const)
        expect((await other(path, body)).status).toBe(404)
    // While one runs, its account is told no answers of earlier ones: they may be the same questions.
    await hong(`sittings/${id}/hand-in`, {})
    expect((await hong<SittingReply>(`sittings/${id}`)).value.result).not.toBeNull()
    await hong('sittings', { exam: 'test' })
    expect((await hong<SittingReply>(`sittings/${id}`)).value.result).toBeNull()
    expect((await boss2<SittingReply>(`sittings/${id}`)).value.result).not.toBeNull()
  })

  it('the bank: one by one, by import, bundled ones changed and taken out; nobody’s change is lost', async () => {
    const test = await gateway()
    const trainer = await withExam(test)
    const bank = async () => (await trainer<BankView>('bank')).value
    const { questions, exams } = await bank()
    expect(questions.filter(({ origin }) => origin === 'bundled').length).toBeGreaterThan(70)
    expect(exams.map(({ exam, origin }) => [exam.id, origin])).toContainEqual(['rules', 'bundled'])
    const bundled = questions.find(({ origin }) => origin === 'bundled')!
    const changed = { ...bundled.question, text: '改过的题目？' }
    const replaces = { id: bundled.question.id, updatedAt: null }
    const save = (question: unknown, over: unknown) =>
      trainer<KeptQuestion>('bank/questions', { question, replaces: over })
    const { value: saved } = await save(changed, replaces)
    expect(saved).toMatchObject({ origin: 'changed', by: 'Boss', question: { text: changed.text } })
    expect((await save(changed, replaces)).value.code).toBe('bank_changed')
    expect((await save(changed, null)).value.code).toBe('name_taken')
    // Under another id: the bundled one stays out.
    const moved = { ...changed, id: 'moved' }
    const at = { id: bundled.question.id, updatedAt: saved.updatedAt }
    expect((await save(moved, at)).value.origin).toBe('own')
    expect((await bank()).removed.questions).toEqual([bundled.question.id])
    await trainer(`bank/questions/${bundled.question.id}/restore`, {})
    await trainer('bank/questions/moved/remove', {})
    expect((await bank()).questions.map(({ question }) => question.id)).toEqual(
      questions.map(({ question }) => question.id),
    )
    // Nothing half: a bad one among good ones, and two of one id.
    const fresh = { ...QUESTIONS[0]!, id: 'fresh' }
    for (const list of [
      [fresh, { ...fresh, id: 'broken', answer: 'H' }],
      [fresh, fresh],
    ])
      expect((await trainer('bank/import', { questions: list })).status).toBe(400)
    const { value: again } = await trainer('bank/import', {
      questions: [...QUESTIONS.slice(1), { ...QUESTIONS[0]!, text: '换了' }, fresh],
    })
    expect(again).toEqual({ added: 1, changed: 1, same: 4 })
    // A paper keeps its questions as they were; one without enough questions is not drawn.
    const hong = await asker(test, 'hong')
    const { value: sat } = await hong<SittingReply>('sittings', { exam: 'test' })
    for (const { id } of QUESTIONS) await trainer(`bank/questions/${id}/remove`, {})
    expect((await hong<SittingReply>(`sittings/${sat.sitting.id}`)).value.questions).toEqual(
      sat.questions,
    )
    await hong(`sittings/${sat.sitting.id}/hand-in`, {})
    expect((await hong<ExamList>('exams')).value.exams.find(({ id }) => id === 'test')?.ready).toBe(
      false,
    )
    expect((await hong('sittings', { exam: 'test' })).value.code).toBe('exam_undrawable')
    expect((await hong('sittings', { exam: randomUUID() })).status).toBe(404)
    // Kept over a restart.
    open = await test.restart()
    const later = await asker(open, null)
    const { value: kept } = await later<BankView>('bank')
    expect(kept.questions.filter(({ origin }) => origin === 'own')).toMatchObject([
      { question: { id: 'fresh' } },
    ])
  })

  it('takes 5,000 questions at once, and not one more', async () => {
    const test = await gateway()
    const trainer = await asker(test, null)
    const { questions: there } = (await trainer<BankView>('bank')).value
    const many = Array.from({ length: 5000 - there.length }, (_, n) => ({
      ...QUESTIONS[0]!,
      id: `many-${n}`,
      text: `第 ${n} 题`,
    }))
    expect((await trainer('bank/import', { questions: many })).value).toMatchObject({
      added: many.length,
    })
    expect((await trainer('bank/import', { questions: QUESTIONS })).value.code).toBe(
      'limit_reached',
    )
    expect((await trainer<BankView>('bank')).value.questions).toHaveLength(5000)
    const ask = await asker(test, 'hong')
    expect((await ask<SittingReply>('sittings', { exam: 'rules' })).status).toBe(200)
  })
})
