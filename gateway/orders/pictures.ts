import { createHash } from 'node:crypto'
import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import type { FileRef } from '#shared/protocol/model.ts'
import type { Files } from '../files/files.ts'
import { sniffPicture } from '../files/sniff.ts'
import { outerLookup, reachOf } from './guard.ts'
import type { OrderStore } from './store.ts'

const MOST_BYTES = 5 * 1024 * 1024
const TIMEOUT = 8000
const AT_ONCE = 2
const REDIRECTS = 3
const WAITING = 500
const KNOWN = 5000
/** One that could not be had is not asked for again before. */
const AGAIN_AFTER = 10 * 60_000

/** Whose upload a picture of the order system counts as: no account has such an id. */
const BY = { kind: 'agent', account: ':orders' } as const

/** Pictures of orders and products: fetched once by their address, then files of the shop. */
export class Pictures {
  readonly #shop: string
  readonly #store: OrderStore
  readonly #files: Files
  readonly #now: () => number
  readonly #known = new Map<string, FileRef>()
  readonly #failed = new Map<string, number>()
  readonly #waiting = new Map<
    string,
    { readonly own: string | null; readonly came: Set<() => void> }
  >()
  readonly #abort = new AbortController()
  #running = 0

  constructor(options: { shop: string; store: OrderStore; files: Files; now: () => number }) {
    this.#shop = options.shop
    this.#store = options.store
    this.#files = options.files
    this.#now = options.now
  }

  /**
   * What is known of these addresses now; the others are fetched behind, and `came` is called when
   * there is a new one. `own`: the order system's origin.
   */
  async of(
    addresses: Iterable<string>,
    own: string | null,
    came: () => void,
  ): Promise<ReadonlyMap<string, FileRef>> {
    const found = new Map<string, FileRef>()
    for (const address of new Set(addresses)) {
      const known = this.#known.get(address) ?? (await this.#remembered(address))
      if (known) found.set(address, known)
      else this.#want(address, own, came)
    }
    return found
  }

  close(): void {
    this.#waiting.clear()
    this.#abort.abort()
  }

  async #remembered(address: string): Promise<FileRef | null> {
    const ref = await this.#store.picture(this.#shop, hashOf(address))
    if (ref) this.#keep(address, ref)
    return ref
  }

  #keep(address: string, ref: FileRef): void {
    this.#known.set(address, ref)
    if (this.#known.size > KNOWN) this.#known.delete(this.#known.keys().next().value ?? '')
  }

  #want(address: string, own: string | null, came: () => void): void {
    const failed = this.#failed.get(address)
    if (failed !== undefined && this.#now() < failed + AGAIN_AFTER) return
    const waiting = this.#waiting.get(address)
    if (waiting) {
      waiting.came.add(came)
      return
    }
    if (this.#waiting.size >= WAITING || this.#abort.signal.aborted) return
    this.#waiting.set(address, { own, came: new Set([came]) })
    this.#next()
  }

  readonly #busy = new Set<string>()

  #next(): void {
    if (this.#running >= AT_ONCE) return
    for (const [address, { own }] of this.#waiting) {
      if (this.#busy.has(address)) continue
      this.#busy.add(address)
      this.#running++
      void this.#fetch(address, own).finally(() => {
        this.#running--
        this.#busy.delete(address)
        this.#waiting.delete(address)
        this.#next()
      })
      if (this.#running >= AT_ONCE) return
    }
  }

  async #fetch(address: string, own: string | null): Promise<void> {
    try {
      const bytes = await bytesOf(address, own, this.#abort.signal)
      const picture = sniffPicture(bytes)
      if (!picture) throw new Error('not a picture')
      const name = `picture.${picture.type.slice('image/'.length)}`
      const put = await this.#files.put(this.#shop, BY, { name, type: picture.type, bytes })
      if (!put.ok) throw new Error(put.code)
      await this.#store.addPicture(this.#shop, hashOf(address), put.value)
      this.#keep(address, put.value)
      this.#failed.delete(address)
    } catch {
      // Shown without a picture; whoever looks later lets it be tried again.
      if (this.#failed.size >= KNOWN) this.#failed.clear()
      this.#failed.set(address, this.#now())
      return
    }
    for (const came of this.#waiting.get(address)?.came ?? []) came()
  }
}

function hashOf(address: string): string {
  return createHash('sha256').update(address).digest('hex')
}

async function bytesOf(address: string, own: string | null, ended: AbortSignal): Promise<Buffer> {
  const inline = /^data:image\/[a-z]+;base64,([A-Za-z0-9+/=]+)$/.exec(address)?.[1]
  if (inline !== undefined) return Buffer.from(inline, 'base64')
  const signal = AbortSignal.any([ended, AbortSignal.timeout(TIMEOUT)])
  let url = new URL(address)
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const answer = await get(url, own, signal)
    if (Buffer.isBuffer(answer)) return answer
    url = new URL(answer, url)
  }
  throw new Error('too many redirects')
}

/** The bytes, or where it went. */
function get(url: URL, own: string | null, signal: AbortSignal): Promise<Buffer | string> {
  const reach = reachOf(url, own)
  if (reach === 'never') return Promise.reject(new Error('not an address for pictures'))
  return new Promise((resolve, reject) => {
    const make = url.protocol === 'https:' ? secure : plain
    const asking = make(
      url,
      {
        signal,
        headers: { accept: 'image/*' },
        ...(reach === 'outer' ? { lookup: outerLookup, agent: false } : {}),
      },
      (answer) => {
        const { statusCode = 0, headers } = answer
        if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
          answer.destroy()
          resolve(headers.location)
          return
        }
        if (statusCode !== 200 || Number(headers['content-length'] ?? 0) > MOST_BYTES) {
          answer.destroy()
          reject(new Error(`the picture was not given: ${statusCode}`))
          return
        }
        const chunks: Buffer[] = []
        let bytes = 0
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length
          if (bytes > MOST_BYTES) answer.destroy(new Error('the picture is too large'))
          else chunks.push(chunk)
        })
        answer.on('end', () => resolve(Buffer.concat(chunks)))
        answer.on('error', reject)
        answer.on('aborted', () => reject(new Error('cut off')))
      },
    )
    asking.on('error', reject)
    asking.end()
  })
}
