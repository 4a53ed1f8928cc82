import { randomBytes } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'
import type { Logger } from 'pino'
import { z } from 'zod'
import type {
  BackupDone,
  BackupFailure,
  BackupProgress,
  BackupSet,
  BackupStatus,
} from '#shared/backups/model.ts'
import { noteAudit } from '../desk/audit.ts'
import type { CredentialStore, Desk } from '../desk/contract.ts'
import type { Places } from '../places.ts'
import { partsOf } from './check.ts'
import { checkRecord } from './at-start.ts'
import { BackupError } from './errors.ts'
import { keyId, keysFile, newRecoveryKey, wrapKey, type KeysFile } from './keys.ts'
import { chosenFile, chosenFolder } from './advice.ts'
import { writeWhole } from './sealed.ts'
import { makePoint, type Made } from './make.ts'
import { manifestName, Repository } from './manifest.ts'
import { KEEPING, type Keeping } from './rotate.ts'

const HOUR = 60 * 60_000
const DAY = 24 * HOUR
/** The gateway has other things to do when it starts. */
const FIRST_AFTER = 5 * 60_000
const LOOK_EVERY = 10 * 60_000
const RETRY_AFTER = HOUR
/** T7: daily by default; whoever has none for so long is told. */
const STALE_AFTER = 2 * DAY

export interface BackupSettings {
  /** Absent: `backups` in the data folder, or what the main account has chosen. */
  readonly folder?: string | undefined
  readonly keeping?: Partial<Keeping> | undefined
  /** Ms between two; 0: none by itself. */
  readonly every?: number | undefined
  readonly firstAfter?: number | undefined
}

export interface Backups {
  status(): Promise<BackupStatus>
  /** At once; the same one for all who ask meanwhile. */
  now(options?: { readonly fresh?: boolean }): Promise<Made>
  /** Another recovery key, told this once: the one before opens nothing new any more. */
  newRecovery(): Promise<string>
  /** Null: the gateway's own place. */
  setFolder(folder: string | null): Promise<void>
  folder(): string
  /** Begins to make them by itself. */
  start(): void
  close(): Promise<void>
}

const secrets = z.strictObject({
  key: z.string().regex(/^[0-9a-f]{64}$/),
  recovery: keysFile.shape.recovery,
  recoveryAt: z.number().nullable(),
})
type Secrets = z.infer<typeof secrets>

