import { randomBytes } from 'node:crypto'
import type { AccountId, BuyerId } from '#shared/protocol/model.ts'
import type { ErasurePlan, LogText, ShopLog, ShopViews } from '../store/engine.ts'
import { hashOfRow } from '../store/sqlite/log.ts'
import type { DeskCommand, Outcome } from './contract.ts'
import { decodeRow, type Row } from './row.ts'
import type { SearchIndex } from './search-index.ts'
import { buyerOfEvent, ErasureDigest, fileOf, sha256, skeletonOf } from './skeleton.ts'
import type { State } from './state.ts'

/** Rows looked at within one turn, and reduced within one transaction: the shop goes on in between. */
const LOOK = 400
const REDUCE = 100
/** A slice of the time limit is one event: so many rows are reduced by it at most. */
const SLICE = 5000
/** How often a buyer who goes on writing is waited for. */
const TRIES = 5

/** What else there is of the erased words, beside the log; all of it may be asked again. */
export interface ErasedBeside {
  /** Null: many, by the time limit. */
  readonly buyer: BuyerId | null
  readonly before: number | null
  /** Buyers that are not concerned. */
  readonly held: readonly BuyerId[]
  /** Files that the erased messages named, and that no message of the shop names any more. */
  readonly files: readonly string[]
  /** Whether a message of the shop still names the file. */
  readonly shown: (file: string) => Promise<boolean>
}

export interface ErasureSources {
  readonly log: ShopLog
  readonly views: ShopViews
  readonly index: SearchIndex
  readonly state: () => State
  readonly submit: (command: DeskCommand) => Promise<Outcome>
  readonly reach: () => Promise<void>
  /** The state of now is on the disk, and no older one. */
  readonly snapshot: () => Promise<void>
  /** Rows in memory are forgotten: whoever asks for them reads the log. */
  readonly forgetRows: () => void
  readonly scrub: () => Promise<void>
  /** Deletes what lies beside the log. */
  readonly beside: (erased: ErasedBeside) => Promise<void>
  /** It was stopped: what is not done is done at the next start. */
  readonly stopped: () => boolean
}

/**
 * T3, T5: erases words from a log that only grows (decision 0073). Announced by an event with the
 * digest of what will be left, then done in small steps, each of which may be done again: what a crash
 * leaves is finished at the next start.
 */
export class Erasure {
  readonly #sources: ErasureSources
  /** One at a time. */
  #running: Promise<unknown> = Promise.resolve()
  /** Announced, or about to be, and not all of its rows are reduced yet. */
  #underWay: readonly ErasurePlan[] = []

  constructor(sources: ErasureSources) {
    this.#sources = sources
  }

