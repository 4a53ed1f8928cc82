import type { Command } from '#shared/protocol/frames.ts'
import type { ConversationView } from '#shared/protocol/model.ts'
import type { AgentView, BuyerPageView } from '#shared/protocol/view.ts'
import type { Random } from './fault-random.ts'
import { WireParty, type Party } from './fault-party.ts'

/** Goes into each text, so that files can be searched for it (I15). */
export function marked(seed: number, text: string): string {
  return `word-${seed}-in-the-clear ${text}`
}

/**
 * What people do in a shop, one act at a time, drawn by `random`: most of it writing. What the
 * gateway refuses is part of it: a forward that lost a race is a real one.
 */
export class Traffic {
  readonly #random: Random
  readonly #seed: number
  readonly #privates: boolean
  #count = 0

  constructor(seed: number, random: Random, privates: boolean) {
    this.#seed = seed
    this.#random = random
    this.#privates = privates
  }

  act(party: Party): void {
    if (party.options.kind === 'buyer') this.#asBuyer(party)
    else this.#asAgent(party, party.view() as AgentView | null)
  }

  #text(): string {
    return marked(this.#seed, `${this.#count++} ${'好'.repeat(this.#random.between(0, 30))}`)
  }

  #asBuyer(party: Party): void {
    const random = this.#random
    const conversation = (party.view() as BuyerPageView | null)?.conversation
    if (conversation && random.chance(0.1))
      return this.#command(
        party,
        { type: 'read', conversation: conversation.id, upTo: conversation.cseq },
        'read',
      )
    if (conversation?.state === 'closed' && conversation.asked && random.chance(0.3))
      return this.#command(
        party,
        { type: 'rate', conversation: conversation.id, score: random.between(1, 5), text: '' },
        'rate',
      )
    party.say({ t: 'send', conversation: null, body: { kind: 'text', text: this.#text() } }, 'shop')
  }

  #asAgent(party: Party, view: AgentView | null): void {
    if (view === null) return
    const random = this.#random
    const all = Object.values(view.conversations)
    const held = all.filter(({ holder }) => holder === view.me)
    const isMain = party.options.role === 'main'
    if (isMain && random.chance(0.25)) return this.#asMain(party, view, all)
    if (party.options.role === 'supervisor' && random.chance(0.5))
      return this.#asSupervisor(party, view, all)
    if (held.length === 0 || random.chance(0.1)) return this.#aside(party, view, all)
    const one = random.pick(held)
    if (random.chance(0.6)) return this.#say(party, one)
    this.#aboutHeld(party, view, one)
  }

  #say(party: Party, { id, holderEpoch }: ConversationView): void {
    // Now and then under the epoch of a moment ago, as one who was slow to read.
    const epoch = this.#random.chance(0.1) ? Math.max(0, holderEpoch - 1) : holderEpoch
    const body = { kind: 'text', text: this.#text() } as const
    party.say({ t: 'send', conversation: id, holderEpoch: epoch, body }, id)
  }

  #aboutHeld(party: Party, view: AgentView, one: ConversationView): void {
    const random = this.#random
    const { id: conversation, holderEpoch, cseq, buyer } = one
    const open = { conversation, holderEpoch }
    const others = Object.keys(view.accounts).filter((id) => id !== view.me)
    switch (random.pick(['read', 'forward', 'forward', 'close', 'recall', 'tag', 'note', 'talk'])) {
      case 'read':
        return this.#command(
          party,
          { type: 'read', conversation, upTo: cseq },
          `read ${conversation}`,
        )
      case 'forward':
        if (others.length === 0) return
        return this.#command(
          party,
          { type: 'forward', ...open, to: { account: random.pick(others) }, note: 'over to you' },
          conversation,
        )
      case 'close':
        return this.#command(party, { type: 'close', ...open }, conversation)
      case 'recall':
        return this.#command(
          party,
          { type: 'recall', conversation, cseq: Math.max(1, cseq - random.between(0, 2)) },
          conversation,
        )
      case 'tag':
        return this.#command(
          party,
          { type: 'buyer.tag', buyer: buyer.id, tags: [`t${random.between(1, 9)}`] },
          'me',
        )
      case 'note':
        return this.#command(
          party,
          { type: 'buyer.note', buyer: buyer.id, text: this.#text() },
          'me',
        )
      default:
        if (party instanceof WireParty)
          party.talk((client) => {
            client.typing(conversation, random.chance(0.5))
            client.keep(`draft ${conversation}`, random.chance(0.5) ? this.#text() : null)
            client.history(conversation, undefined, 20).catch(() => undefined)
          })
    }
  }

  #aside(party: Party, view: AgentView, all: readonly ConversationView[]): void {
    const random = this.#random
    const queued = all.find(({ state }) => state === 'queued')
    const offered = all.find(({ offer }) => offer?.to === view.me)
    if (offered)
      return this.#command(
        party,
        {
          type: 'forward.answer',
          conversation: offered.id,
          holderEpoch: offered.holderEpoch,
          accept: random.chance(0.6),
        },
        offered.id,
      )
    const suspended = view.accounts[view.me]?.suspended !== null
    switch (random.pick(['suspend', 'claim', 'reopen', 'invisible'])) {
      case 'suspend':
        return this.#command(
          party,
          suspended ? { type: 'resume' } : { type: 'suspend', reason: 'lunch' },
          'me',
        )
      case 'claim':
        if (!queued) return
        return this.#command(
          party,
          { type: 'claim', conversation: queued.id, holderEpoch: queued.holderEpoch },
          queued.id,
        )
      case 'reopen': {
        const last = view.closed.at(-1)
        if (!last) return
        return this.#command(party, { type: 'reopen', conversation: last.view.id }, last.view.id)
      }
      case 'invisible':
        return this.#command(party, { type: 'invisible', on: random.chance(0.3) }, 'me')
    }
  }

  /** T1: it looks into others' conversations, says something aside, and takes or hands them on. */
  #asSupervisor(party: Party, view: AgentView, all: readonly ConversationView[]): void {
    const random = this.#random
    const others = all.filter(({ holder }) => holder !== null && holder !== view.me)
    if (others.length === 0) return
    const one = random.pick(others)
    const open = { conversation: one.id, holderEpoch: one.holderEpoch }
    switch (random.pick(['look', 'look', 'whisper', 'claim', 'forward', 'close'])) {
      case 'look':
        // Each look is noted before it is answered (T6), so it writes, too.
        if (party instanceof WireParty)
          party.talk((client) => void client.history(one.id, undefined, 20).catch(() => undefined))
        return
      case 'whisper':
        return this.#command(
          party,
          { type: 'whisper', conversation: one.id, text: this.#text() },
          one.id,
        )
      case 'claim':
        return this.#command(party, { type: 'claim', ...open }, one.id)
      case 'forward': {
        const to = random.pick(Object.keys(view.accounts))
        return this.#command(
          party,
          { type: 'forward', ...open, to: { account: to }, note: 'please take this one' },
          one.id,
        )
      }
      default:
        return this.#command(party, { type: 'close', ...open }, one.id)
    }
  }

  #asMain(party: Party, view: AgentView, all: readonly ConversationView[]): void {
    const random = this.#random
    const one = all.length > 0 ? random.pick(all) : undefined
    const subs = Object.values(view.accounts).filter(({ role }) => role !== 'main')
    switch (
      random.pick(['claim', 'mark', 'settings', 'limit', 'whisper', 'handover', 'participate'])
    ) {
      case 'claim':
        if (one)
          this.#command(
            party,
            { type: 'claim', conversation: one.id, holderEpoch: one.holderEpoch },
            one.id,
          )
        return
      case 'mark':
        if (one)
          this.#command(
            party,
            this.#privates && random.chance(0.3)
              ? { type: 'buyer.mark', buyer: one.buyer.id, private: true }
              : { type: 'buyer.mark', buyer: one.buyer.id, vip: random.chance(0.5) },
            'me',
          )
        return
      case 'settings':
        return this.#command(
          party,
          {
            type: 'settings.set',
            revision: view.settings.revision,
            change: {
              dispatch: {
                ...view.settings.dispatch,
                holderGraceMs: 1000 * random.between(5, 60),
                forwardAcceptMs: random.pick([0, 5000]),
              },
            },
          },
          'me',
        )
      case 'limit':
        if (subs.length > 0)
          this.#command(
            party,
            {
              type: 'account.change',
              account: random.pick(subs).id,
              changes: { limit: random.between(1, 5) },
            },
            'me',
          )
        return
      case 'whisper':
        if (one)
          this.#command(
            party,
            { type: 'whisper', conversation: one.id, text: this.#text() },
            one.id,
          )
        return
      case 'handover':
        if (subs.length > 0)
          this.#command(party, { type: 'handover', from: random.pick(subs).id, to: null }, 'me')
        return
      case 'participate':
        this.#command(
          party,
          { type: 'participate', account: view.me, on: random.chance(0.5) },
          'me',
        )
    }
  }

  #command(party: Party, command: Command, lane: string): void {
    party.command({ t: 'cmd', command }, lane)
  }
}
