import { randomUUID } from 'node:crypto'
import type { RunView } from '#shared/practice/courses.ts'
import { dueAt, step } from '#shared/practice/buyer.ts'
import type { PlayInput } from '#shared/practice/play.ts'
import type { RunRecord, Score } from '#shared/practice/run.ts'
import type { Scenario } from '#shared/practice/scenario.ts'
import type { Wits } from '#shared/practice/wits.ts'
import type { LogRow, Shop } from '../desk/contract.ts'
import { takeBack } from './conversations.ts'
import { heard, type Heard, type HearingParts } from './hearing.ts'
import { going, runTime, stopped, type KeptRun } from './kept.ts'
import { RunVoice } from './voice/run-voice.ts'
import type { Speaker } from './voice/voices.ts'
import { asksToClose, isOpen, recordOf, viewOf } from './views.ts'

/** After the last buyer has gone, the trainee has so long to close the conversations, ms of the run. */
const CLOSING_MS = 60_000
const ROWS = 500
/** The longest that a timer waits at once, ms. */
const LONGEST_WAIT = 60_000

export interface LiveParts {
  readonly shop: Shop
  readonly now: () => number
  readonly pace: number
  readonly wits: Wits
  readonly hearing: HearingParts
  readonly score: (scenario: Scenario, record: RunRecord, wits: Wits) => Score
  /** Durable when it resolves. */
  readonly keep: (run: KeptRun) => Promise<void>
  readonly orders: { kept(run: string): KeptRun['orders'] }
  readonly guests: {
    say(saying: KeptRun['outbox'][number], again: boolean): void
    typing(buyer: string, on: boolean): void
    leave(buyer: string): void
  }
  /** Null: nobody but the scenario words what is said. */
  readonly speaker?: Speaker | null
  readonly onEnded: (run: KeptRun) => void
  readonly fault: (error: unknown) => void
}

/**
 * One run while it goes on. All that happens to it happens one after the other; each step is durable
 * before the buyers do what came of it, and what they say is said again after a restart under the same
 * cid, so that it is said once.
 */
export class LiveRun {
  readonly kept: KeptRun
  /** Filled. */
  readonly scenario: Scenario
  readonly #parts: LiveParts
  #chain: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | null = null
  #hearing = false
  #begun = false
  readonly #voice: RunVoice | null
  #closed = false
  /** What an earlier process may have said. */
  readonly #again: ReadonlySet<string>

