import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'
import type { SessionReply } from '#shared/protocol/api.ts'
import { type Batch, ProtocolClient } from '#shared/protocol/client.ts'
import type { ShopEvent } from '#shared/protocol/events.ts'
import type { SendableBody } from '#shared/protocol/frames.ts'
import { type AgentView, applyToAgentView } from '#shared/protocol/view.ts'

/** An agent over the real websocket, for tests that look at the buyer's side. */
export class PageAgent {
  readonly events: ShopEvent[] = []
  readonly typing: boolean[] = []
  view: AgentView | null = null
  readonly #client: ProtocolClient
  readonly #waiting = new Set<() => void>()
  readonly #answers = new Map<string, { resolve: () => void; reject: (error: Error) => void }>()

  constructor(url: string, session: () => Promise<SessionReply>) {
    this.#client = new ProtocolClient({
      open: (events) => {
        const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ws`)
        socket.on('open', () => events.opened())
        socket.on('message', (data: Buffer) => events.received(data.toString()))
        socket.on('close', (code) => events.closed(code))
        socket.on('error', () => {})
        return {
          send: (text) => socket.readyState === WebSocket.OPEN && socket.send(text),
          close: () => socket.close(),
        }
      },
      token: async () => (await session()).access,
      device: { id: 'test-agent', name: 'test', app: 'test' },
      cursor: null,
      store: (batch) => {
        this.#received(batch)
        return Promise.resolve()
      },
      onState: () => this.#changed(),
      onLoose: (frame) => {
        if (frame.t === 'typing') this.typing.push(frame.on)
        this.#changed()
      },
      onOk: (item) => this.#answers.get(item.cid)?.resolve(),
      onFailed: (item, error) => this.#answers.get(item.cid)?.reject(new Error(error.code)),
      now: Date.now,
      random: Math.random,
      setTimer: (run, ms) => setTimeout(run, ms),
      clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
    })
  }

  static async signIn(url: string, name: string, password: string): Promise<PageAgent> {
    const agent = new PageAgent(url, async () => {
      const response = await fetch(`${url}/api/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name, password, device: { id: 'test-agent', name: 'test' } }),
      })
      if (!response.ok) throw new Error(await response.text())
      return (await response.json()) as SessionReply
    })
    agent.#client.start()
    await agent.until(() => agent.view !== null)
    return agent
  }

  stop(): void {
    this.#client.stop()
  }

  /** Resolves when it is true; looked at after everything that arrives. */
  async until(check: () => boolean, what = 'agent waits', ms = 15_000): Promise<void> {
    if (check()) return
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look)
        reject(new Error(`timed out: ${what}`))
      }, ms)
      const look = (): void => {
        if (!check()) return
        clearTimeout(timer)
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
    })
  }

  /** Every text that buyers wrote, in the order of the log. */
  buyerTexts(): string[] {
    return this.events.flatMap((event) =>
      event.type === 'message.sent' &&
      event.message.sender.kind === 'buyer' &&
      event.message.body.kind === 'text'
        ? [event.message.body.text]
        : [],
    )
  }

  conversation(): { id: string; holderEpoch: number } {
    const found = Object.values(this.view?.conversations ?? {}).at(-1)
    if (!found) throw new Error('no conversation')
    return found
  }

  say(body: SendableBody | string): Promise<void> {
    const { id, holderEpoch } = this.conversation()
    return this.#ask({
      t: 'send',
      conversation: id,
      holderEpoch,
      body: typeof body === 'string' ? { kind: 'text', text: body } : body,
    })
  }

  read(): Promise<void> {
    const { id } = this.conversation()
    const upTo = this.view?.conversations[id]?.cseq ?? 0
    return this.#ask({ t: 'cmd', command: { type: 'read', conversation: id, upTo } })
  }

  close(): Promise<void> {
    const { id, holderEpoch } = this.conversation()
    return this.#ask({ t: 'cmd', command: { type: 'close', conversation: id, holderEpoch } })
  }

  type(on: boolean): void {
    this.#client.typing(this.conversation().id, on)
  }

  #ask(frame: Parameters<ProtocolClient['enqueue']>[0]['frame']): Promise<void> {
    const cid = randomUUID()
    return new Promise((resolve, reject) => {
      this.#answers.set(cid, { resolve, reject })
      this.#client.enqueue({ cid, lane: 'test', tried: false, frame })
    })
  }

  #received(batch: Batch): void {
    if (batch.kind === 'snapshot') {
      if ('me' in batch.view) this.view = batch.view
    } else
      for (const delivered of batch.events) {
        const event = delivered.event as ShopEvent
        this.events.push(event)
        if (this.view) this.view = applyToAgentView(this.view, { ...delivered, event })
      }
    this.#changed()
  }

  #changed(): void {
    for (const look of this.#waiting) look()
  }
}
