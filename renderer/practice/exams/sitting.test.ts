import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { SittingReply } from '#shared/practice/exam/api.ts'
import type { Answer } from '#shared/practice/exam/model.ts'
import type { AskPractice } from '../ask.ts'
import { makeLive } from './sitting.ts'
import { stageOf } from './Timer.tsx'

const single = (chosen: number): Answer => ({ kind: 'single', chosen })
const write = (text: string): Answer => ({ kind: 'write', text })

const reply: SittingReply = {
  sitting: {
    id: 's',
    account: 'a',
    exam: 'e',
    title: '卷',
    state: 'running',
    startedAt: 1000,
    deadline: 61_000,
    endedAt: null,
    questions: 3,
    answered: 1,
    total: null,
    passed: null,
  },
  now: 5000,
  questions: [1, 2, 3].map((n) => ({
    kind: n === 3 ? ('write' as const) : ('single' as const),
    chapter: '章',
    text: `题 ${n}`,
    points: 1,
    options: n === 3 ? [] : ['甲', '乙'],
  })),
  answers: [{ question: 0, at: 2000, answer: single(1) }],
  result: null,
}

/** A gateway that answers as it is told, one question after the other. */
function gateway() {
  const taken: { question: number; answer: Answer | null }[] = []
  const state: { refuse: BridgeErrorCode | null; held: (() => void)[] | null } = {
    refuse: null,
    held: null,
  }
  const ask = (async (_name: string, given: { question: number; answer: Answer | null }) => {
    if (state.held) await new Promise<void>((go) => state.held?.push(go))
    if (state.refuse) return { ok: false, error: { code: state.refuse, message: '' } }
    taken.push({ question: given.question, answer: given.answer })
    return { ok: true, value: { sitting: reply.sitting, now: 9000, at: 9000 } }
  }) as unknown as AskPractice
  return { ask, taken, state }
}

describe('a sitting as its page has it', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('shows what the gateway had, sends each answer at once, and counts by the gateway’s clock', async () => {
    const { ask, taken } = gateway()
    const live = makeLive(reply, ask, () => 4000)
    expect([live.getState().offset, [...live.getState().answers]]).toEqual([1000, [[0, single(1)]]])
    live.give(1, single(0))
    expect([...live.getState().waiting]).toEqual([1])
    await live.flush()
    expect([taken, live.getState().waiting.size, live.getState().offset]).toEqual([
      [{ question: 1, answer: single(0) }],
      0,
      5000,
    ])
  })

  it('keeps what can not be sent, says so, and sends it again by itself: the last word of each', async () => {
    const { ask, taken, state } = gateway()
    const live = makeLive(reply, ask, () => 4000)
    state.refuse = 'offline'
    live.give(1, single(0))
    live.give(0, null)
    expect(await live.flush()).toBe(false)
    live.give(1, single(1))
    await live.flush()
    expect([live.getState().trouble, [...live.getState().waiting], taken]).toEqual([
      'offline',
      [1, 0],
      [],
    ])
    // What the gateway says meanwhile takes nothing of it away.
    live.refresh(reply)
    expect([...live.getState().answers]).toEqual([[1, single(1)]])
    state.refuse = null
    await vi.advanceTimersByTimeAsync(2500)
    expect(taken).toEqual([
      { question: 1, answer: single(1) },
      { question: 0, answer: null },
    ])
    expect([live.getState().trouble, live.getState().waiting.size]).toEqual([null, 0])
  })

  it('sends words when typing rests, and what was typed while they were on their way behind them', async () => {
    const { ask, taken, state } = gateway()
    const live = makeLive(reply, ask, () => 4000)
    for (const text of ['抱', '抱歉']) live.give(2, write(text), true)
    expect(taken).toEqual([])
    state.held = []
    await vi.advanceTimersByTimeAsync(500)
    live.give(2, write('抱歉，久等了'), true)
    const { held } = state
    state.held = null
    held.forEach((go) => go())
    await live.flush()
    expect(taken.map(({ answer }) => answer)).toEqual([write('抱歉'), write('抱歉，久等了')])
    expect(live.getState().waiting.size).toBe(0)
  })

  it('what comes too late is not called kept', async () => {
    const { ask, state } = gateway()
    const live = makeLive(reply, ask, () => 4000)
    state.refuse = 'exam_over'
    live.give(1, single(0))
    expect(await live.flush()).toBe(false)
    expect(live.getState().trouble).toBe('exam_over')
  })

  it('goes no further than the paper, and marks what to come back to', () => {
    const live = makeLive(reply, gateway().ask, () => 4000)
    live.go(9)
    expect(live.getState().current).toBe(2)
    live.go(-1)
    live.mark(1)
    live.mark(2)
    live.mark(1)
    expect([live.getState().current, [...live.getState().marked]]).toEqual([0, [2]])
  })
})

it('says five minutes, one minute and the end', () => {
  expect([301, 300, 61, 60, 1, 0].map(stageOf)).toEqual([
    null,
    'five',
    'five',
    'one',
    'one',
    'over',
  ])
})
