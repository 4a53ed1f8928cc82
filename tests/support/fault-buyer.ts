import { AsyncLocalStorage } from 'node:async_hooks'
import { Chat } from '#renderer/buyer/chat.ts'
import { BuyerIdentity } from '#renderer/buyer/io/identity.ts'
import { BlobStore } from '#renderer/buyer/io/storage.ts'
import { PendingStore, type PlainStorage } from '#renderer/buyer/model/pending.ts'
import type { OutboxFrame } from '#shared/protocol/client.ts'
import type { BuyerPageView } from '#shared/protocol/view.ts'
import { HASTE, type Party, type PartyOptions } from './fault-party.ts'
import type { PartyEnd, PartyHistory, Seen } from './history.ts'

// The page's code asks the browser for its timers, and nothing else of it in this test.
const page = globalThis as unknown as { window?: unknown }
page.window ??= {
  setTimeout: (run: () => void, ms: number) => Number(setTimeout(run, ms / HASTE)),
  clearTimeout: (timer: number) => clearTimeout(timer),
}

/** One opening of the page; closed, it hears and says nothing more. */
interface Life {
  dead: boolean
  readonly sockets: Set<WebSocket>
}
const lives = new AsyncLocalStorage<Life>()

// A tab that is closed takes its sockets with it: the page's code has no way to do that by itself.
globalThis.WebSocket = class extends WebSocket {
  constructor(url: string | URL) {
    super(url)
    const life = lives.getStore()
    if (life?.dead === true) this.close()
    life?.sockets.add(this)
    this.addEventListener('close', () => life?.sockets.delete(this))
  }
}

class Identity extends BuyerIdentity {
  readonly #life: Life
  constructor(life: Life, options: ConstructorParameters<typeof BuyerIdentity>[0]) {
    super(options)
    this.#life = life
  }
  override token(fresh: boolean): Promise<string> {
    // What stops the client for good.
    if (this.#life.dead)
      return Promise.reject(Object.assign(new Error('closed'), { code: 'not_allowed' }))
    return super.token(fresh)
  }
}

/** A browser's storage, which outlives the page. */
class Storage implements PlainStorage {
  readonly #values = new Map<string, string>()
  get length(): number {
    return this.#values.size
  }
  key(index: number): string | null {
    return [...this.#values.keys()][index] ?? null
  }
  getItem(key: string): string | null {
    return this.#values.get(key) ?? null
  }
  setItem(key: string, value: string): void {
    this.#values.set(key, value)
  }
  removeItem(key: string): void {
    this.#values.delete(key)
  }
}

/** A buyer whose half is the buyer page's own code, without its view. */
export class PageParty implements Party {
  readonly options: PartyOptions
  readonly seen: Seen[] = []
  readonly #storage = new Storage()
  #chat: Chat | null = null
  #life: Life = { dead: false, sockets: new Set() }

  constructor(options: PartyOptions) {
    this.options = options
    const { shop, id, refresh } = options
    const identity = { refresh, buyer: { id, name: id } }
    this.#storage.setItem(`xiaoer.${shop}.identity`, JSON.stringify(identity))
    this.#open()
  }

  get ready(): boolean {
    return this.#chat?.state.link.kind === 'live' && this.#chat.state.view !== null
  }

  get buyer(): string {
    return this.options.id
  }

  view(): BuyerPageView | null {
    return this.#chat?.state.view ?? null
  }

  pos(): number {
    const { shop } = this.options
    const place = JSON.parse(this.#storage.getItem(`xiaoer.${shop}.place`) ?? 'null') as {
      cursor: { pos: number }
    } | null
    return place?.cursor.pos ?? 0
  }

  waiting(): readonly string[] {
    return (
      this.#chat?.state.pending.flatMap(({ cid, failed }) => (failed === null ? [cid] : [])) ?? []
    )
  }

  say(frame: OutboxFrame & { t: 'send' }): void {
    if (frame.body.kind !== 'text' || !this.#chat) return
    const before = new Set(this.#chat.state.pending.map(({ cid }) => cid))
    this.#chat.sendText(frame.body.text)
    const cid = this.#chat.state.pending.find((one) => !before.has(one.cid))?.cid
    if (cid !== undefined) this.seen.push({ at: performance.now(), kind: 'queued', cid, frame })
  }

  command(): void {
    this.#chat?.markRead()
  }

  /** The tab is closed and opened again. */
  crash(): void {
    this.#kill()
    this.#open()
  }

  probe(): void {
    this.#chat?.probe()
  }

  end(convergedMs: number | null): Promise<PartyEnd> {
    const state = this.#chat?.state
    return Promise.resolve({
      view: state?.view ?? null,
      pos: this.pos(),
      outbox: this.waiting(),
      failed: state?.pending.flatMap(({ cid, failed }) => (failed === null ? [] : [cid])) ?? [],
      messages:
        state?.threads.flatMap(({ messages }) =>
          messages.map(({ conversation, cseq, cid, body }) => ({ conversation, cseq, cid, body })),
        ) ?? [],
      convergedMs,
    })
  }

  history(end: PartyEnd): PartyHistory {
    const { party, shop, kind, id, role } = this.options
    return { party, shop, kind, id, role, wire: false, seen: this.seen, end }
  }

  close(): Promise<void> {
    this.#kill()
    return Promise.resolve()
  }

  #kill(): void {
    this.#life.dead = true
    for (const socket of this.#life.sockets) socket.close()
  }

  #open(): void {
    const life: Life = { dead: false, sockets: new Set() }
    this.#life = life
    const { shop, url } = this.options
    const storage = this.#storage
    const identity = new Identity(life, {
      base: url,
      shop,
      storage,
      signed: Promise.resolve(null),
      onChange: () => {},
    })
    const chat = new Chat({
      shop,
      base: url,
      durable: true,
      storage,
      pending: new PendingStore(storage, shop),
      blobs: new BlobStore(),
      identity,
      takeOrigin: () => ({ source: null, address: null }),
      look: null,
      onChange: () => {},
    })
    this.#chat = chat
    lives.run(life, () => chat.start())
  }
}
