import { statSync } from 'node:fs'
import type { Answer, Ask, CallName, Calls } from './calls.ts'
import type { Connection, WriteHandle } from './database.ts'
import { asCacheError, CacheError } from './errors.ts'
import { markDamaged, removeAll } from './files.ts'
import * as kept from './kept.ts'
import { expire, forget, recall } from './forget.ts'
import { createNames } from './names.ts'
import { openFile, type OpenFile } from './opening.ts'
import * as record from './record.ts'

/** Messages that search may have to scan; above this a batch waits for the index. */
const pendingLimit = 2_000

/** A WAL beyond this is written back when nobody waits. */
const restingWal = 4 * 1024 * 1024

/** The cache as the worker thread holds it. Synchronous: one call at a time, in order. */
export interface Cache {
  /** @throws CacheError, never anything else. */
  answer<N extends CallName>(name: N, ask: Ask<N>): Answer<N>
  /** Messages that wait for the index. */
  readonly pending: number
  /** One step of the work that nobody waits for; false: none is left, or it can't be done now. */
  work(): boolean
}

type Handlers = { readonly [N in CallName]: (ask: Ask<N>) => Answer<N> }

export function createCache(): Cache {
  const names = createNames()
  let open: OpenFile | null = null
  /** The file last asked for, also when it could not be opened: what `wipe` removes. */
  let file: string | null = null
  let damaged = false

  function current(): OpenFile {
    if (open) return open
    throw damaged
      ? new CacheError('corrupt', 'the transcript cache is damaged: open it again')
      : new CacheError('closed', 'the transcript cache is not open')
  }

  function write<Result>(change: (handle: WriteHandle) => Result): Result {
    const { connection } = current()
    try {
      return connection.write(change)
    } catch (error) {
      // Names interned by it were rolled back.
      names.forget()
      if (asCacheError(error).code !== 'disk_full' || !writeBack(connection)) throw error
    }
    // The space of the WAL is free to be written again.
    try {
      return connection.write(change)
    } catch (error) {
      names.forget()
      throw error
    }
  }

  /** A write whose deletions leave nothing behind in the file or its WAL. */
  function erase<Result>(change: (handle: WriteHandle) => Result): Result {
    const { connection } = current()
    connection.pragma('secure_delete = ON')
    try {
      return write(change)
    } finally {
      connection.pragma('secure_delete = FAST')
      writeBack(connection)
    }
  }

  function close(): void {
    open?.connection.close()
    open = null
    names.forget()
  }

  /** False when there was nothing to do. */
  function indexStep(): boolean {
    const { index } = current()
    const { taken, committed } = write((handle) => index.step(handle))
    committed()
    return taken > 0
  }

  const handlers: Handlers = {
    open: (ask) => {
      if (open) throw new CacheError('invalid', 'a transcript cache is open already')
      file = ask.file
      damaged = false
      open = openFile(ask.file, ask.key)
      const { fresh, setAside, connection } = open
      return { cursor: record.readCursor(connection.read), fresh, setAside }
    },
    close: () => {
      close()
      return undefined
    },
    wipe: () => {
      if (file === null) throw new CacheError('closed', 'no transcript cache was opened')
      close()
      try {
        removeAll(file)
      } catch {
        throw new CacheError('io', 'the files of the transcript cache cannot be removed')
      }
      return undefined
    },
    applyBatch: (batch) => {
      const { index } = current()
      // Before the batch: a failure here leaves nothing half told.
      while (index.pending >= pendingLimit && indexStep()) continue
      // Recalled while we were away, and read from the gateway again.
      const refetched = batch.messages.filter(
        ({ pos, body }) =>
          body.kind === 'recalled' && record.holdsWords(current().connection.read, pos),
      )
      const apply = (handle: WriteHandle) => {
        const taken = batch.forgotten && forget(handle, names, index, { buyers: batch.forgotten })
        const expired = expire(handle, index, batch.expired ?? [])
        const before = recall(handle, names, index, refetched)
        const changed = record.applyBatch(handle, names, batch)
        const after = recall(handle, names, index, batch.recalled ?? [])
        return {
          taken,
          changed,
          recalled: [...expired, ...before, ...after],
          cursor: record.readCursor(handle),
        }
      }
      const erases =
        batch.forgotten !== undefined ||
        batch.expired !== undefined ||
        batch.recalled !== undefined ||
        refetched.length > 0
      const { changed, cursor, taken, recalled } = erases ? erase(apply) : write(apply)
      if (taken) index.drop(taken.positions)
      index.note(changed)
      index.drop(recalled)
      return {
        ...(cursor ?? { epoch: batch.epoch, pos: batch.pos }),
        ...(taken && {
          forgotten: { conversations: taken.conversations, outbox: taken.outbox },
        }),
      }
    },
    forget: ({ conversation }) => {
      const { index } = current()
      const { conversations, outbox, positions } = erase((handle) =>
        forget(handle, names, index, { conversations: [conversation] }),
      )
      index.drop(positions)
      return { conversations, outbox }
    },
    reset: ({ epoch }) => {
      write((handle) => record.reset(handle, names, epoch))
      current().index.forget()
      return undefined
    },
    cursor: () => record.readCursor(current().connection.read),
    page: (ask) => record.page(current().connection.read, names, ask),
    conversations: () => record.conversations(current().connection.read),
    known: () => record.known(current().connection.read),
    outboxAdd: (ask) => write((handle) => kept.outboxAdd(handle, ask)),
    outboxList: () => kept.outboxList(current().connection.read),
    outboxMark: (ask) => write((handle) => kept.outboxMark(handle, ask)),
    outboxRemove: ({ cid }) => write((handle) => kept.outboxRemove(handle, cid)),
    draftSet: (ask) => {
      write((handle) => kept.draftSet(handle, ask))
      return undefined
    },
    drafts: () => kept.drafts(current().connection.read),
    dirtyDrafts: () => kept.dirtyDrafts(current().connection.read),
    workspaceSet: (ask) => {
      write((handle) => kept.workspaceSet(handle, ask))
      return undefined
    },
    workspaceGet: ({ key }) => kept.workspaceGet(current().connection.read, key),
    search: (query) => current().index.search(current().connection.read, names, query),
  }

  /** Damage found on the way: nothing more is read or written until it is opened again. */
  function failed(error: unknown): CacheError {
    const known = asCacheError(error)
    if (known.code === 'corrupt' && open) {
      damaged = true
      markDamaged(open.connection.file)
      try {
        close()
      } catch {
        open = null
      }
    }
    return known
  }

  return {
    answer: <N extends CallName>(name: N, ask: Ask<N>) => {
      try {
        // One name, one handler: the compiler can't follow the correlation through the union.
        return (handlers[name] as (ask: Ask<N>) => Calls[N]['answer'])(ask)
      } catch (error) {
        throw failed(error)
      }
    },
    get pending() {
      return open?.index.pending ?? 0
    },
    work: () => {
      if (!open) return false
      try {
        if (open.index.pending > 0) return indexStep()
        if (walSize(open.connection.file) > restingWal) writeBack(open.connection)
      } catch (error) {
        // A full disk: search goes on scanning what is pending, the next change tries again.
        failed(error)
      }
      return false
    },
  }
}

/** The WAL into the database; false: not even for that is there room. */
function writeBack(connection: Connection): boolean {
  try {
    connection.pragma('wal_checkpoint(TRUNCATE)')
    return true
  } catch {
    return false
  }
}

function walSize(file: string): number {
  return statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
}
