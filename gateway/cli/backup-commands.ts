import { statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { BackupStatus } from '#shared/backups/model.ts'
import { backupsFolder } from '../backups/advice.ts'
import { backupFailure } from '../backups/failure.ts'
import { readRecoveryKey, recoveryText } from '../backups/keys.ts'
import { openRepository, type Opener } from '../backups/manifest.ts'
import { restoreSet, type RestoreProgress } from '../backups/restore.ts'
import { copyFiles, Refusal } from '../control.ts'
import { dataFailure } from '../data.ts'
import { GatewayFailure } from '../failure.ts'
import { placesOf, prepareFolder, readKey } from '../places.ts'
import { restore } from '../store/backup.ts'
import { askRunning } from './channel.ts'
import { DATA, dataOf, JSON_OPTION, text, type Command, type Values } from './commands.ts'
import { keyFor, perform } from './open.ts'
import { readSecret, type Terminal } from './terminal.ts'

const LOOK_MS = 500
const BACKUPS = {
  backups: { type: 'string', help: 'folder of the backups (default <data>/backups)' },
} as const

const backup: Command = {
  name: 'backup',
  summary: 'back up now, while the gateway runs or not; or copy all of it plainly into a folder',
  positionals: '[folder]',
  options: {
    ...DATA,
    ...BACKUPS,
    full: { type: 'boolean', help: 'begin a new set with all of it' },
    ...JSON_OPTION,
  },
  async run(term, values, positionals) {
    const [target] = positionals
    if (target !== undefined) return await copyInto(term, values, target)
    const fresh = values['full'] === true
    const data = dataOf(values)
    const before = await askRunning(placesOf(data.data), { op: 'backups' })
    if (before) {
      const was = (before.value as BackupStatus).last?.at ?? 0
      const status = await watched(term, values, fresh)
      const { last, failed } = status
      if (!last || last.at === was)
        throw new Refusal('storage_failed', `no backup was made (${failed?.reason ?? 'fault'})`)
      return told(term, values, last)
    }
    const made = await perform(term, data, { op: 'backupNow', fresh }, async (_control, backups) =>
      (await backups(settingsOf(values))).now({ fresh }),
    ).catch((error: unknown) => {
      throw backupFailure(error)
    })
    return told(term, values, made)
  },
}

/** In the gateway that runs: begun there, and looked at until it is over. */
async function watched(term: Terminal, values: Values, fresh: boolean): Promise<BackupStatus> {
  const places = placesOf(dataOf(values).data)
  let asked = await askRunning(places, { op: 'backupNow', fresh })
  for (;;) {
    const status = asked?.value as BackupStatus | undefined
    if (!status) throw new Refusal('draining', 'the gateway has ended meanwhile')
    if (!status.running) return status
    const { phase, share, bytes } = status.running
    if (!values['json']) term.say(`${phase} ${percent(share)}, ${size(bytes)}`)
    await new Promise((done) => setTimeout(done, LOOK_MS))
    asked = await askRunning(places, { op: 'backups' })
  }
}

function told(
  term: Terminal,
  values: Values,
  made: { set: string; seq: number; base: boolean; rows: number; bytes: number; files: number },
): number {
  if (values['json']) term.out(JSON.stringify(made))
  else
    term.out(
      `${made.set}, point ${made.seq}${made.base ? ' (all of it)' : ''}: ${made.rows} rows, ${made.files} new files, ${size(made.bytes)}`,
    )
  return 0
}

async function copyInto(term: Terminal, values: Values, target: string): Promise<number> {
  const folder = resolve(target)
  const made = await perform(term, dataOf(values), { op: 'backup', folder }, (control) =>
    control.backup(folder),
  )
  if (values['json']) term.out(JSON.stringify(made))
  else term.out(`${made.database}, ${made.files} new files; the key is not in it`)
  return 0
}

const backupList: Command = {
  name: 'backup list',
  summary: 'list the points that can be restored',
  positionals: '[folder]',
  options: {
    ...DATA,
    ...BACKUPS,
    'recovery-key-stdin': { type: 'boolean', help: 'open them by the recovery key' },
    ...JSON_OPTION,
  },
  async run(term, values, positionals) {
    const folder = resolve(positionals[0] ?? backupsOf(values))
    try {
      const repo = await openRepository(folder, await openerOf(term, values))
      const { points, damaged } = await repo.points()
      if (values['json'])
        term.out(
          JSON.stringify({
            points: points.map(({ set, seq, manifest }) => ({ set, seq, at: manifest.at })),
            damaged,
          }),
        )
      else {
        for (const { set, seq, manifest } of points)
          term.out(`${new Date(manifest.at).toISOString()}\t${set}\tpoint ${seq}`)
        for (const path of damaged) term.out(`damaged: ${path}`)
      }
      return damaged.length === 0 ? 0 : 1
    } catch (error) {
      throw backupFailure(error)
    }
  },
}

const recoveryKey: Command = {
  name: 'backup recovery-key',
  summary: 'make a recovery key, which opens the backups without this computer; shown this once',
  options: { ...DATA, ...BACKUPS, ...JSON_OPTION },
  async run(term, values) {
    const key = await perform(
      term,
      dataOf(values),
      { op: 'recoveryKey' },
      async (_control, backups) => (await backups(settingsOf(values))).newRecovery(),
    )
    if (values['json']) term.out(JSON.stringify({ key }))
    else {
      term.out(key)
      term.say('Print it, or write it down, and keep it apart from the backups.')
      term.say('With the backups it opens everything; the one before opens no new backups.')
    }
    return 0
  },
}

const restoreCommand: Command = {
  name: 'restore',
  summary: 'make a data folder out of backups that are checked first; what is there is set aside',
  positionals: '<folder of the backups, or backup.db>',
  options: {
    ...DATA,
    at: { type: 'string', help: 'the newest point that is not newer, such as 2026-03-01T12:00Z' },
    'recovery-key-stdin': { type: 'boolean', help: 'read the recovery key from standard input' },
    salvage: {
      type: 'boolean',
      help: 'the database there is damaged: take over what fits behind the backup',
    },
    ...JSON_OPTION,
  },
  async run(term, values, positionals) {
    const [from] = positionals
    if (from === undefined) throw new GatewayFailure('usage', 'say which backups')
    if (statSync(from, { throwIfNoEntry: false })?.isFile() === true)
      return await restoreCopy(term, values, resolve(from))
    const at = text(values, 'at')
    const until = at === undefined ? undefined : Date.parse(at)
    if (until !== undefined && Number.isNaN(until))
      throw new GatewayFailure('usage', `not a time: ${at ?? ''}`)
    const places = placesOf(dataOf(values).data)
    try {
      const done = await restoreSet({
        backups: resolve(from),
        by: await openerOf(term, values),
        until,
        dataFolder: places.folder,
        salvage: values['salvage'] === true,
        keyGoes: text(values, 'key-file') === undefined ? 'file' : 'caller',
        now: Date.now(),
        onProgress: values['json'] ? undefined : progressTo(term),
      })
      const { key: _key, report, ...rest } = done
      if (values['json']) term.out(JSON.stringify({ ...rest, shops: report.shops }))
      else {
        for (const shop of report.shops) term.out(`shop ${shop.shop}: ${shop.messages} messages`)
        term.out(`as of ${new Date(done.point.at).toISOString()}, ${done.files} files`)
        if (done.salvaged.rows > 0)
          term.out(`${done.salvaged.rows} rows behind the backup were saved from the database`)
        if (done.aside !== null) term.out(`what was there lies in ${done.aside}`)
        term.out('clients begin again from a snapshot and keep what they have not sent')
      }
      return 0
    } catch (error) {
      throw backupFailure(dataFailure(error))
    }
  },
}

function progressTo(term: Terminal): (progress: RestoreProgress) => void {
  let said = ''
  return ({ phase, share }) => {
    const line = `${phase} ${percent(Math.floor(share * 10) / 10)}`
    if (line !== said) term.say(line)
    said = line
  }
}

/** A plain copy, as `backup <folder>` makes it. */
async function restoreCopy(term: Terminal, values: Values, from: string): Promise<number> {
  const { places, key } = keyFor(term, dataOf(values), { mayMake: false })
  prepareFolder(places.folder)
  const { report, pos } = await restore(from, places.database, key).catch((error: unknown) => {
    throw dataFailure(error)
  })
  const files = await copyFiles(join(dirname(from), 'files'), places.files)
  if (values['json']) term.out(JSON.stringify({ pos, files, shops: report.shops }))
  else {
    for (const shop of report.shops) term.out(`shop ${shop.shop}: ${shop.messages} messages`)
    term.out(`${files} files; clients begin again from a snapshot and keep what they have not sent`)
  }
  return 0
}

/** The recovery key where it is given, else the gateway's own. */
export async function openerOf(term: Terminal, values: Values): Promise<Opener> {
  if (values['recovery-key-stdin'] !== true) {
    const { data, keyFile } = dataOf(values)
    const file = keyFile ?? placesOf(data).key
    const key = readKey(file)
    if (key) return { gateway: key }
    throw new GatewayFailure(
      'key_missing',
      `there is no key in ${file}; name it by --key-file, or give the recovery key by --recovery-key-stdin`,
    )
  }
  const recovery = readRecoveryKey(await readSecret(term, 'Recovery key: '))
  if (recovery) return { recovery }
  throw new GatewayFailure(
    'usage',
    `that is no recovery key: mistyped? It looks like ${recoveryText(Buffer.alloc(20))}`,
  )
}

function settingsOf(values: Values): { folder?: string } {
  const folder = text(values, 'backups')
  return folder === undefined ? {} : { folder: resolve(folder) }
}

export function backupsOf(values: Values): string {
  return text(values, 'backups') ?? backupsFolder(placesOf(dataOf(values).data))
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KiB`
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`
}

export const BACKUP_COMMANDS: readonly Command[] = [
  // Longer names first: `backup` takes what follows it for a folder.
  backupList,
  recoveryKey,
  backup,
  restoreCommand,
]
