import fc from 'fast-check'
import type { AccountCommandChanges, Receiver } from '#shared/protocol/frames.ts'
import { DEFAULT_SETTINGS, type SettingsChange } from '#shared/protocol/settings.ts'
import { PaperShop } from '#gateway/desk/desk.fixture.ts'
import { after, people } from './desk-day-after.ts'
import {
  account,
  actor,
  buyer,
  conversationOf,
  does,
  epochOff,
  mostly,
  SECRET,
  who,
  type Step,
} from './desk-steps.ts'

/** A random day of a small shop: few accounts and buyers, so that everything meets everything. */
const GROUPS = [
  { id: 'sale', name: 'Sale' },
  { id: 'after', name: 'After' },
]
const sub = fc.constantFrom('s1', 's2', 's3', 's4')
const seldom = mostly.map((on) => !on)
const receiver: fc.Arbitrary<Receiver> = fc.oneof(
  { weight: 3, arbitrary: account.map((id) => ({ account: id })) },
  { weight: 1, arbitrary: fc.constantFrom('sale', 'after').map((id) => ({ group: id })) },
)

/** One of several, named by a number: the shop's conversations with an offer, mostly. */
function offered(shop: PaperShop, n: number): string {
  const offers = Array.from(shop.state.conversations.entries(), ([, { view }]) => view).filter(
    (view) => view.offer !== null,
  )
  return offers[n % offers.length]?.id ?? 'b1.1'
}

const write = does(
  'write',
  fc.record({
    buyer,
    address: fc.option(fc.constantFrom('A', 'B'), { freq: 4, nil: undefined }),
    page: fc.constantFrom('/sale/1', '/after/2', '/'),
    quote: fc.option(fc.nat(4), { freq: 5, nil: undefined }),
  }),
  (shop, { buyer: id, address, page, quote }) =>
    shop.do({
      type: 'send',
      by: { kind: 'buyer', buyer: id },
      cid: shop.cid(),
      conversation: null,
      body: { kind: 'text', text: '有货吗', ...(quote === undefined ? {} : { quote }) },
      address,
      source: { page },
    }),
)

const talk = [
  does('answer', fc.record({ buyer, actor, off: epochOff }), (shop, given) => {
    const id = conversationOf(shop, given.buyer)
    shop.answer(who(shop, given.actor, id), id, shop.epoch(id) - given.off)
  }),
  does('close', fc.record({ buyer, actor, said: fc.boolean() }), (shop, given) => {
    const conversation = conversationOf(shop, given.buyer)
    shop.command(who(shop, given.actor, conversation), {
      type: 'close',
      conversation,
      holderEpoch: shop.epoch(conversation),
      ...(given.said ? { summary: { topic: null, text: SECRET } } : {}),
    })
  }),
  does('read', fc.record({ buyer, actor, upTo: fc.nat(12) }), (shop, { upTo, ...given }) => {
    const conversation = conversationOf(shop, given.buyer)
    shop.command(who(shop, given.actor, conversation), { type: 'read', conversation, upTo })
  }),
  does('buyer reads', fc.record({ buyer, upTo: fc.nat(12) }), (shop, { buyer: id, upTo }) =>
    shop.command(
      { kind: 'buyer', buyer: id },
      { type: 'read', conversation: conversationOf(shop, id), upTo },
    ),
  ),
  does('whisper', fc.record({ buyer, actor }), (shop, given) => {
    const conversation = conversationOf(shop, given.buyer)
    const by = who(shop, given.actor, conversation)
    shop.command(by, { type: 'whisper', conversation, text: SECRET })
  }),
  // A client that did not hear the answer sends the same again.
  does('write again', fc.record({ buyer, cid: fc.nat(3) }), (shop, given) =>
    shop.do({
      type: 'send',
      by: { kind: 'buyer', buyer: given.buyer },
      cid: `again-${given.cid}`,
      conversation: null,
      body: { kind: 'text', text: `text ${given.cid}` },
      resend: true,
    }),
  ),
]

const forward = does(
  'forward',
  fc.record({ buyer, actor, to: receiver, off: epochOff }),
  (shop, given) => {
    const conversation = conversationOf(shop, given.buyer)
    shop.command(who(shop, given.actor, conversation), {
      type: 'forward',
      conversation,
      holderEpoch: Math.max(0, shop.epoch(conversation) - given.off),
      to: given.to,
      note: SECRET,
    })
  },
)

