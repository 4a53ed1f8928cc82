import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { nameKey } from '#shared/names/names.ts'
import { apply } from '../desk/apply.ts'
import { decodeRow, encodeRow, type Row } from '../desk/row.ts'
import { emptyState, type State } from '../desk/state.ts'
import { openFiles, type Files } from '../files/files.ts'
import { isShopId } from '../shop-id.ts'
import { MIGRATIONS } from '../store/migrations/index.ts'
import { LOG_SPAN } from '../store/schema.ts'
import { connect, prepareForWriting } from '../store/sqlite/connection.ts'
import type { Connection, Value } from '../store/sqlite/driver.ts'
import { appliedMigrations } from '../store/sqlite/engine.ts'
import { lockFile } from '../store/sqlite/lock.ts'
import { hashOfRow, nextChain } from '../store/sqlite/log.ts'
import { Chain } from './check.ts'
import { BackupError } from './errors.ts'
import { namesOf, renaming, type NewNames } from './names.ts'
import { filesIn } from './pictures.ts'
import {
  breath,
  decodeLogRow,
  encodeLogRow,
  headsOf,
  logRows,
  unplain,
  type LogRow,
} from './reading.ts'
import { readSealed, SealedWriter } from './sealed.ts'
import { contextOf, headerOf, openHeader, wrong, type ShopSecret } from './shop-secret.ts'

/**
 * A whole shop as one file, to be carried to another gateway: its log with the chain, what lies beside
 * it, its files. No passwords, second factors, sessions, or secrets of other systems are in it.
 */
const line = z.discriminatedUnion('k', [
  z.strictObject({
    k: z.literal('shop'),
    v: z.literal(1),
    id: z.string().refine(isShopId),
    name: z.string(),
    main: z.string(),
    at: z.number(),
    head: z.number().int(),
    chain: z.string(),
    migrations: z.array(z.string()),
  }),
  z.strictObject({ k: z.literal('row'), r: z.string() }),
  z.strictObject({ k: z.literal('table'), name: z.string(), columns: z.array(z.string()) }),
  z.strictObject({ k: z.literal('t'), r: z.array(z.unknown()) }),
  z.strictObject({ k: z.literal('file'), id: z.string().regex(/^[0-9a-f]{64}$/), b: z.string() }),
  z.strictObject({ k: z.literal('end'), rows: z.number(), files: z.number() }),
])
type Line = z.infer<typeof line>

/** Who signs in and how, and other systems' secrets: made anew where the shop goes to. */
const STAYS = new Set([
  'credential',
  'session',
  'second_factor',
  'second_factor_used',
  'recovery_code',
  'known_origin',
  'order_system',
])

export interface ShopMoved {
  readonly shop: string
  readonly name: string
  readonly main: string
  readonly rows: number
  readonly files: number
}

/**
 * @throws BackupError missing: no such shop; full, io
 */
export async function exportShop(options: {
  readonly database: string
  readonly key: string
  readonly filesFolder: string
  readonly shop: string
  readonly to: string
  readonly secret: ShopSecret
  readonly now: number
}): Promise<ShopMoved> {
  const { shop, to, secret } = options
  const contentKey = randomBytes(32)
  const { head, text } = await headerOf(secret, contentKey)
  const db = connect(options.database, options.key, { readonly: true })
  let writer: SealedWriter | null = null
  try {
    db.exec('BEGIN')
    const heads = headsOf(db).find(({ id }) => id === shop)
    if (!heads) throw new BackupError('missing', `no such shop: ${shop}`)
    const out = await SealedWriter.create(to, contextOf(text), contentKey, head)
    writer = out
    const put = (one: Line) => out.line(JSON.stringify(one))
    const { name, main } = await namesOf(db, heads.no)
    await put({
      k: 'shop',
      v: 1,
      id: shop,
      name,
      main,
      at: options.now,
      head: heads.head,
      chain: heads.chain,
      migrations: [...appliedMigrations(db)],
    })
    for (const table of shopTables(db)) {
      await put({ k: 'table', name: table.name, columns: [...table.columns] })
      for await (const rows of rowsOfShop(db, table, shop))
        for (const row of rows) await put({ k: 't', r: [...row] })
    }
    db.exec('COMMIT')
    let rows = 0
    for await (const slice of logRows(db, heads.no, 1, heads.head))
      for (const row of slice) {
        rows++
        await put({ k: 'row', r: encodeLogRow(row) })
      }
    const files = await exportFiles(options, put)
    await put({ k: 'end', rows, files })
    await out.end()
    return { shop, name, main, rows, files }
  } catch (error) {
    await writer?.abandon()
    throw error
  } finally {
    db.close()
  }
}

