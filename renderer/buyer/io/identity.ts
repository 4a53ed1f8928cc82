import type { ApiError, BuyerReply, ShopPublic, UploadReply } from '#shared/protocol/api.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import { readJson, writeQuietly } from './storage.ts'
import type { PlainStorage } from '../model/pending.ts'

/** A refusal of the gateway by its own code; anything else that is thrown is the network. */
export class Refused extends Error {
  readonly code: ErrorCode
  readonly status: number
  constructor(code: ErrorCode, status: number) {
    super(code)
    this.code = code
    this.status = status
  }
}

interface Identity {
  readonly refresh: string
  readonly buyer: { readonly id: string; readonly name: string }
  /** The shop's site signed for it: not for whoever comes after it at this browser. */
  readonly signed?: boolean
}

const REFRESH_EARLY_MS = 60_000

/**
 * Who this browser is to the shop: an anonymous buyer, made at the first visit and remembered by its
 * refresh token. When the shop no longer knows it, a new one is made and `onChange` tells so.
 */
export class BuyerIdentity {
  readonly #base: string
  readonly #shop: string
  readonly #storage: PlainStorage
  readonly #onChange: (buyer: string) => void
  readonly #signed: Promise<string | null>
  /** What was signed is worth one question; the refresh token goes on from there. */
  #presented = false
  #identity: Identity | null
  #access: { token: string; until: number } | null = null
  #asking: Promise<string> | null = null

  constructor(options: {
    base: string
    shop: string
    storage: PlainStorage
    /** What the shop's site signed for its customer, or null. */
    signed: Promise<string | null>
    onChange: (buyer: string) => void
  }) {
    this.#base = options.base
    this.#shop = options.shop
    this.#storage = options.storage
    this.#signed = options.signed
    this.#onChange = options.onChange
    this.#identity = this.#load()
  }

  get buyer(): string | null {
    return this.#identity?.buyer.id ?? null
  }

  /** A valid access token; throws `Refused` or the network's error. */
  token(fresh: boolean): Promise<string> {
    if (!fresh && this.#access && this.#access.until > Date.now())
      return Promise.resolve(this.#access.token)
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null
    })
    return this.#asking
  }

  shop(): Promise<ShopPublic> {
    return this.#fetch<ShopPublic>(`/api/shops/${encodeURIComponent(this.#shop)}`, {})
  }

