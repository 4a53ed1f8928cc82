import type {
  AppState,
  BridgeArgument,
  BridgeCallName,
  BridgeEventName,
  BridgeEvents,
  BridgeFailure,
  BridgeResult,
  BridgeValue,
  OutboxView,
  SearchHit,
  XiaoerBridge,
} from '#shared/bridge/contract.ts'
import type { BuyerOrders } from '#shared/orders/model.ts'
import { DEFAULT_PREFERENCES } from '#shared/bridge/preferences.ts'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type { Message } from '#shared/protocol/model.ts'
import { applyToAgentView, type AgentView } from '#shared/protocol/view.ts'
import { FILE, messageAt, pick, viewOf, type Scenario } from './data.ts'
import { cardOf, ordersOf, productOf } from './orders.ts'
import { buyersOf, managed, openedAccount } from './manage.ts'
import { dayOf, decisionsOf, doctorOf } from './overview.ts'
import words from './words.json'

/** A stand-in for the main process in the dev page and the component tests; never shipped. */
export class FakeBridge implements XiaoerBridge {
  readonly #scenario: Scenario
  readonly #listeners = new Map<string, Set<(payload: never) => void>>()
  readonly #extra = new Map<string, Message[]>()
  readonly #start = Date.now()
  #view: AgentView
  #app: AppState
  #pos = 1_000_000
  /** Every call, for tests and for a look from the console. */
  readonly calls: { name: string; argument: unknown }[] = []

  constructor(scenario: Scenario) {
    this.#scenario = scenario
    this.#view = viewOf(scenario, this.#start)
    const me = this.#view.accounts[this.#view.me]
    this.#app = {
      phase: scenario.phase,
      language: scenario.language,
      theme: scenario.theme,
      autoSuspend: { lock: false, idleMinutes: null },
      preferences: DEFAULT_PREFERENCES,
      version: '0.1.0',
      platform: 'linux',
      saved:
        scenario.phase === 'sign-in'
          ? words.nicks.slice(0, 3).map((nick, index) => ({
              id: `s${index}`,
              name: index === 0 ? words.main : `${words.main}:${pick(words.subs, index - 1)}`,
              nick,
              shopName: words.shop,
              role: index === 0 ? 'main' : 'junior',
              gateway: index === 2 ? 'https://192.168.1.20:8460' : null,
              remembered: scenario.keychain && index < 2,
            }))
          : [],
      signedIn:
        scenario.phase === 'working'
          ? {
              accountId: this.#view.me,
              name: me?.name ?? '',
              nick: me?.nick ?? '',
              shopName: words.shop,
              demo: true,
              buyerPage: 'http://127.0.0.1:8460/s/demo',
            }
          : null,
      ownShop: scenario.phase === 'welcome' ? null : { name: words.shop, demo: false },
      keychain: scenario.keychain,
      practice: false,
      covered: false,
      refused: null,
      notices: scenario.failing ? [{ id: 'n1', code: 'cache_set_aside', values: {} }] : [],
    }
    if (scenario.traffic > 0) setInterval(() => this.#talk(), 1000 / scenario.traffic)
  }