async function exportFiles(
  { filesFolder, key, shop }: { filesFolder: string; key: string; shop: string },
  put: (one: Line) => Promise<void>,
): Promise<number> {
  const files = await openFiles(filesFolder, Buffer.from(key, 'hex'))
  let count = 0
  for (const { shop: owner, id } of await filesIn(filesFolder)) {
    if (owner !== shop) continue
    const found = await files.get(owner, id)
    if (!found.ok) continue
    await put({ k: 'file', id, b: found.value.bytes.toString('base64') })
    count++
  }
  return count
}

/**
 * Into a gateway that does not run. All of it is read and its chain followed in one transaction; a name
 * that is there already, or a damaged file, leaves the gateway as it was. Under other names (`as`) it can
 * stand beside its original: its log comes as it is, with rows behind it that rename it.
 *
 * @throws BackupError damaged, missing, wrong_key, newer, busy (the name is taken), refused (by `as`)
 */
export async function importShop(options: {
  readonly database: string
  readonly key: string
  readonly filesFolder: string
  readonly from: string
  readonly secret: ShopSecret
  readonly as?: NewNames
  readonly now: number
}): Promise<ShopMoved> {
  const { contentKey, context, start } = await openHeader(options.from, options.secret)
  const unlock = lockFile(options.database)
  const db = connect(options.database, options.key, { mustExist: true })
  try {
    prepareForWriting(db, true)
    db.exec('BEGIN IMMEDIATE')
    const into = new Import(
      db,
      await openFiles(options.filesFolder, Buffer.from(options.key, 'hex')),
      options.as ?? {},
    )
    for await (const lines of readSealed(options.from, context, contentKey, start)) {
      for (const text of lines) await into.take(line.parse(JSON.parse(text)))
      await breath()
    }
    const moved = into.finish(options.now)
    db.exec('COMMIT')
    return moved
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK')
    throw error
  } finally {
    db.close()
    unlock()
  }
}

/** What was read so far of a shop that comes in. */
class Import {
  readonly #db: Connection
  readonly #files: Files
  readonly #chain = new Chain()
  readonly #as: NewNames
  /** Followed where it is to be renamed. */
  readonly #state: State | null
  /** As it was exported. */
  #shop: Extract<Line, { k: 'shop' }> | null = null
  /** Its id here. */
  #id = ''
  #no = 0
  #next = 1
  #insert: ((row: readonly unknown[]) => void) | null = null
  #fileCount = 0
  #ended = false

  constructor(db: Connection, files: Files, as: NewNames) {
    this.#db = db
    this.#files = files
    this.#as = as
    this.#state = Object.values(as).some((name) => name !== undefined) ? emptyState() : null
  }