export async function openBackups(parts: {
  readonly places: Places
  /** Hex. */
  readonly key: string
  readonly credentials: CredentialStore
  readonly desk: Desk
  readonly settings: BackupSettings
  readonly log: Logger
  readonly now: () => number
}): Promise<Backups> {
  const { places, key, credentials, desk, settings, log, now } = parts
  const every = settings.every ?? DAY
  const keeping: Keeping = { ...KEEPING, ...settings.keeping }
  const master = Buffer.from(key, 'hex')
  const own = join(places.folder, 'backups')
  let chosen = chosenFolder(places) ?? ''
  let secret = await readSecrets(credentials)
  let last = await readJson<BackupDone>(credentials, 'backups.last')
  let failed: BackupStatus['failed'] = null
  let checked: BackupStatus['checked'] = null
  let alertedAt = 0
  let running: { job: Promise<Made>; progress: BackupProgress } | null = null
  let timer: NodeJS.Timeout | null = null
  let closed = false

  const folder = () => resolve(settings.folder ?? (chosen === '' ? own : chosen))

  function keys(): KeysFile {
    const backupKey = Buffer.from(secret.key, 'hex')
    return {
      v: 1,
      id: keyId(backupKey),
      gateway: wrapKey('gateway', master, backupKey),
      recovery: secret.recovery,
      recoveryAt: secret.recoveryAt,
    }
  }
  const repository = () => new Repository(folder(), Buffer.from(secret.key, 'hex'))

  async function keepSecrets(next: Secrets): Promise<void> {
    await credentials.setSetting('backups.keys', JSON.stringify(next))
    secret = next
  }

  async function toAll(
    kind: 'backed_up' | 'backup_failed',
    values: Readonly<Record<string, string | number>>,
  ): Promise<void> {
    for (const shop of desk.shops.values())
      await noteAudit(shop, { kind, by: null, values, alert: kind === 'backup_failed' })
  }

  async function failure(reason: BackupFailure): Promise<void> {
    failed = { at: now(), reason }
    // Tried again each hour, but said once a day.
    if (now() - alertedAt < DAY - HOUR) return
    alertedAt = now()
    await toAll('backup_failed', { reason })
  }

  /** What the last one wrote must still be there: somebody may have emptied the folder. */
  const isGone = () =>
    last !== null && !existsSync(join(folder(), last.set, manifestName(last.seq)))

  async function make(fresh: boolean, tell: (progress: BackupProgress) => void): Promise<Made> {
    const began = performance.now()
    // Kept in the encrypted database before anything is encrypted by it.
    await keepSecrets(secret)
    const gone = isGone()
    const made = await makePoint({
      database: places.database,
      key,
      filesFolder: places.files,
      folder: folder(),
      backupKey: Buffer.from(secret.key, 'hex'),
      keys: keys(),
      keeping,
      now,
      fresh,
      onProgress: tell,
    })
    const { damaged, ...rest } = made
    last = { ...rest, ms: Math.round(performance.now() - began) }
    await credentials.setSetting('backups.last', JSON.stringify(last))
    failed = null
    alertedAt = 0
    log.info({ set: made.set, seq: made.seq, bytes: made.bytes, rows: made.rows }, 'backed up')
    await toAll('backed_up', { bytes: made.bytes, rows: made.rows })
    if (damaged.length > 0 || gone) {
      log.error({ damaged }, 'earlier backups are damaged or gone')
      await toAll('backup_failed', { reason: gone ? 'gone' : 'damaged' })
    }
    return made
  }

  function begin(fresh: boolean): Promise<Made> {
    if (running) return running.job
    const state = { progress: { phase: 'checking', share: 0, bytes: 0 } as BackupProgress }
    const job = make(fresh, (progress) => {
      state.progress = progress
    })
      .catch(async (error: unknown) => {
        log.error({ err: error }, 'no backup was made')
        await failure(reasonOf(error)).catch(() => undefined)
        throw error
      })
      .finally(() => {
        running = null
      })
    running = {
      job,
      get progress() {
        return state.progress
      },
    }
    return job
  }

  /** The record is read to its end, slice by slice: damage is found while good backups are kept. */
  async function check(): Promise<void> {
    const problem = await checkRecord(places.database, key, () => closed)
    checked = { at: now(), ok: problem === null }
    if (problem === null) return
    log.error({ problem }, 'the record is damaged')
    await toAll('backup_failed', { reason: 'record' satisfies BackupFailure })
  }

  const dueAt = () =>
    Math.max((last?.at ?? 0) + every, failed === null ? 0 : failed.at + RETRY_AFTER)

  async function look(): Promise<void> {
    if (closed || running || now() < dueAt()) return
    await begin(false).then(check)
  }

  function lookAfter(ms: number): void {
    timer = setTimeout(() => {
      void look()
        .catch(() => undefined)
        .then(() => {
          if (!closed) lookAfter(LOOK_EVERY)
        })
    }, ms)
    timer.unref()
  }

  return {
    folder,
    now: ({ fresh = false } = {}) => begin(fresh),

    async status() {
      const dir = folder()
      const inside = relative(places.folder, dir)
      return {
        enabled: every > 0,
        folder: dir,
        besideData: inside === '' || (!inside.startsWith('..') && !isAbsolute(inside)),
        running: running?.progress ?? null,
        last,
        next: every > 0 ? Math.max(now(), dueAt()) : null,
        failed,
        stale: last !== null && (now() - last.at > STALE_AFTER || isGone()),
        recoveryAt: secret.recoveryAt,
        ownGateway: desk.shops.size === 1,
        sets: await setsOf(repository()),
        checked,
      }
    },

    async newRecovery() {
      const { secret: recovery, text } = newRecoveryKey()
      const wrapped = wrapKey('recovery', recovery, Buffer.from(secret.key, 'hex'))
      await keepSecrets({ ...secret, recovery: wrapped, recoveryAt: now() })
      await repository().putKeys(keys())
      return text
    },

    async setFolder(next) {
      if (next !== null && (!isAbsolute(next) || !isFolder(next)))
        throw new BackupError('io', 'there is no such folder')
      // Beside the database: who has a damaged one must find its backups.
      await writeWhole(chosenFile(places), JSON.stringify({ folder: next ?? '' }))
      chosen = next ?? ''
      // Nothing of the last one is there.
      last = null
      await credentials.setSetting('backups.last', '')
    },

    start() {
      if (every > 0) lookAfter(settings.firstAfter ?? FIRST_AFTER)
    },

    async close() {
      closed = true
      if (timer) clearTimeout(timer)
      await running?.job.catch(() => undefined)
    },
  }
}

async function setsOf(repo: Repository): Promise<readonly BackupSet[]> {
  const { points } = await repo.points()
  const sets: BackupSet[] = []
  for (const set of new Set(points.map((point) => point.set))) {
    const own = points.filter((point) => point.set === set)
    const files = new Map(
      own.flatMap(({ manifest }) => partsOf(manifest).map((p) => [p.file, p.bytes])),
    )
    sets.push({
      set,
      bytes: [...files.values()].reduce((sum, bytes) => sum + bytes, 0),
      points: own.map(({ seq, manifest }) => ({ seq, at: manifest.at })),
    })
  }
  return sets.sort((a, b) => (a.set < b.set ? 1 : -1))
}

async function readSecrets(credentials: CredentialStore): Promise<Secrets> {
  const known = secrets.safeParse(await readJson(credentials, 'backups.keys'))
  if (known.success) return known.data
  return { key: randomBytes(32).toString('hex'), recovery: null, recoveryAt: null }
}

async function readJson<T>(credentials: CredentialStore, name: string): Promise<T | null> {
  const text = await credentials.setting(name)
  return text === null || text === '' ? null : (JSON.parse(text) as T)
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

export function reasonOf(error: unknown): BackupFailure {
  if (!(error instanceof BackupError)) return 'fault'
  switch (error.code) {
    case 'full':
    case 'io':
    case 'damaged':
      return error.code
    case 'missing':
      return 'damaged'
    default:
      return 'fault'
  }
}
