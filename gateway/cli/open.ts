import { existsSync } from 'node:fs'
import { openAccounts } from '../accounts/accounts.ts'
import { finishRestore } from '../data.ts'
import { openBackups, type Backups, type BackupSettings } from '../backups/service.ts'
import { createLog } from '../logs.ts'
import { createPasswords } from '../accounts/passwords.ts'
import { createControl, type Control } from '../control.ts'
import { openData } from '../data.ts'
import { GatewayFailure } from '../failure.ts'
import { makeKey, placesOf, prepareFolder, readKey, type Places } from '../places.ts'
import { askRunning, type ChannelRequest } from './channel.ts'
import type { Terminal } from './terminal.ts'

export interface DataArguments {
  readonly data: string
  readonly keyFile?: string | undefined
}

/** The key of a data folder; made, aloud, where there is neither a key nor a database. */
export function keyFor(
  term: Terminal,
  { data, keyFile }: DataArguments,
  options: { readonly mayMake: boolean },
): { readonly places: Places; readonly key: string } {
  const places = placesOf(data)
  const file = keyFile ?? places.key
  // What it was putting in its place may be the key.
  finishRestore(places.database)
  const known = readKey(file)
  if (known) return { places, key: known.toString('hex') }
  if (!options.mayMake || existsSync(places.database))
    throw new GatewayFailure(
      'key_missing',
      `there is no key in ${file}; put the key of this data there, or name it by --key-file`,
    )
  prepareFolder(places.folder)
  const made = makeKey(file)
  term.say(`A key was made: ${file}`)
  term.say(
    'Back it up apart from the data: without it nobody can read the data, with it everybody.',
  )
  return { places, key: made.toString('hex') }
}

/** Does it in the gateway that runs on this data, else on the data itself. */
export async function perform<T>(
  term: Terminal,
  data: DataArguments,
  asked: ChannelRequest,
  directly: (
    control: Control,
    backups: (settings: BackupSettings) => Promise<Backups>,
  ) => T | Promise<T>,
  options: { readonly mayMake?: boolean } = {},
): Promise<T> {
  const running = await askRunning(placesOf(data.data), asked)
  // The running gateway is this same program: it answers what `directly` would return.
  if (running) return running.value as T
  const { places, key } = keyFor(term, data, { mayMake: options.mayMake ?? false })
  if (options.mayMake !== true && !existsSync(places.database))
    throw new GatewayFailure('usage', `there is no gateway's data in ${places.folder}`)
  prepareFolder(places.folder)
  const now = Date.now
  const { store, desk } = await openData({ file: places.database, key, now, idle: true })
  try {
    const accounts = await openAccounts({
      credentials: store.credentials,
      desk,
      passwords: createPasswords(),
      now,
      monotonic: () => performance.now(),
    })
    const control = createControl({
      store,
      desk,
      accounts,
      filesFolder: places.files,
      levelsFile: places.levels,
      async beginOrders(shop, system) {
        if ((await store.orders.system(shop)) === null) await store.orders.setSystem(shop, system)
      },
      onShop: () => {},
      now,
    })
    const { credentials } = store
    const log = createLog('silent')
    return await directly(control, (settings) =>
      openBackups({ places, key, credentials, desk, settings, log, now }),
    )
  } finally {
    await desk.close()
    await store.close()
  }
}
