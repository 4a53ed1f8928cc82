import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Failure } from '../failure.ts'
import type { SetAside } from '../transcripts/calls.ts'
import { createTranscripts, type Transcripts } from '../transcripts/client.ts'
import { CacheError } from '../transcripts/errors.ts'

export interface OpenedCache {
  readonly cache: Transcripts
  /** A damaged file, or one of a lost key, lies here now; its content was not lost unseen. */
  readonly setAside: { readonly file: string; readonly rescued: number } | null
}

export function cacheFile(folder: string, knownId: string): string {
  return join(folder, 'transcripts', `${knownId}.db`)
}

/** Opens an account's cache. A file of another key is moved aside, never deleted. */
export async function openCache(file: string, key: Uint8Array): Promise<OpenedCache> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const cache = createTranscripts()
  try {
    const opened = await cache.open({ file, key })
    return { cache, setAside: told(opened.setAside) }
  } catch (error) {
    if (!(error instanceof CacheError)) throw error
    switch (error.code) {
      case 'wrong_key': {
        await cache.close().catch(() => undefined)
        const aside = moveAside(file)
        await cache.open({ file, key })
        return { cache, setAside: { file: aside, rescued: 0 } }
      }
      case 'newer_version':
        throw new Failure('cache_newer', error.message)
      case 'corrupt': {
        const opened = await cache.open({ file, key })
        return { cache, setAside: told(opened.setAside) }
      }
      default:
        throw new Failure('cache_failed', error.message)
    }
  }
}

function told(setAside: SetAside | null): OpenedCache['setAside'] {
  return setAside
    ? { file: setAside.file, rescued: setAside.outbox + setAside.drafts + setAside.workspace }
    : null
}

function filesOf(file: string): string[] {
  const name = basename(file)
  try {
    return readdirSync(dirname(file)).filter(
      (other) => other === name || other === `${name}-wal` || other === `${name}-shm`,
    )
  } catch {
    return []
  }
}

function moveAside(file: string): string {
  const mark = `.other-key-${Date.now()}`
  for (const name of filesOf(file))
    renameSync(join(dirname(file), name), join(dirname(file), name + mark))
  return file + mark
}

/** For «forget this account»: what the key would open is gone with the key, and so is the file. */
export function removeCache(file: string): void {
  for (const name of filesOf(file)) rmSync(join(dirname(file), name), { force: true })
}
