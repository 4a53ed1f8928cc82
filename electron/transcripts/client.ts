import { Worker } from 'node:worker_threads'
import type { Answer, Ask, CallName, FromWorker } from './calls.ts'
import { noteCrash, noteError } from '../crash/crashes.ts'
import { CacheError } from './errors.ts'

/**
 * The cache for the main process: each call is a promise that fails with a CacheError. A change is
 * on the disk when its promise is kept. Calls are answered in order.
 *
 * `open` starts the thread, `close` and `wipe` end it; between them every call fails with `closed`.
 * After a failed `open`, `wipe` may be called, or `open` again.
 */
export type Transcripts = {
  readonly [N in CallName]: (
    ...ask: Ask<N> extends undefined ? [] : [ask: Ask<N>]
  ) => Promise<Answer<N>>
}

export interface TranscriptsOptions {
  /** Default: the worker beside this file, built or not. */
  readonly worker?: URL
}

/** Bundled, this code lies in out/electron beside cache-worker.js (build/vite/targets.ts). */
function defaultWorker(): URL {
  const here = import.meta.url
  return new URL(here.endsWith('.ts') ? './worker.ts' : './cache-worker.js', here)
}

/** A thread that waits for its cache. */
let spare: Worker | null = null

/** Starts a thread ahead: with its modules it takes longer to come up than to open the cache. */
export function prepareTranscripts(): void {
  spare ??= newWorker(defaultWorker())
  // One that nobody needs in the end keeps no process alive.
  spare.unref()
}

function newWorker(url: URL): Worker {
  return new Worker(url, { name: 'transcripts' })
}

function takeSpare(): Worker | null {
  const taken = spare
  spare = null
  taken?.ref()
  return taken
}

interface Waiting {
  readonly resolve: (answer: Answer<CallName>) => void
  readonly reject: (error: CacheError) => void
}

interface Thread {
  readonly worker: Worker
  readonly waiting: Map<number, Waiting>
}

export function createTranscripts(options: TranscriptsOptions = {}): Transcripts {
  let thread: Thread | null = null
  let ending: Promise<void> | null = null
  let lastId = 0

  function start(): Thread {
    const worker = options.worker
      ? newWorker(options.worker)
      : (takeSpare() ?? newWorker(defaultWorker()))
    const started: Thread = { worker, waiting: new Map() }
    worker.on('message', (message: FromWorker) => {
      const waiting = started.waiting.get(message.id)
      started.waiting.delete(message.id)
      if ('failure' in message) {
        waiting?.reject(new CacheError(message.failure.code, message.failure.message))
      } else waiting?.resolve(message.answer)
    })
    const ended = (): void => {
      if (thread === started) thread = null
      for (const { reject } of started.waiting.values()) {
        reject(new CacheError('crashed', 'the thread of the transcript cache ended'))
      }
      started.waiting.clear()
    }
    // Its text may quote values: only its class and places are kept.
    let told = false
    worker.on('error', (error: unknown) => {
      told = true
      noteError('worker', error)
      ended()
    })
    worker.on('exit', (code) => {
      // Ended by us, it was taken leave of before.
      if (thread === started && !told)
        noteCrash({ kind: 'worker', reason: 'ended', exitCode: code })
      ended()
    })
    return started
  }

  function post<N extends CallName>(to: Thread, name: N, ask: Ask<N>): Promise<Answer<N>> {
    const id = ++lastId
    return new Promise((resolve, reject) => {
      to.waiting.set(id, { resolve, reject })
      to.worker.postMessage({ id, name, ask })
    })
  }

  function call<N extends CallName>(name: N, ask: Ask<N>): Promise<Answer<N>> {
    if (thread) return post(thread, name, ask)
    return Promise.reject(new CacheError('closed', 'the transcript cache is not open'))
  }

  async function open(ask: Ask<'open'>): Promise<Answer<'open'>> {
    // A copy of its own: cloning a Buffer would hand over the whole pool it lies in.
    const copy = { file: ask.file, key: Uint8Array.from(ask.key) }
    // The thread before may still hold the file.
    if (ending) await ending
    thread ??= start()
    return post(thread, 'open', copy)
  }

  /** The last call of a thread: whatever comes after it finds the cache closed. */
  async function last(name: 'close' | 'wipe'): Promise<undefined> {
    const current = thread
    if (!current) return call(name, undefined)
    thread = null
    const ended = post(current, name, undefined).then(async () => {
      await current.worker.terminate()
    })
    const settled = ended.catch(() => undefined)
    ending = settled
    try {
      await ended
    } catch (error) {
      // What could not be closed or wiped may be tried again.
      if (thread === null && current.worker.threadId !== -1) thread = current
      throw error
    } finally {
      if (ending === settled) ending = null
    }
    return undefined
  }

  return {
    open,
    // Again, or while it closes: done when it is closed.
    close: async () => (thread ? last('close') : ending?.then(() => undefined)),
    wipe: () => last('wipe'),
    applyBatch: (ask) => call('applyBatch', ask),
    forget: (ask) => call('forget', ask),
    reset: (ask) => call('reset', ask),
    cursor: () => call('cursor', undefined),
    page: (ask) => call('page', ask),
    conversations: () => call('conversations', undefined),
    known: () => call('known', undefined),
    outboxAdd: (ask) => call('outboxAdd', ask),
    outboxList: () => call('outboxList', undefined),
    outboxMark: (ask) => call('outboxMark', ask),
    outboxRemove: (ask) => call('outboxRemove', ask),
    draftSet: (ask) => call('draftSet', ask),
    drafts: () => call('drafts', undefined),
    dirtyDrafts: () => call('dirtyDrafts', undefined),
    workspaceSet: (ask) => call('workspaceSet', ask),
    workspaceGet: (ask) => call('workspaceGet', ask),
    search: (ask) => call('search', ask),
  }
}
