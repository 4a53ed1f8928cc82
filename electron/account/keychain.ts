import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import type * as Keyring from '@napi-rs/keyring'
import { log } from '../log.ts'
import { describe } from '../failure.ts'

/** The OS's own keeper of secrets. Values are short strings. */
export interface Keychain {
  get(name: string): Promise<string | null>
  set(name: string, value: string): Promise<void>
  delete(name: string): Promise<void>
}

/** Under which an account's secret is kept. `knownId`: of its entry in the list of saved accounts. */
export function secretName(knownId: string): string {
  return `account ${knownId}`
}

const SERVICE = 'Xiaoer'
/** A locked Secret Service may ask the person first; nobody waits for it longer than this. */
const PROBE_MS = 5000

/**
 * null where there is none that keeps anything. Without the pinned store the package would fall back
 * to the kernel's session keyring on Linux, which forgets at reboot; a daemon that was never unlocked
 * reads as empty and fails at the first write, so the probe writes. `expected`: the name of a secret
 * that should be there; where it is, that is proof enough, and quicker.
 */
export async function openKeychain(
  expected: string | null = null,
  service = SERVICE,
): Promise<Keychain | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PROBE_MS)
    timer.unref()
  })
  try {
    return await Promise.race([probe(service, expected), late])
  } catch (error) {
    log('info', 'keychain: none', { error: describe(error) })
    return null
  } finally {
    clearTimeout(timer)
  }
}

async function probe(service: string, expected: string | null): Promise<Keychain | null> {
  // Not imported: Node's loader of modules takes as long as all the rest of it.
  const { AsyncEntry } = createRequire(import.meta.url)('@napi-rs/keyring') as typeof Keyring
  const entry = (name: string) =>
    new AsyncEntry(service, name, { linux: { store: 'secret-service' } })
  const found = expected === null ? null : ((await entry(expected).getPassword()) ?? null)
  if (found === null && !(await keeps(entry))) return null
  /** What was just read is what is asked for next. */
  let read = found === null ? null : { name: expected, value: found }
  return {
    get: async (key) => {
      const known = read
      read = null
      return known?.name === key ? known.value : ((await entry(key).getPassword()) ?? null)
    },
    set: (key, value) => {
      read = null
      return entry(key).setPassword(value)
    },
    delete: async (key) => {
      read = null
      await entry(key).deletePassword()
    },
  }
}

async function keeps(
  entry: (
    name: string,
  ) => Pick<Keyring.AsyncEntry, 'setPassword' | 'getPassword' | 'deletePassword'>,
): Promise<boolean> {
  const name = `probe ${randomUUID()}`
  const probed = entry(name)
  await probed.setPassword(name)
  const kept = (await probed.getPassword()) === name
  await probed.deletePassword()
  return kept
}
