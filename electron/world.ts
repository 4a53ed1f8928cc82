import type { AppState } from '#shared/bridge/contract.ts'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Accounts, type AccountsOptions } from './account/accounts.ts'
import { type AccountBook, accountBook } from './account/saved-accounts.ts'
import type { AppStateStore } from './app-state.ts'
import { EmbeddedHost } from './embedded/host.ts'
import { OwnShop, type OwnShopOptions } from './embedded/own-shop.ts'
import type { JsonFile } from './json-file.ts'
import { log } from './log.ts'
import { type Settings, settingsFile } from './settings.ts'

/** Everything that is kept for one kind of work: its accounts, its shop on this computer. */
export interface World {
  readonly practice: boolean
  readonly folder: string
  readonly own: OwnShop
  readonly accounts: Accounts
  /** Where its chats' windows are remembered: their names are ids of its conversations. */
  readonly settings: JsonFile<Settings>
}

export interface WorldOptions
  extends
    Pick<OwnShopOptions, 'buyerPage' | 'resources' | 'practice' | 'keychain' | 'painted'>,
    Pick<AccountsOptions, 'device' | 'app' | 'begin' | 'end'> {
  readonly folder: string
  /** The built gateway-process.js. */
  readonly script: string
  readonly state: AppStateStore
  readonly inFront: () => boolean
  /** One may come to work there now. */
  readonly accepts: () => boolean
  /** The gateway came back after a crash. */
  readonly restarted: () => void
  /** Known already, else those of the folder. */
  readonly book?: JsonFile<AccountBook>
  readonly settings?: JsonFile<Settings>
}

/** The real shops, or practice: the same parts in a folder of their own. */
export function makeWorld(options: WorldOptions): World {
  const { folder, practice, state, inFront, accepts, keychain, painted } = options
  const { device, app, begin, end } = options
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const host: EmbeddedHost = new EmbeddedHost({
    script: options.script,
    logs: join(folder, 'logs'),
    onRestarted: (ready) => {
      own
        .restarted(ready)
        .then(options.restarted, () => log('error', 'gateway: came back without its demo buyers'))
    },
    onLost: (failure) => log('error', 'gateway: lost', { code: failure.code }),
  })
  const own = new OwnShop({
    folder,
    buyerPage: options.buyerPage,
    resources: options.resources,
    practice,
    host,
    keychain,
    language: () => state.value.language,
    painted,
  })
  const accounts = new Accounts({
    folder,
    practice,
    state: seenFrom(state, inFront),
    accepts,
    book: options.book ?? accountBook(folder),
    own,
    keychain,
    painted,
    device,
    app,
    begin,
    // What ends late, behind a turn to the other world, is over already.
    end: async () => (inFront() ? end() : undefined),
  })
  return { practice, folder, own, accounts, settings: options.settings ?? settingsFile(folder) }
}

/** The windows show one world: what the other has to say about itself is not for them. */
function seenFrom(state: AppStateStore, inFront: () => boolean): AccountsOptions['state'] {
  return {
    get value(): AppState {
      return state.value
    },
    patch: (change) => {
      if (inFront()) state.patch(change)
    },
    notice: (code, values) => {
      if (inFront()) state.notice(code, values)
    },
  }
}