  async take(one: Line): Promise<void> {
    if (this.#ended || (one.k !== 'shop') === (this.#shop === null)) throw wrong()
    switch (one.k) {
      case 'shop':
        await this.#begin(one)
        return
      case 'table':
        this.#table(one.name, one.columns)
        return
      case 't':
        this.#insert?.(one.r)
        return
      case 'row':
        this.#row(one.r)
        return
      case 'file': {
        const bytes = Buffer.from(one.b, 'base64')
        if (createHash('sha256').update(bytes).digest('hex') !== one.id) throw wrong()
        await this.#files.keep(this.#id, one.id, bytes)
        this.#fileCount++
        return
      }
      case 'end':
        if (one.rows !== this.#next - 1 || one.files !== this.#fileCount) throw wrong()
        this.#ended = true
    }
  }

  finish(now: number): ShopMoved {
    const shop = this.#shop
    if (!shop || !this.#ended || this.#next - 1 !== shop.head) throw wrong()
    if (!this.#chain.whole || this.#chain.hex !== shop.chain) throw wrong()
    const rows = this.#state ? renaming(this.#state, this.#as, now) : []
    this.#append(rows, shop.chain)
    return {
      shop: this.#id,
      name: this.#as.name ?? shop.name,
      main: this.#as.main ?? shop.main,
      rows: shop.head + rows.length,
      files: this.#fileCount,
    }
  }

  async #begin(shop: Extract<Line, { k: 'shop' }>): Promise<void> {
    if (shop.migrations.some((name) => !(name in MIGRATIONS)))
      throw new BackupError('newer', 'the shop was exported by a newer version of Xiaoer')
    const db = this.#db
    this.#shop = shop
    this.#id = this.#as.id ?? shop.id
    const main = nameKey(this.#as.main ?? shop.main)
    for (const { no, id } of headsOf(db))
      if (id === this.#id || nameKey((await namesOf(db, no)).main) === main)
        throw new BackupError(
          'busy',
          `there is a shop ${id} with this id or main account already: give it another`,
        )
    this.#no = Number(
      db.prepare<[string]>('INSERT INTO shop (id) VALUES (?)').run(this.#id).lastInsertRowid,
    )
  }

  #table(name: string, columns: readonly string[]): void {
    const db = this.#db
    const known = shopTables(db).find((table) => table.name === name)
    if (!known || columns.some((column) => !known.columns.includes(column))) throw wrong()
    const at = columns.indexOf('shop')
    const insert = db.prepare<Value[]>(
      `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    )
    this.#insert = (row) => {
      if (row.length !== columns.length || row[at] !== this.#shop?.id) throw wrong()
      insert.run(...row.with(at, this.#id).map(unplain))
    }
  }

  #row(text: string): void {
    const row = decodeLogRow(text)
    if (row.pos !== this.#next++ || !this.#chain.add(row)) throw wrong()
    if (this.#state && row.row !== null) apply(this.#state, decodeRow(row.pos, row.row))
    this.#store(row)
  }

  /** One commit more, behind the chain in hex. */
  #append(rows: readonly Row[], before: string): void {
    const texts = rows.map(encodeRow)
    const chain = nextChain(Buffer.from(before, 'hex'), Buffer.concat(texts.map(hashOfRow)))
    for (const [index, row] of rows.entries())
      this.#store({
        pos: row.pos,
        row: texts[index] ?? null,
        rowHash: null,
        chain: index === rows.length - 1 ? chain : Buffer.alloc(0),
      })
  }

  #store({ pos, row, rowHash, chain }: LogRow): void {
    this.#db
      .prepare<[number, string | null, Uint8Array | null, Uint8Array]>(
        'INSERT INTO log (id, row, row_hash, chain) VALUES (?, ?, ?, ?)',
      )
      .run(this.#no * LOG_SPAN + pos, row, rowHash, chain)
  }
}

interface ShopTable {
  readonly name: string
  readonly columns: readonly string[]
}

/** Tables that name the shop by its id, without the numbers that SQLite gives. */
function shopTables(db: Connection): readonly ShopTable[] {
  return db
    .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
    .all()
    .filter(({ name }) => /^[a-z_]+$/.test(name) && !STAYS.has(name))
    .map(({ name }) => {
      const columns = db
        .prepare<[], { name: string; type: string; pk: number }>(
          `SELECT name, type, pk FROM pragma_table_info('${name}')`,
        )
        .all()
      const own = columns.find((column) => column.name === 'shop')
      return {
        name,
        named: own?.type.toLowerCase() === 'text',
        columns: columns
          .filter(
            ({ pk, type }) => !(pk > 0 && type.toLowerCase() === 'integer' && single(columns)),
          )
          .map((column) => column.name),
      }
    })
    .filter(({ named }) => named)
    .map(({ name, columns }) => ({ name, columns }))
}

function single(columns: readonly { readonly pk: number }[]): boolean {
  return columns.filter(({ pk }) => pk > 0).length === 1
}

async function* rowsOfShop(
  db: Connection,
  { name, columns }: ShopTable,
  shop: string,
): AsyncGenerator<readonly (readonly unknown[])[]> {
  const range = db.prepare<[string, number], Readonly<Record<string, Value>>>(
    `SELECT rowid AS rowid_, ${columns.join(', ')} FROM ${name} WHERE shop = ? AND rowid > ? ORDER BY rowid LIMIT 500`,
  )
  for (let after = Number.MIN_SAFE_INTEGER; ;) {
    const rows = range.all(shop, after)
    const last = rows.at(-1)
    if (!last) return
    yield rows.map((row) =>
      columns.map((column) => {
        const value = row[column] ?? null
        return value instanceof Uint8Array ? { b: Buffer.from(value).toString('base64') } : value
      }),
    )
    after = Number(last['rowid_'])
    await breath()
  }
}