  /** Before anyone reads: what a crash left half done is hidden from now on, and done by `finish`. */
  async begin(): Promise<void> {
    const plans = await this.#sources.log.erasures()
    const announced: ErasurePlan[] = []
    for (const plan of plans) if (await this.#announced(plan)) announced.push(plan)
    this.#underWay = announced
  }

  /** The rows as they may be read: from its announcement on, erased words are given to nobody. */
  shown<R extends Row>(rows: readonly R[]): readonly (R | Row)[] {
    const plans = this.#underWay
    return plans.length === 0 ? rows : rows.map((row) => hiddenBy(plans, row))
  }

  /** One buyer's transcript and who the buyer is. `erased`: rows. */
  buyer(by: AccountId | null, buyer: BuyerId): Promise<Outcome & { readonly erased?: number }> {
    return this.#alone(async () => {
      const { log, submit, state } = this.#sources
      // One that failed is finished at the next start, when the index of words is made anew.
      if ((await log.erasures()).length > 0)
        return { ok: false, code: 'storage_failed', message: 'an erasure is not finished' }
      for (let tries = 1; ; tries++) {
        const closed = await submit({ type: 'transcript.close', by: by ?? 'main', buyer })
        if (!closed.ok) return closed
        const first = state().buyers.get(buyer)?.view.firstSeenAt ?? 0
        const after = await this.#before(first)
        const plan = { buyer, before: null, after, upTo: state().root.pos, held: [] }
        const { outcome, rows } = await this.#erase(by, plan)
        if (outcome.ok) return { ...outcome, erased: rows }
        if (outcome.code !== 'overloaded' || tries >= TRIES) return outcome
      }
    })
  }

  /**
   * A slice of what is older than `before`, from the row behind `after`. `next`: where to go on; null:
   * nothing older is left.
   */
  older(before: number, after: number): Promise<{ readonly next: number | null; rows: number }> {
    return this.#alone(async () => {
      const { log, state } = this.#sources
      if ((await log.erasures()).length > 0) throw new Error('an erasure is not finished')
      const upTo = await this.#sliceEnd(before, after)
      if (upTo === after) return { next: null, rows: 0 }
      const held = heldBuyers(state())
      const plan = { buyer: null, before, after, upTo, held }
      const { outcome, rows } = await this.#erase(null, plan)
      if (!outcome.ok) throw new Error(outcome.message)
      return { next: upTo, rows }
    })
  }

  /** What a crash left. */
  finish(): Promise<void> {
    return this.#alone(async () => {
      const { log } = this.#sources
      for (const plan of await log.erasures())
        // The index of words was made anew at the start, from rows as they are shown.
        if (await this.#announced(plan)) await this.#carryOut(plan, { indexed: false })
        else await log.erasureDone(plan.id)
    })
  }

  async stop(): Promise<void> {
    await this.#running.catch(() => undefined)
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#running.catch(() => undefined).then(work)
    this.#running = run
    return run
  }

  async #erase(
    by: AccountId | null,
    range: Omit<ErasurePlan, 'id' | 'files'>,
  ): Promise<{ outcome: Outcome; rows: number }> {
    const { log, submit, index } = this.#sources
    const id = randomBytes(6).toString('hex')
    const digest = new ErasureDigest()
    const files = new Set<string>()
    const of = new Set<BuyerId>()
    const draft: ErasurePlan = { ...range, id, files: [] }
    for await (const { row, stored, skeleton } of this.#affected(draft)) {
      digest.add(row.pos, stored.hash ?? hashOfRow(stored.text), sha256(skeleton))
      const { event } = row
      const file = event.type === 'message.sent' ? fileOf(event.message.body) : null
      if (file !== null) files.add(file)
      of.add(buyerOfEvent(event) ?? '')
    }
    const { rows } = digest
    if (rows === 0 && range.buyer === null)
      return { outcome: { ok: true, pos: range.upTo }, rows: 0 }
    const plan: ErasurePlan = { ...range, id, files: [...files] }
    await log.planErasure(plan)
    // What is in it by then is taken out of it; what comes later comes without words.
    await index.reach(plan.upTo)
    this.#underWay = [plan]
    const outcome = await submit({
      type: 'transcript.erase',
      by,
      plan,
      rows,
      digest: digest.end(),
      of: [...of],
    })
    if (outcome.ok) await this.#carryOut(plan, { indexed: true })
    else {
      this.#underWay = []
      await log.erasureDone(id)
    }
    return { outcome, rows }
  }

  /** Each step changes nothing when it is done again. */
  async #carryOut(plan: ErasurePlan, { indexed: isIndexed }: { indexed: boolean }): Promise<void> {
    const { log, views, index, reach, snapshot, forgetRows, scrub, beside } = this.#sources
    // First: a snapshot from before the event would bring the words back.
    await snapshot()
    await reach()
    const recalled = new Map<string, ReadonlySet<number>>()
    const wasRecalled = async ({ event }: Row) => {
      if (event.type !== 'message.sent') return false
      const { conversation, cseq } = event.message
      const known = recalled.get(conversation) ?? new Set(await views.recalled(conversation))
      recalled.set(conversation, known)
      return known.has(cseq)
    }
    let texts: LogText[] = []
    let indexed: Row[] = []
    const flush = async () => {
      if (texts.length === 0) return
      await index.forget(indexed)
      await log.reduce(texts)
      await views.reduced(texts.map(({ pos, text }) => decodeRow(pos, text)))
      texts = []
      indexed = []
      await pause()
    }
    for await (const { row, skeleton } of this.#affected(plan)) {
      if (this.#sources.stopped()) throw new Error('the shop is closing')
      texts.push({ pos: row.pos, text: skeleton })
      // Taken back, its words have left the index already.
      if (isIndexed && !(await wasRecalled(row))) indexed.push(row)
      if (texts.length >= REDUCE) await flush()
    }
    await flush()
    forgetRows()
    this.#underWay = this.#underWay.filter(({ id }) => id !== plan.id)
    const files: string[] = []
    for (const file of plan.files) if (!(await views.hasFile(file))) files.push(file)
    const { buyer, before, held } = plan
    await beside({ buyer, before, held, files, shown: (file) => views.hasFile(file) })
    await scrub()
    await log.erasureDone(plan.id)
  }

  /** Rows of the plan that have something to lose, as they are and as they will be. */
  async *#affected(
    plan: ErasurePlan,
  ): AsyncGenerator<{ row: Row; stored: LogText; skeleton: string }> {
    const { log } = this.#sources
    const concerns = concernedBy(plan)
    let { after } = plan
    while (after < plan.upTo) {
      const slice = await log.read(after, Math.min(LOOK, plan.upTo - after))
      for (const stored of slice) {
        // Most rows of a large log are other buyers': their text tells it without being read.
        if (plan.buyer !== null && !stored.text.includes(JSON.stringify(plan.buyer).slice(1, -1)))
          continue
        const row = decodeRow(stored.pos, stored.text)
        const skeleton = concerns(row) ? skeletonOf(row, erasingOf(plan), stored.text) : null
        if (skeleton !== null) yield { row, stored, skeleton }
      }
      after = slice.at(-1)?.pos ?? plan.upTo
      await pause()
    }
  }

  /** The last row before a time: times never go back (I13), so half of what is left is passed over. */
  async #before(at: number): Promise<number> {
    const { log } = this.#sources
    let low = (await log.first()) - 1
    let high = await log.head()
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      const [row] = await log.readAt([middle])
      if (row && decodeRow(middle, row.text).at < at) low = middle
      else high = middle - 1
    }
    return low
  }

  async #sliceEnd(before: number, after: number): Promise<number> {
    return Math.max(after, Math.min(await this.#before(before), after + SLICE))
  }

  /** Its event is behind the rows that it speaks of, where it was appended at all. */
  async #announced(plan: ErasurePlan): Promise<boolean> {
    const { log } = this.#sources
    for (let after = plan.upTo; ;) {
      const slice = await log.read(after, LOOK)
      for (const { pos, text } of slice) {
        if (!text.includes(plan.id)) continue
        const { event } = decodeRow(pos, text)
        if (event.type === 'transcript.erased' && event.id === plan.id) return true
      }
      const last = slice.at(-1)
      if (!last) return false
      after = last.pos
      await pause()
    }
  }
}

function erasingOf({ id, buyer }: ErasurePlan): { id: string; person: boolean } {
  return { id, person: buyer !== null }
}

function concernedBy({ after, upTo, buyer, before, held }: ErasurePlan): (row: Row) => boolean {
  const spared = new Set(held)
  return ({ pos, at, event }) => {
    if (pos <= after || pos > upTo || (before !== null && at >= before)) return false
    const of = buyerOfEvent(event)
    return of !== null && (buyer === null ? !spared.has(of) : of === buyer)
  }
}

function hiddenBy<R extends Row>(plans: readonly ErasurePlan[], row: R): R | Row {
  let shown: R | Row = row
  for (const plan of plans) {
    const text = concernedBy(plan)(shown) ? skeletonOf(shown, erasingOf(plan), '') : null
    if (text !== null) shown = decodeRow(row.pos, text)
  }
  return shown
}

/** T3: nothing deletes what is theirs. */
export function heldBuyers(state: State): string[] {
  const held: string[] = []
  for (const [id, { view }] of state.buyers.entries()) if (view.evidence) held.push(id)
  return held
}

function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
