import { nameKey, parseSignInName } from '#shared/names/names.ts'
import type { ShopEvent } from '#shared/protocol/events.ts'
import type { AccountView } from '#shared/protocol/model.ts'
import { apply } from '../desk/apply.ts'
import { audienceOf } from '../desk/audience.ts'
import { thaw } from '../desk/freeze.ts'
import { decodeRow, type Row } from '../desk/row.ts'
import { emptyState, type State } from '../desk/state.ts'
import { isShopId } from '../shop-id.ts'
import type { Connection } from '../store/sqlite/driver.ts'
import { SqliteLog } from '../store/sqlite/log.ts'
import { BackupError } from './errors.ts'
import { breath } from './reading.ts'

const SLICE = 2000

/** What a shop is to be called where it goes to; what is absent stays as it was. */
export interface NewNames {
  readonly id?: string | undefined
  readonly main?: string | undefined
  readonly name?: string | undefined
}

/** The names a shop has now: its newest snapshot, and the log behind it. */
export async function namesOf(
  db: Connection,
  no: number,
): Promise<{ readonly name: string; readonly main: string }> {
  const log = new SqliteLog(db, no)
  const snapshot = await log.newestSnapshot()
  const state = (snapshot && thaw(snapshot.parts)) ?? emptyState()
  for (;;) {
    const rows = await log.read(state.root.pos, SLICE)
    for (const { pos, text } of rows) apply(state, decodeRow(pos, text))
    if (rows.length === 0) break
    await breath()
  }
  return { name: state.root.shop?.name ?? '', main: state.root.shop?.main ?? '' }
}

/**
 * Rows that go behind the log as it came, so that its chain holds and it still tells what it was called
 * before: the shop once more under its new names, its accounts after it, and who did it (T6). They are
 * applied to `state`.
 *
 * @throws BackupError refused: a name that no shop or account can have
 */
export function renaming(state: State, as: NewNames, now: number): readonly Row[] {
  const { shop } = state.root
  if (shop === null) throw new BackupError('damaged', 'the log opens no shop')
  const id = as.id ?? shop.id
  if (!isShopId(id))
    throw new BackupError('refused', 'an id is 2 to 40 lower-case letters, digits and hyphens')
  const main = as.main ?? shop.main
  const parsed = parseSignInName(main)
  if (!parsed.ok || parsed.sub !== null)
    throw new BackupError('refused', `${main} can not be the name of a main account`)
  const name = as.name ?? shop.name
  const rows: Row[] = []
  const add = (event: ShopEvent): void => {
    const row: Row = {
      pos: state.root.pos + 1,
      at: Math.max(now, state.root.at),
      event,
      audience: audienceOf(state, event),
      origin: null,
    }
    apply(state, row)
    rows.push(row)
  }
  const was = shop
  add({ type: 'shop.opened', shop: { ...shop, id, main, name } })
  for (const [account, { view }] of [...state.accounts.entries()]) {
    const renamed = nameBelow(main, was.main, view)
    if (renamed !== view.name)
      add({ type: 'account.changed', account, changes: { name: renamed }, by: null })
  }
  const values = { from: was.id, main: was.main }
  const entry = { kind: 'shop_renamed', by: null, about: {}, values, alert: true } as const
  add({ type: 'audit.noted', entry })
  return rows
}

function nameBelow(main: string, was: string, view: AccountView): string {
  if (view.role === 'main') return main
  const head = view.name.slice(0, was.length)
  if (nameKey(head) !== nameKey(was)) return view.name
  const name = main + view.name.slice(was.length)
  if (!view.deleted && !parseSignInName(name).ok)
    throw new BackupError('refused', `${name} would be too long a name: choose a shorter main name`)
  return name
}
