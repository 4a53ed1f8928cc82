import type { Kysely } from 'kysely'
import type { SittingView } from '#shared/practice/exam/api.ts'
import type { Paper, Sitting } from '#shared/practice/exam/model.ts'
import { Runner } from '../../store/beside/runner.ts'
import type { RecordTables } from '../../store/schema.ts'
import type { Connection } from '../../store/sqlite/driver.ts'

export type BankKind = 'question' | 'exam'

export interface BankRow {
  readonly kind: BankKind
  readonly id: string
  /** JSON; null: a bundled one, taken out. */
  readonly body: string | null
  readonly updatedAt: number
  readonly by: string
}

export interface KeptSitting {
  readonly view: SittingView
  readonly paper: Paper
  readonly sitting: Sitting
}

/** Banks and sittings in the encrypted database, off the log. What has returned is durable. */
export interface ExamStore {
  bank(shop: string): readonly BankRow[]
  /** All of it or nothing; `remove` first. */
  changeBank(
    shop: string,
    remove: readonly Pick<BankRow, 'kind' | 'id'>[],
    put: readonly BankRow[],
  ): void
  add(shop: string, kept: KeptSitting): void
  /** The paper stays as it is. */
  update(shop: string, kept: KeptSitting): void
  running(shop: string): readonly KeptSitting[]
  sitting(shop: string, id: string): KeptSitting | null
  /** Newest first; null: everyone's, of all exams. */
  views(shop: string, account: string | null, exam: string | null): readonly SittingView[]
  /** Those that are over, newest first, at most 1,000. */
  over(shop: string, exam: string | null): readonly KeptSitting[]
}

/** As many as a list shows, and as statistics are made of. */
const LISTED = 500
const COUNTED = 1000

export function examStore(connection: Connection, db: Kysely<RecordTables>): ExamStore {
  const runner = new Runner(connection, db)
  const columns = (kept: KeptSitting) => ({
    state: kept.view.state,
    view: JSON.stringify(kept.view),
    sitting: JSON.stringify(kept.sitting),
  })
  const keptOf = (row: { view: string; paper: string; sitting: string }): KeptSitting => ({
    view: JSON.parse(row.view) as SittingView,
    paper: JSON.parse(row.paper) as Paper,
    sitting: JSON.parse(row.sitting) as Sitting,
  })
  const whole = (shop: string) =>
    db.selectFrom('exam_sitting').select(['view', 'paper', 'sitting']).where('shop', '=', shop)
  return {
    bank: (shop) =>
      runner
        .all(
          db
            .selectFrom('exam_bank')
            .select(['kind', 'id', 'body', 'updated_at', 'by_nick'])
            .where('shop', '=', shop)
            .orderBy('id'),
        )
        .map(({ kind, id, body, updated_at, by_nick }) => ({
          kind: kind === 'exam' ? 'exam' : 'question',
          id,
          body,
          updatedAt: updated_at,
          by: by_nick,
        })),
    changeBank(shop, remove, put) {
      runner.transaction(() => {
        for (const { kind, id } of remove)
          runner.run(
            db
              .deleteFrom('exam_bank')
              .where('shop', '=', shop)
              .where('kind', '=', kind)
              .where('id', '=', id),
          )
        for (const { kind, id, body, updatedAt, by } of put) {
          const now = { body, updated_at: updatedAt, by_nick: by }
          runner.run(
            db
              .insertInto('exam_bank')
              .values({ shop, kind, id, ...now })
              .onConflict((conflict) => conflict.columns(['shop', 'kind', 'id']).doUpdateSet(now)),
          )
        }
      })
    },
    add(shop, kept) {
      const { id, account, exam, startedAt } = kept.view
      const paper = JSON.stringify(kept.paper)
      runner.run(
        db
          .insertInto('exam_sitting')
          .values({ shop, id, account, exam, started_at: startedAt, paper, ...columns(kept) }),
      )
    },
    update(shop, kept) {
      runner.run(
        db
          .updateTable('exam_sitting')
          .set(columns(kept))
          .where('shop', '=', shop)
          .where('id', '=', kept.view.id),
      )
    },
    running: (shop) => runner.all(whole(shop).where('state', '=', 'running')).map(keptOf),
    sitting(shop, id) {
      const row = runner.first(whole(shop).where('id', '=', id))
      return row ? keptOf(row) : null
    },
    views(shop, account, exam) {
      let all = db.selectFrom('exam_sitting').select('view').where('shop', '=', shop)
      if (account !== null) all = all.where('account', '=', account)
      if (exam !== null) all = all.where('exam', '=', exam)
      return runner
        .all(all.orderBy('started_at', 'desc').orderBy('id').limit(LISTED))
        .map(({ view }) => JSON.parse(view) as SittingView)
    },
    over(shop, exam) {
      const ended = whole(shop).where('state', '!=', 'running')
      return runner
        .all(
          (exam === null ? ended : ended.where('exam', '=', exam))
            .orderBy('started_at', 'desc')
            .limit(COUNTED),
        )
        .map(keptOf)
    },
  }
}
