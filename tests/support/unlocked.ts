import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AsyncEntry } from '@napi-rs/keyring'
import { connect as openCache } from '#electron/transcripts/database.ts'
import { connect } from '#gateway/store/sqlite/connection.ts'

async function secret(name: string): Promise<string | null> {
  const entry = new AsyncEntry('Xiaoer', name, { linux: { store: 'secret-service' } })
  return (await entry.getPassword()) ?? null
}

type Row = Readonly<Record<string, string | number | bigint | Uint8Array | null>>

interface Opened {
  all(sql: string): readonly Row[]
  close(): unknown
}

function cacheAt(file: string, key: string): Opened {
  const database = openCache(file, Buffer.from(key, 'hex'))
  return { all: (sql) => database.read.all<Row>(sql), close: () => database.close() }
}

function gatewayAt(file: string, key: string): Opened {
  const database = connect(file, key, { readonly: true })
  return { all: (sql) => database.prepare<[], Row>(sql).all(), close: () => database.close() }
}

/** All that an encrypted database holds, table by table, as one piece of bytes each. */
function contentOf(database: Opened): Map<string, Buffer> {
  try {
    const content = new Map<string, Buffer>()
    for (const { name } of database.all(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'",
    )) {
      const cells = database
        .all(`SELECT * FROM "${String(name)}"`)
        .flatMap((row) =>
          Object.values(row).map((cell) =>
            cell instanceof Uint8Array ? Buffer.from(cell) : Buffer.from(`${String(cell)}\n`),
          ),
        )
      content.set(String(name), Buffer.concat(cells))
    }
    return content
  } finally {
    database.close()
  }
}

const gatewayFiles = ['gateway.db', 'gateway.db.views', 'gateway.db.search']

/**
 * What a desktop's folder (the user's data, or its `practice`) holds in its encrypted databases, by
 * `<file> <table>`; opened with the keys of this session's keychain. The desktop has ended.
 */
export async function unlocked(folder: string): Promise<Map<string, Buffer>> {
  const all = new Map<string, Buffer>()
  const add = (name: string, database: Opened) => {
    for (const [table, bytes] of contentOf(database)) all.set(`${name} ${table}`, bytes)
  }
  const caches = (await readdir(join(folder, 'transcripts'))).filter((one) => one.endsWith('.db'))
  for (const name of caches) {
    const kept = JSON.parse((await secret(`account ${name.slice(0, -3)}`)) ?? '{}') as {
      key?: string
    }
    add(name, cacheAt(join(folder, 'transcripts', name), kept.key ?? ''))
  }
  const own = JSON.parse(await readFile(join(folder, 'own-shop.json'), 'utf8')) as { keyId: string }
  const key = await secret(`gateway key ${own.keyId}`)
  for (const name of gatewayFiles) add(name, gatewayAt(join(folder, 'gateway', name), key ?? ''))
  return all
}

/** Where the text stands in them. */
export function holding(content: ReadonlyMap<string, Buffer>, text: string): string[] {
  return [...content].filter(([, bytes]) => bytes.includes(text)).map(([name]) => name)
}