  constructor(kept: KeptRun, scenario: Scenario, parts: LiveParts) {
    this.kept = kept
    this.scenario = scenario
    this.#parts = parts
    this.#again = new Set(kept.outbox.map(({ cid }) => cid))
    const { speaker, wits, pace } = parts
    this.#voice = speaker
      ? new RunVoice(scenario, speaker, wits, pace, () => void this.#turn(() => this.#hear()))
      : null
  }

  view(): RunView {
    return viewOf(this.kept, this.scenario)
  }

  elapsed(): number {
    const { clock } = this.kept
    return runTime(clock, this.#parts.now(), this.#parts.pace)
  }

  get isOpen(): boolean {
    return isOpen(this.kept.state)
  }

  /**
   * Of a run that an earlier process kept, before anyone can come in: what it heard no more.
   *
   * @param since unix: when this process began; what the log has from then on is no longer of that one
   */
  recover(since: number): Promise<void> {
    return this.#turn(async () => {
      const { kept } = this
      // It happened while the clock still ran.
      await this.#hear(since)
      kept.clock = stopped(kept.clock, kept.clock.seen, this.#parts.pace)
    })
  }

  /** The buyers may come. */
  begin(): Promise<void> {
    this.#begun = true
    return this.#turn(async () => {
      const { kept } = this
      const { now, shop } = this.#parts
      for (const account of Object.values(kept.colleagues))
        await shop.submit({ type: 'presence', account, online: true })
      kept.online = shop.account(kept.account)?.online === true
      this.#go(now())
    })
  }

  /** There is more in the shop's log. */
  poke(): void {
    if (this.#hearing || this.#closed || !this.#begun) return
    this.#hearing = true
    void this.#turn(async () => {
      this.#hearing = false
      await this.#hear()
    })
  }

  /** False: it is not in such a state. */
  async change(to: 'pause' | 'resume' | 'give-up'): Promise<boolean> {
    let done = false
    await this.#turn(async () => {
      await this.#hear()
      const { kept } = this
      const { now, pace } = this.#parts
      if (to === 'pause' && kept.state === 'running') {
        kept.clock = stopped(kept.clock, now(), pace)
        kept.state = 'paused'
        done = true
      } else if (to === 'resume' && kept.state === 'paused') {
        kept.state = 'running'
        this.#go(now())
        done = true
      } else if (to === 'give-up' && this.isOpen) {
        this.#end('given_up')
        done = true
      }
    })
    return done
  }

  /** What will never be said: the shop does not take it. */
  lost(isLost: (saying: KeptRun['outbox'][number]) => boolean): void {
    void this.#turn(async () => {
      this.kept.outbox = this.kept.outbox.filter((each) => !isLost(each))
    })
  }

  /** The gateway stops; the run goes on at its next start. */
  async close(): Promise<void> {
    if (this.#closed) return
    await this.#turn(async () => {
      await this.#hear()
      this.#closed = true
      const { now, pace } = this.#parts
      const { clock } = this.kept
      if (clock.since !== null)
        this.kept.clock = { elapsed: runTime(clock, now(), pace), since: now(), seen: now() }
    })
    this.#closed = true
    if (this.#timer) clearTimeout(this.#timer)
  }

  #turn(work: () => Promise<void>): Promise<void> {
    const done = this.#chain.then(async () => {
      if (this.#closed) return
      await work()
      await this.#settle()
    })
    this.#chain = done.catch((error: unknown) => this.#parts.fault(error))
    return done
  }

  async #hear(stopsAt = Infinity): Promise<void> {
    const { shop, hearing } = this.#parts
    for (;;) {
      if (!this.isOpen) return
      const rows = await shop.rows(this.kept.pos, ROWS)
      for (const row of rows) {
        const what = await heard(this.kept, row, hearing)
        this.kept.pos = row.pos
        if (row.at >= stopsAt) {
          const { clock: before } = this.kept
          this.kept.clock = stopped(before, before.seen, this.#parts.pace)
        }
        const { clock } = this.kept
        if (row.at > clock.seen && clock.since !== null)
          this.kept.clock = { ...clock, seen: row.at }
        if (what && this.isOpen) await this.#take(what, row)
      }
      if (rows.length === 0) return
    }
  }

  async #take(what: Heard, row: LogRow): Promise<void> {
    const { kept } = this
    const { shop, pace } = this.#parts
    const at = this.#at(row.at)
    switch (what.kind) {
      case 'asked': {
        const { buyer, text, cseq, cid } = what
        const line = kept.outbox.find((each) => each.cid === cid)?.text ?? text
        kept.outbox = kept.outbox.filter((each) => each.cid !== cid)
        const voiced = line === text ? {} : { voiced: text }
        const mood = this.#mood(buyer)
        kept.entries.push({ kind: 'asked', at, buyer, text: line, ...voiced, cseq, mood })
        return
      }
      case 'automatic':
        kept.entries.push({ ...what, at })
        return
      case 'presence':
        kept.online = what.online
        if (what.online) {
          this.#go(row.at)
          await takeBack(shop, kept)
        } else kept.clock = stopped(kept.clock, row.at, pace)
        return
      case 'deleted':
        this.#end('given_up')
        return
      case 'colleague':
        await shop.submit({ type: 'presence', account: what.account, online: true })
        return
      case 'offer':
        await shop.submit({
          type: 'command',
          by: { kind: 'account', account: what.to },
          cid: randomUUID(),
          command: {
            type: 'forward.answer',
            conversation: what.conversation,
            holderEpoch: what.epoch,
            accept: true,
          },
        })
        return
      case 'input': {
        // Who goes on working has ended its rest.
        if (kept.state === 'paused' && what.input.kind === 'answered') {
          kept.state = 'running'
          this.#go(row.at)
        }
        this.#answer(this.#at(row.at), what.input, what.cseq)
      }
    }
  }

  #answer(at: number, input: Exclude<PlayInput, { kind: 'time' }>, cseq: number): void {
    this.#timePasses(at)
    const labelled = this.#step(at, input)
    const { buyer } = input
    const labels = buyer === null ? Object.values(labelled).flat() : (labelled[buyer] ?? [])
    if (input.kind === 'answered') {
      const mood = this.#mood(input.buyer)
      this.kept.entries.push({ ...input, at, cseq, labels, mood })
    } else {
      const mood = buyer === null ? null : this.#mood(buyer)
      this.kept.entries.push({ kind: 'did', at, buyer, deed: input.deed, labels, mood })
    }
  }

  /** Each thing that is due, at its own time. */
  #timePasses(until: number): void {
    this.kept.play = this.#voice?.hold(this.kept.play, until) ?? this.kept.play
    for (;;) {
      const due = dueAt(this.scenario, this.kept.play)
      if (due === null || due > until) return
      this.#step(Math.max(due, 0), { kind: 'time' })
    }
  }

  #step(at: number, input: PlayInput): Readonly<Record<string, readonly string[]>> {
    const { kept } = this
    const { play, acts, labels } = step(this.scenario, kept.play, at, input, this.#parts.wits)
    kept.play = play
    for (const act of acts) {
      const { buyer } = act
      if (act.kind === 'say') {
        const voiced = this.#voice?.take(buyer, act.text) ?? null
        const said = { cid: randomUUID(), buyer, text: act.text }
        kept.outbox = [...kept.outbox, voiced === null ? said : { ...said, voiced }]
      } else
        kept.leaving = [
          ...kept.leaving,
          { buyer, at, outcome: act.outcome, mood: this.#mood(buyer) },
        ]
    }
    return labels
  }

  /** After all that happened: who has gone, whether it is over; then it is kept, and then it is done. */
  async #settle(): Promise<void> {
    const { kept } = this
    const { now, pace, guests, orders } = this.#parts
    if (this.isOpen && this.#begun) {
      if (kept.clock.since !== null) this.#timePasses(this.elapsed())
      this.#seeOff()
      this.#lookAtEnd()
    }
    if (kept.clock.since !== null && this.#begun) kept.clock = { ...kept.clock, seen: now() }
    kept.orders = orders.kept(kept.id)
    await this.#parts.keep(kept)
    if (this.#closed || !this.#begun) return
    if (!this.isOpen) {
      this.#closed = true
      if (this.#timer) clearTimeout(this.#timer)
      this.#parts.onEnded(kept)
      return
    }
    for (const { buyer } of kept.entries.filter(({ kind }) => kind === 'left') as {
      buyer: string
    }[])
      guests.leave(buyer)
    for (const saying of kept.outbox) guests.say(saying, this.#again.has(saying.cid))
    for (const [buyer, { typing, ended }] of Object.entries(kept.play.buyers))
      if (ended === null) guests.typing(buyer, kept.clock.since !== null && typing.length > 0)
    if (kept.clock.since !== null) this.#voice?.look(kept.play, kept.entries, this.elapsed())
    this.#schedule(pace)
  }

  #seeOff(): void {
    const { kept } = this
    const talks = (buyer: string) => kept.outbox.some((each) => each.buyer === buyer)
    for (const { buyer, at, outcome, mood } of kept.leaving.filter((each) => !talks(each.buyer)))
      kept.entries.push({ kind: 'left', at: Math.max(at, this.#last()), buyer, outcome, mood })
    kept.leaving = kept.leaving.filter(({ buyer }) => talks(buyer))
  }

  #lookAtEnd(): void {
    const { kept } = this
    const isOver = Object.values(kept.play.buyers).every(({ ended }) => ended !== null)
    if (!isOver || kept.leaving.length > 0 || kept.outbox.length > 0) return
    kept.endsAt ??= this.#last() + (asksToClose(this.scenario) ? CLOSING_MS : 0)
    if (this.elapsed() >= kept.endsAt || !this.#holdsAny()) this.#end('done')
  }

  #holdsAny(): boolean {
    const { shop } = this.#parts
    return Object.values(this.kept.buyers).some(({ id }) => {
      const open = shop.buyerSnapshot(id).view.conversation
      return open !== null && shop.holderOf(open.id)?.holder === this.kept.account
    })
  }

  #end(state: 'done' | 'given_up'): void {
    const { kept } = this
    const { now, pace, score, wits } = this.#parts
    kept.clock = stopped(kept.clock, now(), pace)
    kept.state = state
    kept.endedAt = now()
    kept.score = state === 'done' ? score(this.scenario, recordOf(kept), wits) : null
  }

  /** Where nothing holds it, the clock runs from now on; the rest it took is on record. */
  #go(unix: number): void {
    const { kept } = this
    if (kept.state !== 'running' || !kept.online || kept.clock.since !== null) return
    const rest = unix - kept.clock.seen
    if (rest > 0 && kept.clock.elapsed > 0)
      kept.entries.push({ kind: 'paused', at: kept.clock.elapsed, for: rest })
    kept.clock = going(kept.clock, unix)
  }

  #schedule(pace: number): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (this.kept.clock.since === null) return
    const due = this.kept.endsAt ?? dueAt(this.scenario, this.kept.play)
    if (due === null) return
    const left = due - this.elapsed()
    // A model is asked before what comes by time alone is due.
    const ahead = this.#voice?.ahead ?? 0
    const wait = Math.max(1, Math.ceil((left > ahead ? left - ahead : left) / pace))
    this.#timer = setTimeout(
      () => void this.#turn(() => this.#hear()),
      Math.min(wait, LONGEST_WAIT),
    )
    this.#timer.unref()
  }

  /** The run's time of a row; it never goes back. */
  #at(unix: number): number {
    return Math.max(this.#last(), runTime(this.kept.clock, unix, this.#parts.pace))
  }

  #last(): number {
    return this.kept.entries.at(-1)?.at ?? 0
  }

  #mood(buyer: string): number {
    return this.kept.play.buyers[buyer]?.mood ?? 0
  }
}
