import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor, DeskCommand, LogRow, Outcome } from '#gateway/desk/contract.ts'
import type { ShopEvent } from '#shared/protocol/events.ts'
import type { Command } from '#shared/protocol/frames.ts'
import type { Role } from '#shared/protocol/model.ts'
import type { Reach } from '#shared/rights/reach.ts'
import { RIGHTS, type CommandAction } from '#shared/rights/table.ts'
import { PASSWORD, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { allows, ROLES, Stage, type Relation, type Situation } from '../support/rights-stage.ts'

/** How a command is tried: in which situations, as what, and what it hears beyond its reach. */
type Trial =
  | {
      readonly about: 'conversation' | 'buyer'
      readonly relations: readonly Relation[]
      readonly beyond: string
      make(situation: Situation, stage: Stage): Command | 'send'
      /** Before it: `mine` says whether what it is about is one's own. */
      readonly own?: (stage: Stage, me: string, s: Situation, mine: boolean) => Promise<unknown>
    }
  /** Of an account that is told as `about`, or of the shop. */
  | { readonly about: 'account' | 'shop' | 'self'; make(stage: Stage, account: string): Command }

const OPEN: readonly Relation[] = ['holds', 'served', 'stranger', 'queued', 'of another shop']
const OFFERS: readonly Relation[] = ['offered', 'offering', 'offered to another', 'of another shop']
const OVER: readonly Relation[] = ['held to its close', 'closed by another', 'of another shop']
const BUYERS: readonly Relation[] = ['holds', 'served', 'stranger', 'offered', 'of another shop']

const held = (stage: Stage, { conversation }: Situation) => ({
  conversation,
  holderEpoch: stage.epoch(conversation),
})
const notes = new Map<string, string>()

/** Every command has its trial: one more in the protocol does not compile without. */
const TRIALS: Record<CommandAction, Trial> = {
  send: { about: 'conversation', relations: OPEN, beyond: 'not_allowed', make: () => 'send' },
  claim: {
    about: 'conversation',
    relations: OPEN,
    beyond: 'not_allowed',
    make: (s, stage) => ({ type: 'claim', ...held(stage, s) }),
  },
  forward: {
    about: 'conversation',
    relations: OPEN,
    beyond: 'not_allowed',
    make: (s, stage) => ({ type: 'forward', ...held(stage, s), to: { account: stage.receiver } }),
  },
  'forward.answer': {
    about: 'conversation',
    relations: OFFERS,
    beyond: 'offer_gone',
    make: (s, stage) => ({ type: 'forward.answer', ...held(stage, s), accept: true }),
  },
  'forward.cancel': {
    about: 'conversation',
    relations: OFFERS,
    beyond: 'offer_gone',
    make: (s, stage) => ({ type: 'forward.cancel', ...held(stage, s) }),
  },
  close: {
    about: 'conversation',
    relations: OPEN,
    beyond: 'not_allowed',
    make: (s, stage) => ({ type: 'close', ...held(stage, s) }),
  },
  whisper: {
    about: 'conversation',
    relations: OPEN,
    beyond: 'not_allowed',
    make: ({ conversation }) => ({ type: 'whisper', conversation, text: 'psst' }),
  },
  read: {
    about: 'conversation',
    relations: [...OPEN, 'offered'],
    beyond: 'not_allowed',
    make: ({ conversation }) => ({ type: 'read', conversation, upTo: 1 }),
  },
  rate: {
    about: 'conversation',
    relations: OVER,
    beyond: 'not_allowed',
    make: ({ conversation }) => ({ type: 'rate', conversation, score: 5, text: '' }),
  },
  reopen: {
    about: 'conversation',
    relations: OVER,
    beyond: 'not_allowed',
    make: ({ conversation }) => ({ type: 'reopen', conversation }),
  },
  recall: {
    about: 'conversation',
    relations: ['holds', 'stranger', 'of another shop'],
    beyond: 'recall_over',
    make: ({ conversation }, stage) => ({
      type: 'recall',
      conversation,
      cseq: stage.shop.state.conversations.get(conversation)?.view.cseq ?? 1,
    }),
    async own(stage, me, { conversation, relation }, mine) {
      if (relation === 'of another shop') return
      const holder = stage.shop.holderOf(conversation)?.holder ?? ''
      if (mine === (holder === me))
        await stage.must(stage.say({ kind: 'account', account: holder }, conversation, 'answer'))
    },
  },
  'buyer.mark': {
    about: 'buyer',
    relations: BUYERS,
    beyond: 'not_found',
    make: ({ buyer }) => ({ type: 'buyer.mark', buyer, vip: true }),
  },
  'buyer.tag': {
    about: 'buyer',
    relations: BUYERS,
    beyond: 'not_found',
    make: ({ buyer }) => ({ type: 'buyer.tag', buyer, tags: ['regular'] }),
  },
  'buyer.note': {
    about: 'buyer',
    relations: BUYERS,
    beyond: 'not_found',
    make: ({ buyer }) => ({ type: 'buyer.note', buyer, text: 'a note' }),
  },
  'buyer.link': {
    about: 'buyer',
    relations: BUYERS,
    beyond: 'not_found',
    make: ({ buyer }) => ({ type: 'buyer.link', buyer, customer: `c-${buyer}` }),
  },
  'buyer.block': {
    about: 'buyer',
    relations: BUYERS,
    beyond: 'not_found',
    make: ({ buyer }) => ({ type: 'buyer.block', buyer, on: true }),
  },
  'buyer.unnote': {
    about: 'buyer',
    relations: ['holds', 'served', 'stranger', 'of another shop'],
    beyond: 'not_found',
    make: ({ buyer }) => ({ type: 'buyer.unnote', buyer, note: notes.get(buyer) ?? 'n1' }),
    async own(stage, me, { buyer, relation }, mine) {
      if (relation === 'of another shop') return
      const by = mine ? me : 'main'
      await stage.shop.submit(stage.by(by, { type: 'buyer.note', buyer, text: 'words' }))
      notes.set(buyer, stage.shop.state.buyers.get(buyer)?.notes.at(0)?.id ?? 'n1')
    },
  },
  handover: {
    about: 'account',
    make: (stage, from) => ({ type: 'handover', from, to: { account: stage.receiver } }),
  },
  participate: {
    about: 'shop',
    make: (_stage, account) => ({ type: 'participate', account, on: true }),
  },
  'account.change': {
    about: 'shop',
    make: (_stage, account) => ({ type: 'account.change', account, changes: { weight: 2 } }),
  },
  'account.delete': {
    about: 'shop',
    make: (_stage, account) => ({ type: 'account.delete', account }),
  },
  'settings.set': {
    about: 'shop',
    make: (stage) => {
      const { revision, desk } = stage.shop.settings()
      return { type: 'settings.set', revision, change: { desk } }
    },
  },
  suspend: { about: 'self', make: () => ({ type: 'suspend', reason: 'lunch' }) },
  resume: { about: 'self', make: () => ({ type: 'resume' }) },
  invisible: { about: 'self', make: () => ({ type: 'invisible', on: true }) },
}

interface Case {
  readonly name: string
  /** What the table makes of it: null it goes through, else the code. */
  readonly expected: string | null
  readonly submit: () => DeskCommand
}

const actions = Object.keys(TRIALS) as CommandAction[]

describe('every command by everyone, everywhere', () => {
  let test: TestGateway
  let stage: Stage
  const cases: Case[] = []
  beforeAll(async () => {
    test = await startTestGateway({ subs: [] })
    const { control, desk } = test.gateway
    await control.createShop({
      id: 'other',
      name: 'Other',
      main: 'othershop',
      nick: 'Other',
      password: PASSWORD,
    })
    await control.setLevel(test.shop, 'unlimited')
    stage = new Stage(desk.shops.get(test.shop), desk.shops.get('other'))
    await stage.open()
    const late: (() => Promise<void>)[] = []
    const last: (() => Promise<void>)[] = []
    const now: Promise<void>[] = []
    for (const action of actions)
      for (const role of ROLES) {
        const trial = TRIALS[action]
        if (!('relations' in trial)) continue
        for (const relation of trial.relations)
          for (const isPrivate of [false, true])
            for (const mine of trial.own ? [true, false] : [false]) {
              const add = () => addCase(action, trial, role, relation, isPrivate, mine)
              if (relation === 'queued') last.push(add)
              else if (relation.startsWith('offer')) late.push(add)
              else now.push(add())
            }
      }
    await Promise.all(now)
    await stage.offersFromNow()
    await Promise.all(late.map((add) => add()))
    await stage.fullFromNow()
    await Promise.all(last.map((add) => add()))
  }, 60_000)
  afterAll(() => test.stop())

  async function addCase(
    action: CommandAction,
    trial: Extract<Trial, { relations: unknown }>,
    role: Role,
    relation: Relation,
    isPrivate: boolean,
    mine: boolean,
  ): Promise<void> {
    const me = stage.accounts.get(role) ?? ''
    const situation = await stage.bring(me, relation, isPrivate)
    if (!situation) return
    await trial.own?.(stage, me, situation, mine)
    const by: Actor = { kind: 'account', account: me }
    const what = `${isPrivate ? 'private ' : ''}${relation}${trial.own ? ` mine=${mine}` : ''}`
    cases.push({
      name: `${action} by ${role}: ${what}`,
      expected: expectedOf(action, trial, role, situation, mine),
      submit() {
        const command = trial.make(situation, stage)
        return command === 'send'
          ? stage.say(by, situation.conversation, 'hello')
          : { type: 'command', by, cid: randomUUID(), command }
      },
    })
  }

  function expectedOf(
    action: CommandAction,
    trial: Extract<Trial, { relations: unknown }>,
    role: Role,
    situation: Situation,
    mine: boolean,
  ): string | null {
    const reach: Reach = RIGHTS.commands[action][role]
    if (reach === 'no') return 'not_allowed'
    const { relation, isPrivate } = situation
    // What it may not know of is not there.
    if (relation === 'of another shop' || (isPrivate && role !== 'main')) return 'not_found'
    // D6: main has the right, and there is nobody it could go to.
    if (action === 'forward' && isPrivate) return 'not_allowed'
    if (reach !== 'own') return allows(reach, role, situation) ? null : trial.beyond
    if (trial.about === 'buyer' && !allows('served', role, situation)) return 'not_found'
    if (mine && (trial.about === 'buyer' || relation === 'holds')) return null
    return trial.about === 'buyer' ? 'not_allowed' : 'recall_over'
  }

  const told = (outcome: Outcome): string | null => (outcome.ok ? null : outcome.code)

  it('[A5] [T1] [D6] refuses what the table refuses, and writes nothing of it', async () => {
    const refused = cases.filter(({ expected }) => expected !== null)
    expect(refused.length).toBeGreaterThan(200)
    const head = stage.shop.head()
    const outcomes = await Promise.all(
      refused.map(async ({ name, submit }) => [name, told(await stage.shop.submit(submit()))]),
    )
    expect(outcomes).toEqual(refused.map(({ name, expected }) => [name, expected]))
    expect(stage.shop.head()).toBe(head)
  })

  it('[A5] [T1] [D6] lets through what the table allows', async () => {
    const allowed = cases.filter(({ expected }) => expected === null)
    expect(allowed.length).toBeGreaterThan(100)
    const outcomes = await Promise.all(
      allowed.map(async ({ name, submit }) => [name, told(await stage.shop.submit(submit()))]),
    )
    expect(outcomes).toEqual(allowed.map(({ name }) => [name, null]))
  })

  it('[A4] what concerns accounts and the shop, and what nobody but oneself may do', async () => {
    const parties: readonly [string, Actor, Role | 'buyer' | 'operator'][] = [
      ['buyer', { kind: 'buyer', buyer: 'b1' }, 'buyer'],
      ['operator', { kind: 'gateway' }, 'operator'],
      ...ROLES.map((role): [string, Actor, Role] => [
        role,
        { kind: 'account', account: stage.accounts.get(role) ?? '' },
        role,
      ]),
    ]
    for (const action of actions) {
      const trial = TRIALS[action]
      if ('relations' in trial) continue
      for (const [name, by, party] of parties) {
        const victim = await stage.account('junior')
        const reach = RIGHTS.commands[action][party]
        const own = by.kind === 'account' ? by.account : victim
        for (const about of new Set([victim, own])) {
          const isAllowed =
            reach === 'shop' || reach === 'public' || (reach === 'self' && mayBe(trial, about, own))
          // Main is not deleted by anyone, which no right says.
          if (action === 'account.delete' && about === 'main') continue
          const head = stage.shop.head()
          const command = trial.make(stage, about)
          const outcome = await stage.shop.submit({
            type: 'command',
            by,
            cid: randomUUID(),
            command,
          })
          expect([action, name, about, told(outcome)]).toEqual([
            action,
            name,
            about,
            isAllowed ? null : 'not_allowed',
          ])
          if (!isAllowed) expect(stage.shop.head()).toBe(head)
        }
      }
    }
  })

  const mayBe = (trial: Trial, about: string, own: string): boolean =>
    trial.about === 'self' || about === own

  it('[S15] [S48] a buyer has its own conversation and no other, and no command of accounts', async () => {
    const serving = stage.serving
    for (const action of actions) {
      const trial = TRIALS[action]
      if (!('relations' in trial)) continue
      for (const isOwn of [true, false]) {
        const made = await stage.write()
        const account = action === 'rate' || action === 'reopen' ? serving : null
        if (account !== null) {
          const holderEpoch = stage.epoch(made.conversation)
          const claim = { type: 'claim', conversation: made.conversation, holderEpoch } as const
          await stage.must(stage.by('main', claim))
          await stage.close(made.conversation, 'main')
        }
        const situation: Situation = { relation: 'holds', isPrivate: false, ...made }
        const by: Actor = { kind: 'buyer', buyer: isOwn ? made.buyer : 'b1' }
        const command = trial.make(situation, stage)
        const head = stage.shop.head()
        const outcome = await stage.shop.submit(
          command === 'send'
            ? stage.say(by, made.conversation, 'hello')
            : { type: 'command', by, cid: randomUUID(), command },
        )
        const allowed = RIGHTS.commands[action].buyer === 'self'
        const expected = !allowed ? 'not_allowed' : isOwn ? null : 'not_found'
        expect([action, isOwn, told(outcome)]).toEqual([action, isOwn, expected])
        if (expected !== null) expect(stage.shop.head()).toBe(head)
      }
    }
  })

  it('[D6] of a private contact nobody hears other words than of what is not there', async () => {
    const { buyer, conversation } = await stage.write()
    await stage.mark(buyer)
    const there: Situation = { relation: 'stranger', isPrivate: true, buyer, conversation }
    const nowhere: Situation = { ...there, buyer: 'nobody', conversation: 'nobody/1' }
    for (const action of actions) {
      const trial = TRIALS[action]
      if (!('relations' in trial)) continue
      for (const role of ROLES) {
        if (role === 'main') continue
        const by: Actor = { kind: 'account', account: stage.accounts.get(role) ?? '' }
        const [one, two] = await Promise.all(
          [there, nowhere].map((situation) => {
            const command = trial.make(situation, stage)
            return stage.shop.submit(
              command === 'send'
                ? stage.say(by, situation.conversation, 'hello')
                : { type: 'command', by, cid: randomUUID(), command },
            )
          }),
        )
        expect([action, role, one]).toEqual([action, role, two])
      }
    }
  })

  it('[I12] a disabled account has no right at all', async () => {
    const account = await stage.account('junior')
    const { buyer, conversation } = await stage.write()
    await stage.must({ type: 'account.change', account, changes: { disabled: true } })
    const situation: Situation = { relation: 'stranger', isPrivate: false, buyer, conversation }
    const by: Actor = { kind: 'account', account }
    const head = stage.shop.head()
    for (const action of actions) {
      const trial = TRIALS[action]
      const command =
        'relations' in trial ? trial.make(situation, stage) : trial.make(stage, account)
      const outcome = await stage.shop.submit(
        command === 'send'
          ? stage.say(by, conversation, 'hello')
          : { type: 'command', by, cid: randomUUID(), command },
      )
      expect([action, told(outcome)]).toEqual([action, 'not_allowed'])
    }
    expect(stage.shop.head()).toBe(head)
  })

  it('[S30] [D6] gives everyone the events that the table gives, and no other', () => {
    const { state } = stage.shop
    /** Whoever held a buyer's conversation or was offered it, so far. */
    const acquainted = new Map<string, Set<string>>()
    const privateThen = new Set<string>()
    const given = new Map<string, number>()
    for (const row of rowsOf(stage)) {
      const { event, audience } = row
      if (event.type === 'buyer.withdrawn') throw new Error('it is in no log')
      const buyer = buyerIn(event) ?? audience.buyer
      const known = acquainted.get(buyer ?? '') ?? new Set()
      if (buyer !== null) acquainted.set(buyer, known)
      if (event.type === 'conversation.assigned') known.add(event.to)
      if (event.type === 'conversation.offered') known.add(event.view.offer?.to ?? '')
      if (event.type === 'conversation.reopened') known.add(event.by)
      const isMark = event.type === 'buyer.marked'
      const secretThen = buyer !== null && privateThen.has(buyer)
      if (isMark && event.buyer.private) privateThen.add(event.buyer.id)
      const isSecret = secretThen || state.buyers.get(buyer ?? '')?.view.private === true
      for (const role of ROLES) {
        const account = stage.accounts.get(role) ?? ''
        const reach = RIGHTS.events[event.type][role]
        const shown = stage.shop.present({ kind: 'agent', account }, row)
        const about = `${row.pos} ${event.type} to ${role}`
        if (shown !== null) given.set(`${role} ${reach}`, (given.get(`${role} ${reach}`) ?? 0) + 1)
        if (reach === 'no') expect(shown, about).toBe(null)
        else if (reach === 'shop' || buyer === null) {
          if (reach === 'shop' || audience.accounts === 'all') expect(shown, about).not.toBe(null)
        } else if (isMark && !secretThen && isSecret) {
          // The mark itself takes it out of the caches of those who had it.
          if (reach === 'public' || known.has(account))
            expect(shown, about).toEqual({ type: 'buyer.withdrawn', buyer })
        } else if (isSecret) expect(shown, about).toBe(null)
        else if (reach === 'public') expect(shown, about).not.toBe(null)
        else if (!known.has(account)) expect(shown, about).toBe(null)
        else if (reach === 'served' && audience.accounts !== 'all')
          expect([shown !== null, about]).toEqual([audience.accounts.includes(account), about])
      }
      const own = stage.shop.present({ kind: 'buyer', buyer: buyer ?? '' }, row)
      if (RIGHTS.events[event.type].buyer === 'no') expect(own, event.type).toBe(null)
      expect(stage.shop.present({ kind: 'buyer', buyer: 'nobody' }, row)).toBe(null)
    }
    for (const kind of ['main shop', 'supervisor public', 'senior given', 'junior served'])
      expect([kind, (given.get(kind) ?? 0) > 10]).toEqual([kind, true])
  })
})

function rowsOf(stage: Stage): readonly LogRow[] {
  const rows = stage.shop.rows(0, 100_000)
  if (!Array.isArray(rows)) throw new Error('more rows than memory keeps')
  return rows as readonly LogRow[]
}

function buyerIn(event: ShopEvent): string | null {
  switch (event.type) {
    case 'buyer.seen':
    case 'buyer.marked':
      return event.buyer.id
    case 'buyer.noted':
    case 'buyer.unnoted':
      return event.buyer
    default:
      return null
  }
}
