import type { Kysely } from 'kysely'
import type { Look } from '#shared/protocol/api.ts'
import { parseConversationId } from '../../desk/state.ts'
import type { RecordTables } from '../schema.ts'
import type { Connection } from '../sqlite/driver.ts'
import { KEPT_KEYS, LOOKS, type BesideStore } from './contract.ts'
import { Gather } from './gather.ts'
import { changePhrases, phraseShows, readPhrase, readPhrases, usePhrases } from './phrases.ts'
import { Runner } from './runner.ts'
import { changeWords, readWords } from './words.ts'

/** How long a draft or a look waits for others to be flushed with, ms. */
const GATHER = 40

export function besideStore(db: Connection, tables: Kysely<RecordTables>): BesideStore {
  const runner = new Runner(db, tables)
  const gather = new Gather((work) => runner.transaction(work), GATHER)

  return {
    async kept(shop, account) {
      const rows = runner.all(
        tables
          .selectFrom('keep')
          .select(['key', 'value'])
          .where('shop', '=', shop)
          .where('account', '=', account),
      )
      return Object.fromEntries(rows.map(({ key, value }) => [key, value]))
    },
    keep: (shop, account, entries, at) =>
      gather.add(() => {
        for (const [key, value] of Object.entries(entries))
          put(runner, shop, account, key, value, at)
        return makeRoom(runner, shop, account)
      }),
    look: (shop, buyer, look) => gather.add(() => addLook(runner, shop, buyer, look)),
    async looks(shop, buyer) {
      return runner.all(
        tables
          .selectFrom('look')
          .select(['at', 'page', 'title', 'product'])
          .where('shop', '=', shop)
          .where('buyer', '=', buyer)
          .orderBy('no', 'desc')
          .limit(LOOKS),
      )
    },
    phrases: async (shop, account) => readPhrases(runner, shop, account),
    phrase: async (shop, id) => readPhrase(runner, shop, id),
    changePhrases: async (change) => changePhrases(runner, change),
    usePhrases: (shop, account, uses) => gather.add(() => usePhrases(runner, shop, account, uses)),
    phraseShows: async (shop, account, file) => phraseShows(runner, shop, account, file),
    async phraseFile(shop, file) {
      const found = tables
        .selectFrom('phrase_file')
        .select('phrase')
        .where('shop', '=', shop)
        .where('file', '=', file)
        .limit(1)
      return runner.all(found).length > 0
    },
    eraseBuyer: (shop, buyer) => gather.add(() => eraseBuyer(runner, shop, buyer)),
    eraseOlder: (shop, before, held) =>
      gather.add(() => {
        const { build } = runner
        runner.run(
          build
            .deleteFrom('look')
            .where('shop', '=', shop)
            .where('at', '<', before)
            .where('buyer', 'not in', ['', ...held]),
        )
      }),
    words: async (shop) => readWords(runner, shop),
    changeWords: async (write) => changeWords(runner, write),
    close: () => gather.flush(),
  }
}

const DRAFT = 'draft:'

/** Whatever the keys of the accounts' workstations say of it. */
function eraseBuyer(runner: Runner, shop: string, buyer: string): void {
  const { build } = runner
  const drafts = runner.all(
    build
      .selectFrom('keep')
      .select(['account', 'key'])
      .where('shop', '=', shop)
      .where('key', 'like', `${DRAFT}%`),
  )
  for (const { account, key } of drafts)
    if (parseConversationId(key.slice(DRAFT.length))?.buyer === buyer)
      put(runner, shop, account, key, null, 0)
  runner.run(build.deleteFrom('look').where('shop', '=', shop).where('buyer', '=', buyer))
}

function put(
  runner: Runner,
  shop: string,
  account: string,
  key: string,
  value: string | null,
  at: number,
): void {
  const { build } = runner
  runner.run(
    value === null
      ? build
          .deleteFrom('keep')
          .where('shop', '=', shop)
          .where('account', '=', account)
          .where('key', '=', key)
      : build
          .insertInto('keep')
          .values({ shop, account, key, value, at })
          .onConflict((conflict) =>
            conflict.columns(['shop', 'account', 'key']).doUpdateSet({ value, at }),
          ),
  )
}

/** The keys that went. */
function makeRoom(runner: Runner, shop: string, account: string): readonly string[] {
  const { build } = runner
  const gone = runner
    .all(
      build
        .selectFrom('keep')
        .select('key')
        .where('shop', '=', shop)
        .where('account', '=', account)
        .orderBy('at', 'desc')
        .orderBy('key')
        .limit(-1)
        .offset(KEPT_KEYS),
    )
    .map(({ key }) => key)
  for (const key of gone) put(runner, shop, account, key, null, 0)
  return gone
}

function addLook(runner: Runner, shop: string, buyer: string, look: Look): void {
  const { build } = runner
  const { at, page, title, product } = look
  runner.run(build.insertInto('look').values({ shop, buyer, at, page, title, product }))
  runner.run(
    build
      .deleteFrom('look')
      .where('shop', '=', shop)
      .where('buyer', '=', buyer)
      .where(
        'no',
        'not in',
        build
          .selectFrom('look')
          .select('no')
          .where('shop', '=', shop)
          .where('buyer', '=', buyer)
          .orderBy('no', 'desc')
          .limit(LOOKS),
      ),
  )
}
