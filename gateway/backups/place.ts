import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeWhole } from './sealed.ts'

/**
 * Puts what was restored in the place of what was there, which is set aside and never deleted. Told in
 * a journal first: a crash in the middle is carried on at the next start, to the same end.
 */
const journal = z.strictObject({
  v: z.literal(1),
  aside: z.string().regex(/^before-restore-[\w-]+$/),
})

export const RESTORING = 'restoring'
const JOURNAL = 'restore.json'
/** Follow the database, and are made again from it. */
const BELONGING = ['-wal', '-shm', '.views', '.views-wal', '.views-shm', '.search', '.search-wal']
  .concat(['.search-shm'])
  .map((end) => `gateway.db${end}`)
/** The database last: with it all is in its place. */
const PLACED = ['files', 'gateway.key', 'gateway.db']

export async function place(folder: string, at: number): Promise<string | null> {
  const aside = `before-restore-${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}`
  await writeWhole(join(folder, JOURNAL), JSON.stringify({ v: 1, aside }))
  finishPlacing(folder)
  return existsSync(join(folder, aside)) ? join(folder, aside) : null
}

export function isPlacing(folder: string): boolean {
  return existsSync(join(folder, JOURNAL))
}

/** Does nothing where no restore was broken off while it was putting things in their place. */
export function finishPlacing(folder: string): void {
  const path = join(folder, JOURNAL)
  if (!existsSync(path)) return
  const { aside } = journal.parse(JSON.parse(readFileSync(path, 'utf8')))
  const from = join(folder, RESTORING)
  if (existsSync(join(from, 'gateway.db'))) {
    const moveAside = (name: string) => {
      if (!existsSync(join(folder, name))) return
      mkdirSync(join(folder, aside), { recursive: true, mode: 0o700 })
      renameSync(join(folder, name), join(folder, aside, name))
    }
    for (const name of BELONGING) moveAside(name)
    for (const name of PLACED) {
      if (!existsSync(join(from, name))) continue
      moveAside(name)
      renameSync(join(from, name), join(folder, name))
      sync(folder)
    }
  }
  rmSync(from, { recursive: true, force: true })
  rmSync(path)
  sync(folder)
}

/** Names in a folder are as durable as what they name. */
function sync(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
