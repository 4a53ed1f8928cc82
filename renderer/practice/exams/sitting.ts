import { createStore, type StoreApi } from 'zustand/vanilla'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { SittingReply, SittingView } from '#shared/practice/exam/api.ts'
import type { Answer } from '#shared/practice/exam/model.ts'
import type { AskPractice } from '../ask.ts'

/** A sitting as its page has it. What the gateway has not confirmed yet is kept here and sent again. */
export interface LiveSitting {
  readonly sitting: SittingView
  readonly questions: SittingReply['questions']
  /** The gateway's clock minus this computer's, ms. */
  readonly offset: number
  /** By question, as they are seen here. */
  readonly answers: ReadonlyMap<number, Answer>
  /** Questions whose answer is not confirmed. */
  readonly waiting: ReadonlySet<number>
  /** Why sending does not work now; it is tried again by itself. */
  readonly trouble: BridgeErrorCode | null
  /** Questions to come back to. */
  readonly marked: ReadonlySet<number>
  readonly current: number
}

export interface LiveStore extends Pick<
  StoreApi<LiveSitting>,
  'getState' | 'getInitialState' | 'subscribe'
> {
  /** Seen at once; `soon`: sent a moment later, while words are being typed. Null: taken back. */
  give(question: number, answer: Answer | null, soon?: boolean): void
  /** Sends what waits now. Resolves when all is confirmed (true), or can't be just now. */
  flush(): Promise<boolean>
  mark(question: number): void
  go(question: number): void
  /** What the gateway says now; its answers take the place of those that don't wait here. */
  refresh(reply: SittingReply): void
}

const TYPING_MS = 500
const AGAIN_MS = 2000
const known = new Map<string, LiveStore>()

/** The same one while the window lives, so that leaving the section loses nothing. */
export function liveSitting(reply: SittingReply, ask: AskPractice): LiveStore {
  const before = known.get(reply.sitting.id)
  if (before) {
    before.refresh(reply)
    return before
  }
  const made = makeLive(reply, ask)
  known.set(reply.sitting.id, made)
  return made
}

export function makeLive(first: SittingReply, ask: AskPractice, now = Date.now): LiveStore {
  const store = createStore<LiveSitting>(() => ({
    sitting: first.sitting,
    questions: first.questions,
    offset: first.now - now(),
    answers: new Map(first.answers.map(({ question, answer }) => [question, answer])),
    waiting: new Set(),
    trouble: null,
    marked: new Set(),
    current: 0,
  }))
  const { id } = first.sitting
  let timer: ReturnType<typeof setTimeout> | null = null
  let sending: Promise<boolean> | null = null

  function later(ms: number): void {
    if (timer) clearTimeout(timer)
    timer = setTimeout(() => void flush(), ms)
  }

  async function send(): Promise<boolean> {
    for (;;) {
      const { waiting, answers, sitting } = store.getState()
      const [question] = waiting
      if (question === undefined) return true
      if (sitting.state !== 'running') return false
      const answer = answers.get(question) ?? null
      const result = await ask('exams.answer', { id, question, answer })
      if (!result.ok) {
        const { code } = result.error
        if (code === 'exam_over') {
          // It does not count, and is not called kept: the gateway's own word is asked for.
          store.setState({ trouble: code })
          return false
        }
        if (REFUSED.includes(code)) {
          store.setState((state) => ({
            answers: new Map([...state.answers].filter(([one]) => one !== question)),
            waiting: without(state.waiting, question),
            trouble: code,
          }))
          continue
        }
        store.setState({ trouble: code })
        later(AGAIN_MS)
        return false
      }
      const { now: theirs, sitting: view } = result.value
      store.setState((state) => ({
        sitting: view,
        offset: theirs - now(),
        trouble: null,
        // Typed on meanwhile: the newer words still have to go.
        waiting:
          (state.answers.get(question) ?? null) === answer
            ? without(state.waiting, question)
            : state.waiting,
      }))
    }
  }

  function flush(): Promise<boolean> {
    if (timer) clearTimeout(timer)
    timer = null
    sending ??= send().finally(() => {
      sending = null
    })
    return sending
  }

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    give(question, answer, soon = false) {
      store.setState(({ answers, waiting }) => {
        const next = new Map(answers)
        if (answer === null) next.delete(question)
        else next.set(question, answer)
        return { answers: next, waiting: new Set([...waiting, question]) }
      })
      if (soon) later(TYPING_MS)
      else void flush()
    },
    async flush() {
      // What was given while the last one was on its way goes, too.
      await flush()
      return flush()
    },
    mark(question) {
      store.setState(({ marked }) => ({
        marked: marked.has(question) ? without(marked, question) : new Set([...marked, question]),
      }))
    },
    go(question) {
      const { questions } = store.getState()
      store.setState({ current: Math.min(questions.length - 1, Math.max(0, question)) })
    },
    refresh(reply) {
      store.setState(({ answers, waiting }) => {
        const next = new Map(reply.answers.map(({ question, answer }) => [question, answer]))
        for (const question of waiting) {
          const own = answers.get(question)
          if (own) next.set(question, own)
          else next.delete(question)
        }
        return { sitting: reply.sitting, offset: reply.now - now(), answers: next }
      })
    },
  }
}

/** Refusals of the answer itself; all else passes, and is tried again. */
const REFUSED: readonly BridgeErrorCode[] = ['bad_request', 'not_found', 'not_allowed']

function without(set: ReadonlySet<number>, one: number): ReadonlySet<number> {
  const rest = new Set(set)
  rest.delete(one)
  return rest
}
