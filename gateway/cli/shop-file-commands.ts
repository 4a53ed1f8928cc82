import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { backupFailure } from '../backups/failure.ts'
import { readRecoveryKey } from '../backups/keys.ts'
import { exportShop, importShop, type ShopMoved } from '../backups/shop-file.ts'
import type { ShopSecret } from '../backups/shop-secret.ts'
import { dataFailure } from '../data.ts'
import { GatewayFailure } from '../failure.ts'
import { verify } from '../store/verify.ts'
import { askRunning } from './channel.ts'
import { DATA, dataOf, JSON_OPTION, needed, type Command, type Values } from './commands.ts'
import { keyFor, perform } from './open.ts'
import { readSecret, type Terminal } from './terminal.ts'

const SECRET = {
  'recovery-key': {
    type: 'boolean',
    help: 'lock it by a recovery key instead of a passphrase; either is asked, or read from standard input',
  },
} as const
const PASSPHRASE_MIN = 12

const shopExport: Command = {
  name: 'shop export',
  summary: 'write a whole shop into one encrypted file: no passwords, no second factors are in it',
  positionals: '<file>',
  options: {
    ...DATA,
    shop: { type: 'string', help: 'its id or its main account' },
    ...SECRET,
    ...JSON_OPTION,
  },
  async run(term, values, positionals) {
    const [target] = positionals
    if (target === undefined) throw new GatewayFailure('usage', 'say into which file')
    const to = resolve(target)
    if (existsSync(to)) throw new GatewayFailure('usage', `${to} exists already`)
    const secret = await secretOf(term, values)
    // Noted before anything of it goes out.
    const name = needed(values, 'shop')
    const shop = await perform(term, dataOf(values), { op: 'exported', shop: name }, (control) =>
      control.exported(name),
    )
    const { places, key } = keyFor(term, dataOf(values), { mayMake: false })
    const moved = await exportShop({
      database: places.database,
      key,
      filesFolder: places.files,
      shop: shop.id,
      to,
      secret,
      now: Date.now(),
    }).catch((error: unknown) => {
      throw backupFailure(dataFailure(error))
    })
    return told(term, values, moved)
  },
}

const shopImport: Command = {
  name: 'shop import',
  summary: 'take in a shop that was exported, into a gateway that does not run; checked first',
  positionals: '<file>',
  options: {
    ...DATA,
    id: { type: 'string', help: 'under another id, the part of its page’s address' },
    main: { type: 'string', help: 'under another main account’s name; sub-accounts follow it' },
    name: { type: 'string', help: 'under another name, as buyers read it' },
    ...SECRET,
    ...JSON_OPTION,
  },
  async run(term, values, positionals) {
    const [from] = positionals
    if (from === undefined) throw new GatewayFailure('usage', 'say which file')
    const data = dataOf(values)
    const { places, key } = keyFor(term, data, { mayMake: true })
    if (await askRunning(places, { op: 'shops' }))
      throw new GatewayFailure('data_locked', 'the gateway runs: stop it first')
    const secret = await secretOf(term, values)
    // Opened once, so that there is a database of this version.
    await perform(term, data, { op: 'shops' }, (control) => control.shops(), { mayMake: true })
    try {
      const moved = await importShop({
        database: places.database,
        key,
        filesFolder: places.files,
        from: resolve(from),
        secret,
        as: { id: given(values, 'id'), main: given(values, 'main'), name: given(values, 'name') },
        now: Date.now(),
      })
      const report = await verify(places.database, key)
      const found = report.shops.find(({ shop }) => shop === moved.shop)
      for (const problem of found?.problems ?? []) term.say(problem)
      told(term, values, moved)
      term.say(
        `Nobody has a password there yet: set them by \`account reset --name ${moved.main}\`, and so on.`,
      )
      return found?.problems.length === 0 ? 0 : 1
    } catch (error) {
      throw backupFailure(dataFailure(error))
    }
  },
}

/** Absent, or something other than blanks. */
function given(values: Values, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? needed(values, name).trim() : undefined
}

function told(term: Terminal, values: Values, moved: ShopMoved): number {
  const { shop, name, rows, files } = moved
  term.out(
    values['json'] ? JSON.stringify(moved) : `${name} (${shop}): ${rows} rows, ${files} files`,
  )
  return 0
}

async function secretOf(term: Terminal, values: Values): Promise<ShopSecret> {
  if (values['recovery-key'] === true) {
    const recovery = readRecoveryKey(await readSecret(term, 'Recovery key: '))
    if (!recovery) throw new GatewayFailure('usage', 'that is no recovery key: mistyped?')
    return { recovery }
  }
  const passphrase = await readSecret(term, `Passphrase (at least ${PASSPHRASE_MIN} signs): `)
  if (passphrase.length < PASSPHRASE_MIN)
    throw new GatewayFailure('usage', `the passphrase needs at least ${PASSPHRASE_MIN} signs`)
  return { passphrase }
}

export const SHOP_FILE_COMMANDS: readonly Command[] = [shopExport, shopImport]
