/**
 * What can go wrong with the cache, as the rest of the app sees it. Texts are English for logs and
 * developers; they hold neither key nor content. People read the locale's own sentence per code.
 */
export type CacheErrorCode =
  /** The file belongs to another key. Nothing was touched. */
  | 'wrong_key'
  /** Written by a newer version of the app. Nothing was touched. */
  | 'newer_version'
  /** Damaged. Nothing more is read from it; the next `open` sets it aside and begins a fresh one. */
  | 'corrupt'
  /** The change was not made; what was there before is whole. Try again once there is room. */
  | 'disk_full'
  /** Another process has it open. */
  | 'busy'
  /** The file or its folder can't be read or written. */
  | 'io'
  /** Not open. */
  | 'closed'
  /** A batch of another history than the cursor's: `reset` first (I10). */
  | 'epoch'
  /** The same cid, pos or cseq again with another content. */
  | 'conflict'
  /** A malformed request. */
  | 'invalid'
  /** The worker thread ended; `open` starts a new one. */
  | 'crashed'
  | 'internal'

export class CacheError extends Error {
  override readonly name = 'CacheError'
  readonly code: CacheErrorCode

  constructor(code: CacheErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** How an error crosses the thread: classes don't survive it. */
export interface CacheFailure {
  readonly code: CacheErrorCode
  readonly message: string
}

/** SQLite's own code, such as SQLITE_NOTADB. */
export function sqliteCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : undefined
}

const meanings: readonly (readonly [prefix: string, code: CacheErrorCode, message: string])[] = [
  ['SQLITE_FULL', 'disk_full', 'the disk is full'],
  // A quota or file size limit shows as a failed write; only ENOSPC gives SQLITE_FULL.
  ['SQLITE_IOERR_WRITE', 'disk_full', 'the disk takes no more'],
  ['SQLITE_IOERR_SHORT_READ', 'corrupt', 'the transcript cache is damaged'],
  ['SQLITE_IOERR_CORRUPTFS', 'corrupt', 'the transcript cache is damaged'],
  ['SQLITE_IOERR_DATA', 'corrupt', 'the transcript cache is damaged'],
  ['SQLITE_CORRUPT', 'corrupt', 'the transcript cache is damaged'],
  ['SQLITE_NOTADB', 'corrupt', 'the transcript cache is damaged'],
  ['SQLITE_BUSY', 'busy', 'the transcript cache is in use by another process'],
  ['SQLITE_LOCKED', 'busy', 'the transcript cache is in use by another process'],
  ['SQLITE_CONSTRAINT', 'conflict', 'contradicts what is stored'],
  ['SQLITE_CANTOPEN', 'io', 'the transcript cache cannot be opened'],
  ['SQLITE_READONLY', 'io', 'the transcript cache cannot be written'],
  ['SQLITE_IOERR', 'io', 'the transcript cache cannot be read or written'],
]

/**
 * SQLite's own texts are dropped, only its code is kept: they may quote values. An unknown error
 * becomes `internal` by its class name alone, for the same reason.
 */
export function asCacheError(error: unknown): CacheError {
  if (error instanceof CacheError) return error
  const code = sqliteCode(error)
  if (code !== undefined) {
    const meaning = meanings.find(([prefix]) => code.startsWith(prefix))
    if (meaning) return new CacheError(meaning[1], `${meaning[2]} (${code})`)
    return new CacheError('internal', code)
  }
  return new CacheError('internal', error instanceof Error ? error.name : typeof error)
}