  /** Reports progress from 0 to 1, which `fetch` can't. */
  async upload(
    file: { readonly blob: Blob; readonly name: string; readonly type: string },
    onProgress: (part: number) => void,
  ): Promise<UploadReply> {
    const token = await this.token(false)
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      request.open('POST', `${this.#base}/api/files`)
      request.setRequestHeader('authorization', `Bearer ${token}`)
      request.setRequestHeader('content-type', file.type)
      request.setRequestHeader('x-file-name', encodeURIComponent(file.name))
      request.upload.onprogress = (event) =>
        event.lengthComputable && onProgress(event.loaded / event.total)
      request.onload = () => {
        if (request.status < 300) resolve(JSON.parse(request.responseText) as UploadReply)
        else {
          if (request.status === 401) this.#access = null
          reject(refusal(request.status, request.responseText))
        }
      }
      request.onerror = request.ontimeout = () => reject(new Error('network'))
      request.send(file.blob)
    })
  }

  async file(id: string): Promise<Blob> {
    for (const fresh of [false, true]) {
      const response = await fetch(`${this.#base}/api/files/${id}`, {
        headers: { authorization: `Bearer ${await this.token(fresh)}` },
      })
      if (response.ok) return response.blob()
      if (response.status !== 401 || fresh) throw refusal(response.status, await response.text())
    }
    throw new Error('unreachable')
  }

  async #ask(): Promise<string> {
    const presented = this.#presented ? null : await this.#present()
    if (presented !== null) return presented
    // Another tab may have made or renewed it meanwhile.
    const stored = this.#load()
    if (stored) this.#identity = stored
    if (this.#identity) {
      try {
        return this.#keep(await this.#post('/api/refresh', { refresh: this.#identity.refresh }))
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 401) throw error
        writeQuietly(this.#storage, this.#key(), null)
      }
    }
    return alone(this.#key(), () => this.#create())
  }

  /** Who is signed in at the shop's site is that customer here; who has signed out there is nobody known. */
  async #present(): Promise<string | null> {
    const signed = await this.#signed
    const before = this.#identity
    if (signed === null) {
      this.#presented = true
      if (before?.signed === true) {
        writeQuietly(this.#storage, this.#key(), null)
        this.#identity = null
        this.#onChange('')
      }
      return null
    }
    try {
      const reply = await this.#post('/api/buyers', { shop: this.#shop, identity: signed })
      this.#presented = true
      this.#identity = { refresh: reply.refresh, buyer: reply.buyer, signed: true }
      writeQuietly(this.#storage, this.#key(), JSON.stringify(this.#identity))
      if (before !== null && before.buyer.id !== reply.buyer.id) this.#onChange(reply.buyer.id)
      return this.#keep(reply)
    } catch (error) {
      // Run out, or signed with another secret: the buyer can write all the same.
      if (!(error instanceof Refused)) throw error
      this.#presented = true
      return null
    }
  }

  async #create(): Promise<string> {
    const before = this.#identity?.buyer.id ?? null
    const other = this.#load()
    let token: string
    if (other && other.buyer.id !== before) {
      this.#identity = other
      token = this.#keep(await this.#post('/api/refresh', { refresh: other.refresh }))
    } else {
      const reply = await this.#post('/api/buyers', { shop: this.#shop })
      this.#identity = { refresh: reply.refresh, buyer: reply.buyer }
      writeQuietly(this.#storage, this.#key(), JSON.stringify(this.#identity))
      token = this.#keep(reply)
    }
    if (before !== null && before !== this.#identity.buyer.id)
      this.#onChange(this.#identity.buyer.id)
    return token
  }

  #keep(reply: BuyerReply): string {
    // Lifetimes by the gateway's clock, so that a wrong clock here doesn't matter.
    const lifetime = reply.expiresAt - reply.serverTime
    this.#access = {
      token: reply.access,
      until: Date.now() + Math.max(lifetime - REFRESH_EARLY_MS, lifetime / 2),
    }
    if (reply.refresh && this.#identity && reply.refresh !== this.#identity.refresh) {
      this.#identity = { ...this.#identity, refresh: reply.refresh }
      writeQuietly(this.#storage, this.#key(), JSON.stringify(this.#identity))
    }
    return reply.access
  }

  #key(): string {
    return `xiaoer.${this.#shop}.identity`
  }

  #load(): Identity | null {
    return readJson(this.#storage, this.#key(), isIdentity)
  }

  #post(path: string, body: unknown): Promise<BuyerReply> {
    return this.#fetch<BuyerReply>(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  }

  async #fetch<T>(path: string, init: RequestInit): Promise<T> {
    const response = await fetch(this.#base + path, init)
    if (!response.ok) throw refusal(response.status, await response.text())
    return (await response.json()) as T
  }
}

function isIdentity(value: unknown): value is Identity {
  const identity = value as Partial<Identity> | null
  return typeof identity?.refresh === 'string' && typeof identity.buyer?.id === 'string'
}

/** Not our JSON, or a 5xx: a proxy or a gateway in trouble, which is worth trying again. */
function refusal(status: number, text: string): Error {
  try {
    const { code } = JSON.parse(text) as Partial<ApiError>
    if (typeof code === 'string' && status < 500 && status !== 429) return new Refused(code, status)
  } catch {
    // Not JSON.
  }
  return new Error(`HTTP ${status}`)
}

/** One tab at a time makes the buyer; without locks (plain http) the later one finds the earlier one's. */
function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  // Locks exist in secure contexts only, whatever the types say.
  const locks = (navigator as Partial<Navigator>).locks
  return locks ? locks.request(name, work) : work()
}
