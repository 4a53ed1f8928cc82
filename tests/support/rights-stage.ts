import { randomUUID } from 'node:crypto'
import type { Actor, DeskCommand, Outcome, Shop } from '#gateway/desk/contract.ts'
import { ShopActor } from '#gateway/desk/shop.ts'
import { conversationId } from '#gateway/desk/state.ts'
import type { Command, SendableBody } from '#shared/protocol/frames.ts'
import type { Role } from '#shared/protocol/model.ts'
import type { Reach } from '#shared/rights/reach.ts'

export const ROLES = ['main', 'supervisor', 'senior', 'junior'] as const satisfies Role[]

/** What somebody has to do with a conversation. */
export type Relation =
  | 'holds'
  | 'served'
  | 'stranger'
  | 'offered'
  /** It holds it and has offered it to another. */
  | 'offering'
  /** Others do that. */
  | 'offered to another'
  | 'queued'
  | 'held to its close'
  | 'closed by another'
  | 'of another shop'

export interface Situation {
  readonly relation: Relation
  readonly isPrivate: boolean
  readonly buyer: string
  readonly conversation: string
}

/** Written down from product.md's words alone: the gate's own code is not asked. */
export function allows(reach: Reach, role: Role, { relation, isPrivate }: Situation): boolean {
  if (relation === 'of another shop') return false
  switch (reach) {
    case 'shop':
      return true
    case 'public':
      return !isPrivate
    default:
      if (isPrivate && role !== 'main') return false
  }
  switch (reach) {
    case 'served':
      return relation !== 'stranger' && relation !== 'queued' && !relation.includes('another')
    case 'held':
      return relation === 'holds' || relation === 'offering' || relation === 'held to its close'
    case 'queue':
      return relation === 'holds' || relation === 'queued'
    case 'offered':
      return relation === 'offered'
    case 'offering':
      return relation === 'holds' || relation === 'offering'
    default:
      return false
  }
}

/** A shop in which everything that rights speak of can be brought about. */
export class Stage {
  readonly shop: ShopActor
  readonly #other: ShopActor
  /** Who gets every new buyer, and who takes what is handed on. */
  serving = ''
  receiver = ''
  readonly accounts = new Map<Role, string>()
  #count = 0

  constructor(shop: Shop | undefined, other: Shop | undefined) {
    if (!(shop instanceof ShopActor) || !(other instanceof ShopActor)) throw new Error('no shops')
    this.shop = shop
    this.#other = other
  }

  /** `made`: accounts that can sign in, by role. */
  async open(made: ReadonlyMap<Role, string> = new Map()): Promise<void> {
    for (const role of ROLES)
      this.accounts.set(
        role,
        made.get(role) ?? (role === 'main' ? 'main' : await this.account(role)),
      )
    this.serving = await this.account('junior', true)
    this.receiver = await this.account('junior')
    await this.must({ type: 'presence', account: 'main', online: true })
    await this.must(this.by('main', { type: 'participate', account: 'main', on: false }))
  }

  async account(role: Exclude<Role, 'main'>, participates = false): Promise<string> {
    const sub = `sub${++this.#count}`
    const limit = 1e6
    const made = await this.must({
      type: 'account.open',
      sub,
      nick: sub,
      role,
      limit,
      participates,
    })
    const account = made.account ?? ''
    await this.must({ type: 'presence', account, online: true })
    return account
  }

  async must(command: DeskCommand, shop = this.shop): Promise<Outcome & { ok: true }> {
    const outcome = await shop.submit(command)
    if (!outcome.ok) throw new Error(`${JSON.stringify(command)}: ${outcome.code}`)
    return outcome
  }

  by(account: string, command: Command): DeskCommand {
    return { type: 'command', by: { kind: 'account', account }, cid: randomUUID(), command }
  }

  epoch(conversation: string): number {
    return this.shop.state.conversations.get(conversation)?.view.holderEpoch ?? 0
  }

