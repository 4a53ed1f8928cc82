import type { Kysely } from 'kysely'
import type { RunView } from '#shared/practice/courses.ts'
import { Runner } from '../store/beside/runner.ts'
import type { RecordTables } from '../store/schema.ts'
import type { Connection } from '../store/sqlite/driver.ts'
import type { KeptRun } from './kept.ts'
import { shelves, type Shelves } from './shelf.ts'

/** Runs, and shelves for all else, in the encrypted database, off the log. What resolves is durable. */
export interface PracticeStore extends Shelves {
  /** A new one, or in the place of what was kept of it. */
  put(shop: string, view: RunView, kept: KeptRun): Promise<void>
  /** Running or paused. */
  open(shop: string): Promise<readonly KeptRun[]>
  /** Newest first; `account` null: everyone's. */
  views(shop: string, account: string | null): Promise<readonly RunView[]>
  /** All of an account, newest first, however many. */
  allOf(shop: string, account: string): Promise<readonly RunView[]>
  run(shop: string, id: string): Promise<{ view: RunView; kept: KeptRun } | null>
}

/** As many as a list shows. */
const LISTED = 500

/** Views of before there were rushes lack what was added with them. */
function viewIn(text: string): RunView {
  const added = { kind: 'scenario', rush: null, measures: null } as const
  return { ...added, ...(JSON.parse(text) as RunView) }
}

export function practiceStore(connection: Connection, db: Kysely<RecordTables>): PracticeStore {
  const runner = new Runner(connection, db)
  return {
    ...shelves(connection, db),
    async put(shop, view, kept) {
      const now = { state: view.state, view: JSON.stringify(view), kept: JSON.stringify(kept) }
      const { id, account, startedAt } = view
      runner.run(
        db
          .insertInto('practice_run')
          .values({ shop, id, account, started_at: startedAt, ...now })
          .onConflict((conflict) => conflict.columns(['shop', 'id']).doUpdateSet(now)),
      )
    },
    async open(shop) {
      const rows = runner.all(
        db
          .selectFrom('practice_run')
          .select('kept')
          .where('shop', '=', shop)
          .where('state', 'in', ['running', 'paused'])
          .orderBy('started_at'),
      )
      return rows.map(({ kept }) => JSON.parse(kept) as KeptRun)
    },
    async views(shop, account) {
      const all = db.selectFrom('practice_run').select('view').where('shop', '=', shop)
      const rows = runner.all(
        (account === null ? all : all.where('account', '=', account))
          .orderBy('started_at', 'desc')
          .orderBy('id')
          .limit(LISTED),
      )
      return rows.map(({ view }) => viewIn(view))
    },
    async allOf(shop, account) {
      const rows = runner.all(
        db
          .selectFrom('practice_run')
          .select('view')
          .where('shop', '=', shop)
          .where('account', '=', account)
          .orderBy('started_at', 'desc')
          .orderBy('id'),
      )
      return rows.map(({ view }) => viewIn(view))
    },
    async run(shop, id) {
      const row = runner.first(
        db
          .selectFrom('practice_run')
          .select(['view', 'kept'])
          .where('shop', '=', shop)
          .where('id', '=', id),
      )
      return row ? { view: viewIn(row.view), kept: JSON.parse(row.kept) as KeptRun } : null
    },
  }
}