  on<N extends BridgeEventName>(name: N, listener: (payload: BridgeEvents[N]) => void): () => void {
    const set = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, set)
    set.add(listener)
    return () => set.delete(listener)
  }
  emit<N extends BridgeEventName>(name: N, payload: BridgeEvents[N]): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(payload as never)
  }

  async call<N extends BridgeCallName>(
    name: N,
    ...argument: BridgeArgument<N> extends undefined ? [] : [BridgeArgument<N>]
  ): Promise<BridgeResult<BridgeValue<N>>> {
    this.calls.push({ name, argument: argument[0] })
    await Promise.resolve()
    const handlers: { [K in BridgeCallName]?: (value: never) => unknown } = this.#handlers
    const value = await handlers[name]?.(argument[0] as never)
    if (value instanceof Failure) return { ok: false, error: value.failure }
    return { ok: true, value: (value ?? null) as BridgeValue<N> }
  }

  /** A message as the gateway would deliver it. */
  deliver(message: Omit<Message, 'pos' | 'at' | 'cseq'>): void {
    const cseq = (this.#view.conversations[message.conversation]?.cseq ?? 0) + 1
    const at = Date.now()
    const pos = ++this.#pos
    const list = this.#extra.get(message.conversation) ?? []
    list.push({ ...message, cseq, at, pos })
    this.#extra.set(message.conversation, list)
    this.event({ type: 'message.sent', message: { ...message, cseq } }, pos, at)
  }
  event(event: ShopEvent, pos = ++this.#pos, at = Date.now()): void {
    const delivered: Delivered<ShopEvent> = { pos, prev: pos - 1, at, event }
    this.#view = applyToAgentView(this.#view, delivered)
    this.emit('chats.events', { events: [delivered] })
  }

  #talk(): void {
    const ids = Object.keys(this.#view.conversations)
    const conversation = pick(ids, Math.floor(Math.random() * ids.length))
    this.deliver({
      conversation,
      sender: { kind: 'buyer' },
      cid: crypto.randomUUID(),
      body: { kind: 'text', text: pick(words.ask, Math.floor(Math.random() * 99)) },
    })
  }

  #messages(conversation: string): { all: (from: number, to: number) => Message[]; count: number } {
    const added = this.#extra.get(conversation) ?? []
    const chat = this.#view.conversations[conversation]
    const past = conversation.startsWith('p')
    const count = past ? 18 : (chat?.cseq ?? 0) - added.length
    const shape = {
      id: conversation,
      count,
      end: past
        ? this.#start - 86_400_000 * 2
        : (viewOf(this.#scenario, this.#start).conversations[conversation]?.last?.at ??
          this.#start),
      me: this.#view.me,
      long: this.#scenario.long,
    }
    return {
      count: count + added.length,
      all: (from, to) => {
        const list: Message[] = []
        for (let cseq = from; cseq <= to; cseq++) {
          const extra = cseq > count ? added[cseq - count - 1] : undefined
          list.push(extra ?? messageAt(shape, cseq))
        }
        return list
      },
    }
  }

  #setApp(patch: Partial<AppState>): void {
    this.#app = { ...this.#app, ...patch }
    this.emit('app.changed', this.#app)
  }

  readonly #handlers: {
    [K in BridgeCallName]?: (
      value: BridgeArgument<K>,
    ) => BridgeValue<K> | Failure | Promise<BridgeValue<K> | Failure>
  } = {
    'app.state': () => this.#app,
    'app.dismissNotice': ({ id }) => {
      this.#setApp({ notices: this.#app.notices.filter((notice) => notice.id !== id) })
      return null
    },
    'settings.set': ({ preferences, ...change }) => {
      this.#setApp({
        ...change,
        preferences: { ...this.#app.preferences, ...preferences },
      })
      return null
    },
    'setup.tryDemo': () => (this.#scenario.failing ? new Failure('port_in_use') : null),
    'setup.openShop': () => new Failure('name_taken'),
    'setup.joinShop': ({ code }) =>
      code.startsWith('x') || code.startsWith('https:')
        ? { gateway: 'https://192.168.1.20:8460', shopName: words.shop }
        : new Failure('invitation_invalid'),
    'setup.invitation': () => ({ code: `xiaoer:${'eyJ2IjoxLCJ1cmxzIjpb'.repeat(8)}` }),
    'account.signIn': () => new Failure('credentials_wrong'),
    'account.signInSaved': () => new Failure('keychain_unavailable'),
    'account.signOut': () => {
      this.#setApp({ phase: 'sign-in', signedIn: null })
      return null
    },
    'chats.start': () => ({
      view: this.#view,
      connection:
        this.#scenario.connection === 'live'
          ? { kind: 'live' }
          : this.#scenario.connection === 'offline'
            ? { kind: 'offline', retryAt: Date.now() + 12_000 }
            : { kind: 'stopped', code: 'session_revoked' },
      skew: 0,
      outbox:
        this.#scenario.failing || this.#scenario.connection === 'offline' ? this.#stuck() : [],
      drafts: this.#scenario.chats > 4 ? { c3: words.draft } : {},
      workspace: {},
      pos: 0,
      kept: {},
      figures: null,
      tornOff: [],
      loading: false,
    }),
    'chats.page': ({ conversation, before, limit }) => {
      const { all, count } = this.#messages(conversation)
      const to = Math.min(count, (before ?? count + 1) - 1)
      const from = Math.max(1, to - limit + 1)
      return {
        messages: all(from, to),
        complete: from === 1,
        previous:
          from === 1 && !conversation.startsWith('p')
            ? (this.#view.conversations[conversation]?.previous ?? null)
            : null,
      }
    },
    'chats.send': ({ conversation, body }) => {
      const cid = crypto.randomUUID()
      const item: OutboxView = {
        cid,
        conversation,
        body,
        createdAt: Date.now(),
        state: 'queued',
        error: null,
      }
      this.emit('chats.outbox', { changed: [item], gone: [] })
      if (this.#scenario.connection === 'live') setTimeout(() => this.#accept(item), 120)
      return { cid }
    },
    'chats.command': (command) => {
      if (this.#scenario.connection !== 'live') return new Failure('offline')
      if (command.type === 'handover') return { moved: 12, stayed: 2 }
      this.#obey(command)
      return {}
    },
    'manage.openAccount': (request) => {
      const account = openedAccount(request, this.#view)
      this.event({ type: 'account.opened', account })
      return account
    },
    'manage.resetPassword': () => (this.#scenario.failing ? new Failure('offline') : null),
    'manage.buyers': (query) => ({ buyers: buyersOf(query, this.#view), more: false }),
    'manage.decisions': (query) =>
      this.#scenario.failing ? new Failure('offline') : decisionsOf(query, this.#view, this.#start),
    'manage.day': ({ date }) => dayOf(date, this.#view),
    'manage.doctor': ({ account }) =>
      doctorOf(account, this.#view, Date.now()) ?? new Failure('not_found'),
    'phrases.list': () => ({ phrases: [] }),
    'words.book': () => new Failure('offline'),
    'chats.unmask': () => ({ text: '' }),
    'chats.trace': () => null,
    'buyers.card': ({ buyer }) => {
      const chat = Object.values(this.#view.conversations).find((one) => one.buyer.id === buyer)
      return chat ? cardOf(chat.buyer, this.#start) : new Failure('not_found')
    },
    'orders.of': ({ buyer }) => this.#orders(buyer),
    'orders.products': () => ({ products: [productOf()] }),
    'orders.act': async ({ number, act }) => {
      await new Promise((resolve) => setTimeout(resolve, 600))
      if (this.#scenario.failing) return new Failure('offline')
      const order = ordersOf(this.#start, false).orders.find((one) => one.number === number)
      if (act.name === 'price') return { outcome: 'refused', why: words.refusal, order: null }
      if (act.name === 'return') return { outcome: 'unknown', why: '', order: null }
      if (!order || act.name !== 'refund') return { outcome: 'done', why: '', order: order ?? null }
      const refunded = { amount: act.amount, currency: order.total.currency }
      return { outcome: 'done', why: '', order: { ...order, state: 'refunded', refunded } }
    },
    'search.shop': () =>
      this.#scenario.connection === 'live' ? { hits: [], next: null } : new Failure('offline'),
    'search.messages': ({ text, limit }) => ({ hits: this.#search(text, limit) }),
    'files.upload': async ({ name, type, bytes }) => {
      await new Promise((resolve) => setTimeout(resolve, 800))
      if (this.#scenario.failing) return new Failure('offline')
      return { id: FILE, name, type, size: bytes.length, width: 800, height: 600 }
    },
    'files.save': () => ({ saved: true }),
    'links.open': () => ({ opened: true }),
  }

  /** The first buyer's are known; the second is nobody in the shop's books; `orders=none|down`. */
  #orders(buyer: string | undefined): BuyerOrders {
    const { orders } = this.#scenario
    const nothing = { customer: null, orders: [], more: false, at: null, trouble: null }
    if (orders === 'none') return { ...nothing, none: true }
    if (buyer === 'b1') return { ...nothing, none: false }
    return ordersOf(this.#start, orders === 'down')
  }

  #stuck(): OutboxView[] {
    const texts = [pick(words.answer, 2), pick(words.answer, 3)]
    return texts.map((text, index) => ({
      cid: `00000000-0000-4000-8000-00000000000${index}`,
      conversation: 'c0',
      body: { kind: 'text', text },
      createdAt: Date.now() - 5000,
      state: this.#scenario.failing && index === 0 ? 'failed' : 'queued',
      error: this.#scenario.failing && index === 0 ? 'holder_changed' : null,
    }))
  }

  #accept(item: OutboxView): void {
    const me = this.#view.accounts[this.#view.me]
    this.deliver({
      conversation: item.conversation,
      sender: { kind: 'account', account: this.#view.me, nick: me?.nick ?? '' },
      cid: item.cid,
      body: item.body,
    })
    this.emit('chats.outbox', { changed: [], gone: [item.cid] })
  }

  #obey(command: BridgeArgument<'chats.command'>): void {
    const { me } = this.#view
    const chat = 'conversation' in command ? this.#view.conversations[command.conversation] : null
    switch (command.type) {
      case 'read':
        this.event({
          type: 'message.read',
          conversation: command.conversation,
          by: 'shop',
          upTo: command.upTo,
          unread: 0,
        })
        return
      case 'close':
        this.event({ type: 'conversation.closed', conversation: command.conversation, by: me })
        return
      case 'suspend':
        this.event({
          type: 'account.suspended',
          account: me,
          reason: command.reason,
          text: command.text ?? null,
        })
        return
      case 'resume':
        this.event({ type: 'account.suspended', account: me, reason: null })
        return
      case 'claim':
      case 'forward': {
        if (!chat) return
        const to =
          command.type === 'claim' ? me : 'account' in command.to ? command.to.account : 'a2'
        const { forwardAcceptMs } = this.#view.settings.dispatch
        if (command.type === 'forward' && forwardAcceptMs > 0) {
          const until = Date.now() + forwardAcceptMs
          const offer = { by: me, to, note: command.note ?? null, until }
          this.event({
            type: 'conversation.offered',
            conversation: chat.id,
            view: { ...chat, offer },
          })
          return
        }
        const view = {
          ...chat,
          holder: to,
          state: 'held',
          holderEpoch: chat.holderEpoch + 1,
          offer: null,
        } as const
        const decision = {
          rule: command.type === 'claim' ? ('claim' as const) : ('D12' as const),
          sentence: command.type,
          values: {},
          candidates: [],
        }
        this.event({
          type: 'conversation.assigned',
          conversation: chat.id,
          from: me,
          to,
          note: null,
          waits: false,
          decision,
          view,
        })
        return
      }
      case 'forward.answer': {
        const { conversation, holderEpoch } = command
        if (command.accept) this.#obey({ type: 'claim', conversation, holderEpoch })
        else this.event({ type: 'conversation.offer_ended', conversation, why: 'declined' })
        return
      }
      default: {
        const event = managed(command, this.#view)
        if (event) this.event(event)
      }
    }
  }

  #search(text: string, limit: number): SearchHit[] {
    const hits: SearchHit[] = []
    for (const chat of Object.values(this.#view.conversations).slice(0, 60)) {
      const { all, count } = this.#messages(chat.id)
      for (const message of all(Math.max(1, count - 400), count)) {
        if (message.body.kind !== 'text') continue
        const from = message.body.text.toLowerCase().indexOf(text.toLowerCase())
        if (from < 0) continue
        hits.push({
          conversation: chat.id,
          cseq: message.cseq,
          pos: message.pos,
          at: message.at,
          buyer: chat.buyer.id,
          buyerName: chat.buyer.name,
          snippet: message.body.text.slice(0, 80),
          ranges: [[from, from + text.length]],
        })
        if (hits.length === limit) return hits
      }
    }
    return hits
  }
}

class Failure {
  readonly failure: BridgeFailure
  constructor(code: BridgeFailure['code']) {
    this.failure = { code, message: code }
  }
}