  /** The next two are on the same page of the log: nothing but this test writes to it. */
  say(by: Actor, conversation: string | null, text: string): DeskCommand {
    const holderEpoch = conversation === null ? undefined : this.epoch(conversation)
    const body = { kind: 'text' as const, text }
    return { type: 'send', by, cid: randomUUID(), conversation, body, holderEpoch }
  }

  async write(shop = this.shop): Promise<{ buyer: string; conversation: string }> {
    const buyer = `b${++this.#count}`
    await this.must({ type: 'buyer.seen', buyer, name: buyer }, shop)
    await this.must(this.say({ kind: 'buyer', buyer }, null, `words of ${buyer}`), shop)
    return { buyer, conversation: conversationId(buyer, 1) }
  }

  async forward(conversation: string, from: string, to: string): Promise<void> {
    const holderEpoch = this.epoch(conversation)
    const forward = { type: 'forward', conversation, holderEpoch, to: { account: to } } as const
    await this.must(this.by(from, forward))
  }

  async close(conversation: string, by: string): Promise<void> {
    await this.must(this.say({ kind: 'account', account: by }, conversation, 'an answer'))
    const holderEpoch = this.epoch(conversation)
    await this.must(this.by(by, { type: 'close', conversation, holderEpoch }))
  }

  mark(buyer: string): Promise<Outcome> {
    return this.must(this.by('main', { type: 'buyer.mark', buyer, private: true }))
  }

  /** From now on a forward is an offer. */
  async offersFromNow(): Promise<void> {
    const { revision, dispatch } = this.shop.settings()
    const change = { dispatch: { ...dispatch, forwardAcceptMs: 3600_000 } }
    await this.must(this.by('main', { type: 'settings.set', revision, change }))
  }

  /** From now on new buyers wait. */
  async fullFromNow(): Promise<void> {
    await this.must({ type: 'account.change', account: this.serving, changes: { limit: 1 } })
  }

  /** What the buyer sends next in its conversation, such as a file. */
  async add(buyer: string, body: SendableBody): Promise<void> {
    const by = { kind: 'buyer' as const, buyer }
    await this.must({ type: 'send', by, cid: randomUUID(), conversation: null, body })
  }

  /** Null: that can not be, as when a private contact would be with another than main. */
  async bring(me: string, relation: Relation, isPrivate: boolean): Promise<Situation | null> {
    const main = me === 'main'
    if (isPrivate && !main && !['served', 'stranger', 'of another shop'].includes(relation))
      return null
    if (isPrivate && main && !['holds', 'held to its close'].includes(relation)) return null
    if (relation === 'of another shop') {
      const made = await this.write(this.#other)
      if (isPrivate) {
        const command = { type: 'buyer.mark', buyer: made.buyer, private: true } as const
        await this.must(this.by('main', command), this.#other)
      }
      return { relation, isPrivate, ...made }
    }
    const made = await this.write()
    const { conversation } = made
    switch (relation) {
      case 'holds':
      case 'held to its close':
        await this.forward(conversation, this.serving, me)
        break
      case 'offering':
        await this.forward(conversation, this.serving, me)
        await this.must(this.#answer(conversation, me))
        await this.forward(conversation, me, this.receiver)
        break
      case 'served':
        await this.forward(conversation, this.serving, me)
        await this.forward(conversation, me, this.serving)
        break
      case 'offered':
        await this.forward(conversation, this.serving, me)
        break
      case 'offered to another':
        await this.forward(conversation, this.serving, this.receiver)
        break
      default:
    }
    if (isPrivate) await this.mark(made.buyer)
    if (relation === 'held to its close') await this.close(conversation, me)
    if (relation === 'closed by another') await this.close(conversation, this.serving)
    return { relation, isPrivate, ...made }
  }

  #answer(conversation: string, by: string): DeskCommand {
    const holderEpoch = this.epoch(conversation)
    return this.by(by, { type: 'forward.answer', conversation, holderEpoch, accept: true })
  }
}
