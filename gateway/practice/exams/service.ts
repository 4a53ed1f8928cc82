import { randomInt, randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type {
  AnswerReply,
  BankStatistics,
  ExamList,
  SittingReply,
  SittingView,
} from '#shared/practice/exam/api.ts'
import { asked, draw } from '#shared/practice/exam/draw.ts'
import { countedAnswers, deadlineOf, grade, GRACE_MS } from '#shared/practice/exam/grade.ts'
import type { Answer, Exam, GivenAnswer } from '#shared/practice/exam/model.ts'
import { statistics } from '#shared/practice/exam/statistics.ts'
import { PracticeRefusal } from '../colleagues.ts'
import { bundledQuestions, openShopBank, readBundled, type ShopBank } from './bank.ts'
import type { ExamStore, KeptSitting } from './store.ts'

/**
 * Exams of a practice gateway: its bank, and sittings timed by the gateway's clock. Rights are asked
 * by who calls. Refusals are PracticeRefusals.
 */
export interface Exams {
  bank(shop: string): ShopBank
  list(shop: string, account: string): ExamList
  sit(shop: string, account: string, exam: string): SittingReply
  /** Null: there is none of this id, or it is another's and `wide` is not given. */
  sitting(shop: string, account: string, wide: boolean, id: string): SittingReply | null
  /** Newest first; null: everyone's. Courses count by them. */
  sittings(shop: string, account: string | null): readonly SittingView[]
  answer(
    shop: string,
    account: string,
    id: string,
    given: { readonly question: number; readonly answer: Answer | null },
  ): AnswerReply
  handIn(shop: string, account: string, id: string): SittingView
  statistics(shop: string, exam: string | null): BankStatistics
  close(): void
}

/** Node's timers take no more. */
const LONGEST_MS = 2 ** 31 - 1

export async function openExams(parts: {
  readonly store: ExamStore
  /** Ids of the shops that are there at the start. */
  readonly shops: Iterable<string>
  /** Folder of the bundled questions' files. */
  readonly folder?: string | undefined
  readonly now: () => number
  /** A sitting of this account is another now. */
  readonly changed: (shop: string, account: string) => void
  readonly log: Logger
}): Promise<Exams> {
  const { store, now, changed, log } = parts
  const bundled = await readBundled(parts.folder ?? bundledQuestions(), log)
  const banks = new Map<string, ShopBank>()
  /** By shop, then by sitting. */
  const running = new Map<string, Map<string, KeptSitting>>()
  const drawn = new WeakMap<object, Map<string, boolean>>()
  let timer: NodeJS.Timeout | null = null
  let closed = false

  const runningOf = (shop: string) => {
    const known = running.get(shop)
    if (known) return known
    const made = new Map<string, KeptSitting>()
    running.set(shop, made)
    return made
  }
  for (const shop of parts.shops)
    for (const kept of store.running(shop)) runningOf(shop).set(kept.view.id, kept)
  settle()

  function bank(shop: string): ShopBank {
    const known = banks.get(shop)
    if (known) return known
    const made = openShopBank({ shop, bundled, store, now })
    banks.set(shop, made)
    return made
  }

  /** Ends what is over, and waits for the next end. */
  function settle(): void {
    if (closed) return
    if (timer) clearTimeout(timer)
    timer = null
    let next = Infinity
    for (const [shop, sittings] of running)
      for (const kept of sittings.values()) {
        const end = kept.view.deadline + GRACE_MS
        if (end < now()) finish(shop, kept, 'timed_out', kept.view.deadline)
        else next = Math.min(next, end)
      }
    if (next === Infinity) return
    // One ms behind the grace: what came within it counts.
    timer = setTimeout(settle, Math.min(LONGEST_MS, Math.max(1, next - now() + 1)))
    timer.unref()
  }

  function finish(
    shop: string,
    kept: KeptSitting,
    state: 'handed_in' | 'timed_out',
    endedAt: number,
  ): SittingView {
    const sitting = { ...kept.sitting, endedAt }
    const { total, passed } = grade(kept.paper, sitting)
    const view: SittingView = { ...kept.view, state, endedAt, total, passed }
    store.update(shop, { ...kept, view, sitting })
    runningOf(shop).delete(view.id)
    changed(shop, view.account)
    return view
  }

  /** Asked again for each change of the bank alone. */
  function isReady(shop: string, exam: Exam): boolean {
    const whole = bank(shop).whole()
    const known = drawn.get(whole) ?? new Map<string, boolean>()
    drawn.set(whole, known)
    const before = known.get(exam.id)
    if (before !== undefined) return before
    const { ok } = draw(whole, exam, 0)
    known.set(exam.id, ok)
    return ok
  }

  const runningBy = (shop: string, account: string) =>
    [...runningOf(shop).values()].find(({ view }) => view.account === account)

  function find(shop: string, id: string): KeptSitting | null {
    settle()
    return runningOf(shop).get(id) ?? store.sitting(shop, id)
  }

  function ownOf(shop: string, account: string, id: string): KeptSitting {
    const kept = find(shop, id)
    if (kept?.view.account !== account) throw new PracticeRefusal('not_found', 'no such sitting')
    return kept
  }

  function replyOf({ view, paper, sitting }: KeptSitting, closedToAsker: boolean): SittingReply {
    const over = view.state !== 'running'
    const counted = [...countedAnswers(paper, sitting)]
    const atOf = (question: number) =>
      sitting.answers.findLast((given) => given.question === question)?.at ?? view.startedAt
    return {
      sitting: view,
      now: now(),
      questions: asked(paper),
      answers: counted.map(([question, answer]) => ({ question, at: atOf(question), answer })),
      result: over && !closedToAsker ? { paper, grade: grade(paper, sitting) } : null,
    }
  }

  return {
    bank,

    list(shop, account) {
      settle()
      const own = store.views(shop, account, null)
      const exams = bank(shop)
        .whole()
        .exams.map((exam) => {
          const { id, title, summary, minutes, pass, draws } = exam
          const over = own.filter((one) => one.exam === id && one.total !== null)
          const totals = over.map(({ total }) => total ?? 0)
          return {
            ...{ id, title, summary, minutes, pass },
            questions: draws.reduce((sum, { count }) => sum + count, 0),
            ready: isReady(shop, exam),
            own: {
              tries: over.length,
              passed: over.some(({ passed }) => passed === true),
              best: totals.length === 0 ? null : Math.max(...totals),
              lastAt: over[0]?.startedAt ?? null,
            },
          }
        })
      return {
        exams: exams.toSorted((a, b) => a.title.localeCompare(b.title, 'zh')),
        running: runningBy(shop, account)?.view ?? null,
      }
    },

    sit(shop, account, id) {
      settle()
      const before = runningBy(shop, account)
      if (before && before.view.exam !== id)
        throw new PracticeRefusal('limit_reached', 'the account sits at another exam')
      // A second click, or another window.
      if (before) return replyOf(before, false)
      const whole = bank(shop).whole()
      const exam = whole.exams.find((one) => one.id === id)
      if (!exam) throw new PracticeRefusal('not_found', 'no such exam')
      const paper = draw(whole, exam, randomInt(2 ** 32))
      if (!paper.ok) throw new PracticeRefusal('exam_undrawable', paper.problem.code)
      const startedAt = now()
      const kept: KeptSitting = {
        view: {
          id: randomUUID(),
          account,
          exam: id,
          title: exam.title,
          state: 'running',
          startedAt,
          deadline: deadlineOf(exam, startedAt),
          endedAt: null,
          questions: paper.paper.questions.length,
          answered: 0,
          total: null,
          passed: null,
        },
        paper: paper.paper,
        sitting: { account, startedAt, endedAt: null, answers: [] },
      }
      store.add(shop, kept)
      runningOf(shop).set(kept.view.id, kept)
      settle()
      changed(shop, account)
      return replyOf(kept, false)
    },

    sitting(shop, account, wide, id) {
      const kept = find(shop, id)
      if (!kept || (!wide && kept.view.account !== account)) return null
      return replyOf(kept, !wide && runningBy(shop, account) !== undefined)
    },

    sittings(shop, account) {
      settle()
      return store.views(shop, account, null)
    },

    answer(shop, account, id, { question, answer }) {
      const kept = ownOf(shop, account, id)
      const { view, paper, sitting } = kept
      if (view.state !== 'running') throw new PracticeRefusal('exam_over', 'the sitting has ended')
      const on = paper.questions[question]
      if (!on || (answer !== null && answer.kind !== on.question.kind))
        throw new PracticeRefusal('bad_request', 'the paper has no such question')
      const last = sitting.answers.findLast((given) => given.question === question)
      if (last && JSON.stringify(last.answer) === JSON.stringify(answer))
        return { sitting: view, now: now(), at: last.at }
      // A clock that was set back brings no answer before an earlier one.
      const at = Math.max(now(), view.startedAt, ...sitting.answers.map((given) => given.at))
      const late = (given: { readonly at: number }) => given.at > view.deadline
      if (late({ at }) && sitting.answers.some(late))
        throw new PracticeRefusal('exam_over', 'the time is over')
      // Of each question the last counts: the ones before need not be kept.
      const rest = sitting.answers.filter((given) => given.question !== question || late({ at }))
      const answers: readonly GivenAnswer[] = [...rest, { question, at, answer }]
      const next = { ...sitting, answers }
      const answered = countedAnswers(paper, next).size
      const now_: KeptSitting = { paper, sitting: next, view: { ...view, answered } }
      store.update(shop, now_)
      runningOf(shop).set(id, now_)
      return { sitting: now_.view, now: now(), at }
    },

    handIn(shop, account, id) {
      const kept = ownOf(shop, account, id)
      const { view, sitting } = kept
      if (view.state !== 'running') return view
      const at = Math.max(now(), ...sitting.answers.map((given) => given.at))
      if (at >= view.deadline) return finish(shop, kept, 'timed_out', view.deadline)
      return finish(shop, kept, 'handed_in', at)
    },

    statistics(shop, exam) {
      settle()
      return {
        statistics: statistics(store.over(shop, exam)),
        sittings: store.views(shop, null, exam),
      }
    },

    close() {
      closed = true
      if (timer) clearTimeout(timer)
    },
  }
}
