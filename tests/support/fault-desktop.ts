import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { SessionReply } from '#shared/protocol/api.ts'
import type { Cursor, OutboxFrame } from '#shared/protocol/client.ts'
import type { AccountView, Message, ShopView } from '#shared/protocol/model.ts'
import type { ShopSettings } from '#shared/protocol/settings.ts'
import type { AgentView } from '#shared/protocol/view.ts'
import type { Party, PartyOptions } from './fault-party.ts'
import type { PlantName } from './fault-plants.ts'
import type { PartyEnd, PartyHistory, Seen } from './history.ts'

export interface DesktopStart {
  readonly party: string
  readonly url: string
  readonly reply: SessionReply
  readonly file: string
  readonly key: string
  readonly account: AccountView
  readonly shop: ShopView
  readonly settings: ShopSettings
}

type Send = OutboxFrame & { t: 'send' }
export type DesktopOrder =
  | { readonly order: 'start'; readonly start: DesktopStart }
  | { readonly order: 'say'; readonly frame: Send }
  | { readonly order: 'command'; readonly frame: OutboxFrame & { t: 'cmd' } }
  | { readonly order: 'arm'; readonly point: string; readonly after: number }
  | { readonly order: 'probe' | 'state' | 'close' }

export type DesktopReply =
  | { readonly told: 'started' | 'closed' }
  | { readonly told: 'moved'; readonly view: AgentView }
  /** What the cache held before anything else was done; null: nothing yet. */
  | { readonly told: 'found'; readonly cursor: Cursor | null }
  | { readonly told: 'queued'; readonly cid: string; readonly frame: Send }
  | { readonly told: 'failed'; readonly cid: string; readonly code: string }
  | {
      readonly told: 'view'
      readonly epoch: string
      readonly pos: number
      readonly view: AgentView
    }
  | { readonly told: 'connection'; readonly live: boolean }
  | { readonly told: 'trouble'; readonly message: string }
  | {
      readonly told: 'state'
      readonly view: AgentView
      readonly pos: number
      readonly messages: readonly Pick<Message, 'conversation' | 'cseq' | 'cid' | 'body'>[]
      readonly outbox: readonly { readonly cid: string; readonly failed: boolean }[]
    }

/** Where the desktop's half is killed by itself: between queued, sent and acknowledged. */
export const DESKTOP_POINTS = [
  'outboxAdd.before',
  'outboxAdd.after',
  'sending',
  'applyBatch.before',
  'applyBatch.after',
  'reset.after',
  'outboxRemove.before',
  'outboxRemove.after',
  'outboxMark.before',
  'workspaceSet.after',
] as const

const CHILD = join(import.meta.dirname, 'fault-desktop.child.ts')

/** An agent whose half is the desktop's own code in a process of its own. */
export class DesktopParty implements Party {
  readonly options: PartyOptions
  readonly seen: Seen[] = []
  readonly #start: DesktopStart
  readonly #plant: PlantName | null
  #child: ChildProcess
  #live = false
  #started: Promise<unknown>
  #now: Extract<DesktopReply, { told: 'state' }> | null = null
  /** What its person sees; null while it is not there. */
  #view: AgentView | null = null
  #closing = false
  crashes = 0

  constructor(options: PartyOptions, start: DesktopStart, plant: PlantName | null = null) {
    this.options = options
    this.#start = start
    this.#plant = plant
    this.#child = this.#spawn()
    this.#started = this.#told('started')
    this.#send({ order: 'start', start })
  }

  get ready(): boolean {
    return this.#live && this.#now !== null && this.#now.pos > 0
  }

  view(): AgentView | null {
    return this.#view
  }

  pos(): number {
    return this.#now?.pos ?? 0
  }

  waiting(): readonly string[] {
    return this.#now?.outbox.flatMap(({ cid, failed }) => (failed ? [] : [cid])) ?? ['unknown']
  }

  say(frame: Send): void {
    this.#send({ order: 'say', frame })
  }

  command(frame: OutboxFrame & { t: 'cmd' }): void {
    this.#send({ order: 'command', frame })
  }

  arm(point: string, after: number): void {
    this.#send({ order: 'arm', point, after })
  }

  crash(): void {
    this.#child.kill('SIGKILL')
  }

  probe(): void {
    this.#send({ order: 'probe' })
  }

  /** Asks for what it has now; false where it is not there to answer. */
  async look(): Promise<boolean> {
    await this.#started.catch(() => undefined)
    const answer = this.#told('state')
    this.#send({ order: 'state' })
    try {
      this.#now = await answer
      this.#view = this.#now.view
      return true
    } catch {
      return false
    }
  }

  async end(convergedMs: number | null): Promise<PartyEnd> {
    await this.look()
    const now = this.#now
    return {
      view: now?.view ?? null,
      pos: now?.pos ?? 0,
      outbox: this.waiting(),
      failed: now?.outbox.flatMap(({ cid, failed }) => (failed ? [cid] : [])) ?? [],
      messages: now?.messages ?? [],
      convergedMs,
    }
  }

  history(end: PartyEnd): PartyHistory {
    const { party, shop, kind, id, role } = this.options
    return { party, shop, kind, id, role, wire: false, seen: this.seen, end }
  }

  async close(): Promise<void> {
    this.#closing = true
    const child = this.#child
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    const closed = this.#told('closed').catch(() => undefined)
    this.#send({ order: 'close' })
    await closed
    child.kill('SIGKILL')
    await gone
  }

  #spawn(): ChildProcess {
    const child = fork(CHILD, [this.#plant ?? ''], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    child.on('message', (reply: DesktopReply) => this.#hear(reply))
    child.once('exit', () => {
      this.#live = false
      if (this.#closing || child !== this.#child) return
      // As its user does: it is started again, with the same files.
      this.crashes++
      this.#now = null
      this.#view = null
      this.#child = this.#spawn()
      this.#started = this.#told('started')
      this.#started.catch(() => undefined)
      this.#send({ order: 'start', start: this.#start })
    })
    return child
  }

  #hear(reply: DesktopReply): void {
    const at = performance.now()
    if (reply.told === 'queued')
      this.seen.push({ at, kind: 'queued', cid: reply.cid, frame: reply.frame })
    else if (reply.told === 'failed')
      this.seen.push({ at, kind: 'failed', cid: reply.cid, code: reply.code })
    else if (reply.told === 'view')
      this.seen.push({
        at,
        kind: 'snapshot',
        epoch: reply.epoch,
        pos: reply.pos,
        view: reply.view,
      })
    else if (reply.told === 'found' && reply.cursor !== null)
      this.seen.push({ at, kind: 'restarted', ...reply.cursor })
    else if (reply.told === 'moved') this.#view = reply.view
    else if (reply.told === 'connection') this.#live = reply.live
  }

  #send(order: DesktopOrder): void {
    const child = this.#child
    if (child.connected) child.send(order, () => {})
  }

  #told<T extends DesktopReply['told']>(told: T): Promise<Extract<DesktopReply, { told: T }>> {
    const child = this.#child
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error('the desktop is gone'))
      const hear = (reply: DesktopReply) => {
        if (reply.told !== told) return
        child.off('message', hear).off('exit', ended)
        resolve(reply as Extract<DesktopReply, { told: T }>)
      }
      child.on('message', hear)
      child.once('exit', ended)
      if (child.exitCode !== null || child.signalCode !== null) ended()
    })
  }
}