const moves = [
  does(
    'answer offer',
    fc.record({ n: fc.nat(5), accept: fc.boolean(), off: epochOff }),
    (shop, given) => {
      const conversation = offered(shop, given.n)
      shop.command(shop.view(conversation)?.offer?.to ?? 's1', {
        type: 'forward.answer',
        conversation,
        holderEpoch: Math.max(0, shop.epoch(conversation) - given.off),
        accept: given.accept,
      })
    },
  ),
  does('cancel offer', fc.record({ n: fc.nat(5), actor }), (shop, given) => {
    const conversation = offered(shop, given.n)
    const holderEpoch = shop.epoch(conversation)
    shop.command(who(shop, given.actor, conversation), {
      type: 'forward.cancel',
      conversation,
      holderEpoch,
    })
  }),
  does(
    'hand over',
    fc.record({ by: account, from: account, to: fc.option(receiver) }),
    (shop, given) =>
      shop.command(given.by, { type: 'handover', from: given.from, to: given.to, note: SECRET }),
  ),
  does('claim', fc.record({ buyer, by: account }), (shop, given) =>
    shop.claim(given.by, conversationOf(shop, given.buyer)),
  ),
]

const changes: fc.Arbitrary<AccountCommandChanges> = fc.oneof(
  fc.record({ limit: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ weight: fc.constantFrom(0, 0.5, 1, 2) }),
  fc.record({ groups: fc.subarray(['sale', 'after']) }),
  fc.record({ nick: fc.constantFrom('A', 'B', 'Else') }),
  fc.record({ sub: fc.constantFrom('a', 'x', '1') }),
)

const staff = [
  does('presence', fc.record({ account, online: mostly }), (shop, given) =>
    shop.presence(given.account, given.online),
  ),
  does(
    'suspend',
    fc.record({
      account,
      by: fc.constantFrom('person' as const, 'lock' as const, 'idle' as const),
      reason: fc.constantFrom('lunch', ''),
    }),
    (shop, { account: id, by, reason }) =>
      shop.command(id, { type: 'suspend', reason, by, text: reason }),
  ),
  does(
    'resume',
    fc.record({ account, of: fc.constantFrom('lock' as const, 'idle' as const, undefined) }),
    (shop, given) => shop.command(given.account, { type: 'resume', of: given.of }),
  ),
  does('invisible', fc.record({ account, on: seldom }), (shop, given) =>
    shop.command(given.account, { type: 'invisible', on: given.on }),
  ),
  does('participate', fc.record({ account, on: mostly }), (shop, given) =>
    shop.command('main', { type: 'participate', ...given }),
  ),
  does('change', fc.record({ account, changes }), (shop, given) =>
    shop.command('main', { type: 'account.change', ...given }),
  ),
  does(
    'role',
    fc.record({
      account: sub,
      role: fc.constantFrom('junior' as const, 'senior' as const, 'supervisor' as const),
    }),
    (shop, { account: id, role }) =>
      shop.command('main', { type: 'account.change', account: id, changes: { role } }),
  ),
  does('disabled', fc.record({ account: sub, disabled: seldom }), (shop, given) => {
    const { account: id, disabled } = given
    shop.command('main', { type: 'account.change', account: id, changes: { disabled } })
    // Its sessions end, and the grace time after them.
    if (disabled) shop.presence(id, false)
  }),
]

const rare: [fc.Arbitrary<Step>, fc.Arbitrary<Step>] = [
  does('delete s3', fc.constant(undefined), (shop) => {
    shop.command('main', { type: 'account.delete', account: 's3' })
    shop.presence('s3', false)
  }),
  does('open', fc.nat(3), (shop, n) =>
    shop.do({ type: 'account.open', by: 'main', sub: `new${n}`, nick: `New${n}`, role: 'junior' }),
  ),
]

