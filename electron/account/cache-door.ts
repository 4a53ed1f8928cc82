import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Failure } from '../failure.ts'
import type { SetAside } from '../transcripts/calls.ts'
import { createTranscripts } from '../transcripts/client.ts'
import { CacheError } from '../transcripts/errors.ts'
import {
  type CacheWithHeadStart,
  type HeadStartOptions,
  withHeadStart,
} from '../transcripts/head-start.ts'

export interface OpenedCache {
  readonly cache: CacheWithHeadStart
  /** A damaged file, or one of a lost key, lies here now; its content was not lost unseen. */
  readonly setAside: Told | null
}

/** What the person is told of it. */
export interface Told {
  readonly code: 'cache_set_aside' | 'cache_set_aside_partly' | 'cache_of_other_key'
  readonly values: { readonly file: string; readonly outbox: number; readonly drafts: number }
}

/** Opens an account's cache. A file of another key is moved aside, never deleted. */
export async function openCache(
  file: string,
  key: Uint8Array,
  options: HeadStartOptions,
): Promise<OpenedCache> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const cache = withHeadStart(createTranscripts(), options)
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
        const values = { file: aside, outbox: 0, drafts: 0 }
        return { cache, setAside: { code: 'cache_of_other_key', values } }
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
  if (!setAside) return null
  const { file, outbox, drafts, complete } = setAside
  return {
    code: complete ? 'cache_set_aside' : 'cache_set_aside_partly',
    values: { file, outbox, drafts },
  }
}

function filesOf(file: string): string[] {
  const name = basename(file)
  try {
    return readdirSync(dirname(file)).filter(
      (other) =>
        other === name || ['-wal', '-shm', '.start'].some((ending) => other === name + ending),
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
