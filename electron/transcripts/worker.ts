import { parentPort } from 'node:worker_threads'
import { createCache } from './cache.ts'
import type { FromWorker, ToWorker } from './calls.ts'
import { asCacheError } from './errors.ts'

/**
 * The thread that holds the cache: synchronous SQLite never blocks the main process. Calls are
 * answered in the order they came.
 */
const port = parentPort
if (!port) throw new Error('the transcript cache runs in a worker thread')

/** Single messages gather for this long, so that a busy chat is one index transaction a moment. */
const gatherMs = 250
const gatherCount = 250

const cache = createCache()
let timer: NodeJS.Timeout | undefined
let working = false

function work(): void {
  timer = undefined
  if (working) return
  working = true
  setImmediate(() => {
    working = false
    if (cache.work()) work()
  })
}

function afterCall(call: ToWorker): void {
  if (call.name !== 'applyBatch' && call.name !== 'open') return
  if (cache.pending >= gatherCount) work()
  else timer ??= setTimeout(work, gatherMs)
}

function reply(message: FromWorker): void {
  port?.postMessage(message)
}

port.on('message', (call: ToWorker) => {
  try {
    reply({ id: call.id, answer: cache.answer(call.name, call.ask) })
  } catch (error) {
    const { code, message } = asCacheError(error)
    reply({ id: call.id, failure: { code, message } })
  } finally {
    if (call.name === 'open') call.ask.key.fill(0)
  }
  afterCall(call)
})