const hours = DEFAULT_SETTINGS.hours
const change: fc.Arbitrary<SettingsChange> = fc.oneof(
  fc.record({
    dispatch: fc.record({
      recentMs: fc.constantFrom(0, 3600_000),
      suspendedGets: fc.constantFrom('served_and_addressed', 'addressed', 'nothing'),
      holderGraceMs: fc.constant(60_000),
      silentMs: fc.constantFrom(null, 300_000),
      forwardAcceptMs: fc.constantFrom(0, 120_000, 120_000),
      autoSuspend: fc.constantFrom(null, null, null, { above: 2, below: 1 }),
    }),
  }),
  fc.constantFrom<SettingsChange>(
    { groups: GROUPS },
    { groups: GROUPS, routes: [route('sale'), route('after')] },
    { groups: [], routes: [] },
    { groups: GROUPS.slice(1), routes: [route('after')] },
    { hours: { ...hours, on: true, week: hours.week.map(() => [{ from: '10:00', to: '12:00' }]) } },
    { hours: { ...hours, on: false } },
    { desk: { ...DEFAULT_SETTINGS.desk, evaluation: false } },
    { desk: DEFAULT_SETTINGS.desk },
    { replies: { ...DEFAULT_SETTINGS.replies, busy: { on: true, text: 'busy', byGroup: {} } } },
  ),
)
function route(group: string) {
  return { id: group, by: 'page' as const, match: `/${group}/*`, group }
}

const marks: fc.Arbitrary<{ vip?: boolean; private?: boolean }> = fc.oneof(
  fc.record({ vip: fc.boolean() }),
  fc.record({ private: fc.boolean() }),
)

const shopWide = [
  does(
    'mark',
    fc.record({ buyer, by: fc.constantFrom('main', 'main', 's4', 's1'), marks }),
    (shop, given) =>
      shop.command(given.by, { type: 'buyer.mark', buyer: given.buyer, ...given.marks }),
  ),
  does('rename', fc.record({ buyer, name: fc.constantFrom('Ann', 'Bob') }), (shop, given) =>
    shop.do({ type: 'buyer.seen', ...given }),
  ),
  does('settings', change, (shop, given) => {
    const { revision } = shop.state.root.settings
    shop.command('main', { type: 'settings.set', revision, change: given })
  }),
]

const time = [
  // Clocks jump, hours at a time and both ways; or only minutes pass.
  does('clock', fc.integer({ min: -2 * 3600_000, max: 4 * 3600_000 }), (shop, ms) => {
    shop.now += ms
  }),
  does('tick behind', fc.integer({ min: 1000, max: 400_000 }), (shop, ms) => {
    shop.now += ms
    shop.do({ type: 'tick' })
  }),
  does('tick', fc.constant(undefined), (shop) => shop.do({ type: 'tick' })),
]

export const day: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 14, arbitrary: write },
    { weight: 14, arbitrary: fc.oneof(...talk) },
    { weight: 10, arbitrary: fc.oneof(...after) },
    { weight: 5, arbitrary: fc.oneof(...people) },
    { weight: 14, arbitrary: forward },
    { weight: 12, arbitrary: fc.oneof(...moves) },
    { weight: 8, arbitrary: fc.oneof(...staff) },
    { weight: 5, arbitrary: fc.oneof(...shopWide) },
    { weight: 4, arbitrary: fc.oneof(...time) },
    {
      weight: 1,
      arbitrary: fc.oneof({ weight: 1, arbitrary: rare[0] }, { weight: 5, arbitrary: rare[1] }),
    },
  ),
  // Without it nine of ten days end after ten steps.
  { minLength: 1, maxLength: 140, size: 'max' },
)

export function opened(): PaperShop {
  const shop = new PaperShop()
  shop.sub('A')
  shop.sub('B')
  shop.sub('C', { online: false })
  shop.sub('D', { role: 'supervisor' })
  // So few that buyers queue every other minute.
  for (const id of ['s1', 's2', 's3', 's4']) shop.limit(id, 2)
  const { dispatch } = shop.state.root.settings
  shop.command('main', {
    type: 'settings.set',
    revision: 0,
    change: {
      groups: GROUPS,
      routes: [route('sale'), route('after')],
      dispatch: { ...dispatch, forwardAcceptMs: 120_000, silentMs: 600_000 },
    },
  })
  for (const [id, groups] of [
    ['s1', ['sale']],
    ['s2', ['after']],
    ['s4', ['sale', 'after']],
  ] as const)
    shop.command('main', { type: 'account.change', account: id, changes: { groups: [...groups] } })
  shop.mark('golden', { vip: true })
  shop.mark('hidden', { private: true })
  return shop
}
