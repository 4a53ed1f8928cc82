import { performance } from 'node:perf_hooks'
import type { DeskCommand, Outcome } from '#gateway/desk/contract.ts'
import { decide } from '#gateway/desk/decide.ts'
import { emptyState, type State } from '#gateway/desk/state.ts'

const LIMIT = 10

/** What one freed place costs at the desk, with everyone else full and many waiting. */
export interface Freed {
  /** ms from the command to its rows: the close, the decision, and everyone's place in the queue. */
  readonly times: readonly number[]
  /** How many of the freed places were given to a waiting buyer. */
  readonly served: number
}

/** Of a shop without a store: what is decided, in memory. */
class Desk {
  readonly state: State = emptyState()
  now = Date.UTC(2026, 0, 5, 2)
  #cid = 0

  do(command: DeskCommand): Outcome {
    const { outcome, next } = decide(this.state, command, { now: this.now })
    if (!outcome.ok) throw new Error(`refused: ${outcome.code}`)
    next?.merge(this.state)
    return outcome
  }

  cid(): string {
    return `cid-${++this.#cid}`
  }

  close(conversation: string): void {
    const view = this.state.conversations.get(conversation)?.view
    if (!view || view.holder === null) throw new Error('nobody holds it')
    this.do({
      type: 'command',
      by: { kind: 'account', account: view.holder },
      cid: this.cid(),
      command: { type: 'close', conversation, holderEpoch: view.holderEpoch },
    })
  }
}

export function freePlaces(agents: number, waiting: number, times: number): Freed {
  const desk = new Desk()
  desk.do({
    type: 'shop.open',
    shop: { id: 'bench', name: 'Bench', main: 'benchshop', level: 'large', quota: agents },
    nick: 'Main',
  })
  desk.do({ type: 'account.change', account: 'main', changes: { participates: false } })
  for (let n = 1; n <= agents; n++) {
    const sub = `kefu_${n}`
    const { account } = desk.do({ type: 'account.open', sub, nick: sub, role: 'junior' }) as {
      account: string
    }
    desk.do({ type: 'account.change', account, changes: { limit: LIMIT } })
    desk.do({ type: 'presence', account, online: true })
  }
  for (let n = 1; n <= agents * LIMIT + waiting; n++) {
    desk.now += 7
    desk.do({
      type: 'send',
      by: { kind: 'buyer', buyer: `b${n}` },
      cid: desk.cid(),
      conversation: null,
      body: { kind: 'text', text: 'hello' },
    })
  }
  const before = desk.state.root.queue.length
  if (before !== waiting) throw new Error(`${before} wait, not ${waiting}`)

  const held = Array.from(desk.state.conversations.entries(), ([id, { view }]) => ({ id, view }))
    .filter(({ view }) => view.state === 'held')
    .map(({ id }) => id)
  const took: number[] = []
  for (let n = 0; n < times; n++) {
    desk.now += 500
    const conversation = held[(n * 7919) % held.length]
    if (conversation === undefined || !desk.state.conversations.get(conversation)) continue
    const start = performance.now()
    desk.close(conversation)
    took.push(performance.now() - start)
  }
  return { times: took, served: before - desk.state.root.queue.length }
}
