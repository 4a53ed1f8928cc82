import { expect, test } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { Command } from '#shared/protocol/frames.ts'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import { aConversation, anAccount, aShop } from '#shared/protocol/fixtures.ts'
import type { AccountView, ConversationView, ForwardOffer } from '#shared/protocol/model.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import type { Deps } from './api.ts'
import { chatActions, commandsOf } from './chat-actions.ts'
import { reduceEvents } from './chats.ts'
import { deskActions } from './desk-actions.ts'
import { initialState, type WorkState } from './model.ts'
import { mayForward, teamActions } from './team-actions.ts'
import { timelineActions } from './timeline-actions.ts'

const buyer = (id: string) => ({
  id,
  name: id,
  vip: false,
  private: false,
  firstSeenAt: 0,
  tags: [],
  blocked: false,
  evidence: false,
  customer: null,
})
const chat = (id: string, given: Partial<ConversationView> = {}) =>
  aConversation({ id, buyer: buyer(`buyer-${id}`), ...given })

function stateOf(role: AccountView['role'], ...chats: readonly ConversationView[]): WorkState {
  return {
    ...initialState,
    view: {
      me: 'me',
      shop: aShop,
      settings: DEFAULT_SETTINGS,
      closed: [],
      accounts: { me: anAccount('me', { role }), her: anAccount('her') },
      conversations: Object.fromEntries(chats.map((one) => [one.id, one])),
    },
  }
}
function make(state: WorkState, refused: readonly string[] = []) {
  const store = createStore<WorkState>(() => state)
  const sent: Command[] = []
  const call = ((name: string, value: Command) => {
    if (name === 'chats.page')
      return Promise.resolve({
        ok: true,
        value: { messages: [], complete: true, previous: null },
      })
    if (name !== 'chats.command') return Promise.resolve({ ok: true, value: null })
    sent.push(value)
    const failed = 'conversation' in value && refused.includes(value.conversation)
    return Promise.resolve(
      failed
        ? { ok: false, error: { code: 'same_holder', message: '' } }
        : { ok: true, value: value.type === 'handover' ? { moved: 12, stayed: 2 } : {} },
    )
  }) as unknown as Deps['call']
  const deps: Deps = { store, call, now: () => 0 }
  const desk = deskActions(deps)
  const commands = commandsOf(deps, desk)
  const chats = chatActions(deps, timelineActions(deps), desk, commands)
  return { store, sent, desk, chats, team: teamActions(deps, desk, commands) }
}
let pos = 0
const delivered = (event: ShopEvent): Delivered<ShopEvent> => ({
  pos: ++pos,
  prev: pos - 1,
  at: pos,
  event,
})

test('[D12] of several forwards those that failed stay chosen, with the reason of each', async () => {
  const { store, sent, team } = make(
    stateOf('junior', chat('a', { holderEpoch: 3 }), chat('b'), chat('c')),
    ['b'],
  )
  for (const id of ['a', 'b', 'c']) team.pick(id)
  const failed = await team.forwardAll(['a', 'b', 'c'], { group: 'g' }, ' please ')
  expect(failed).toEqual([{ conversation: 'b', code: 'same_holder' }])
  expect(store.getState().picked).toEqual(['b'])
  expect(sent[0]).toEqual({
    type: 'forward',
    conversation: 'a',
    holderEpoch: 3,
    to: { group: 'g' },
    note: 'please',
  })
  expect(sent).toHaveLength(3)
})

test('[D12] a sub-account forwards its own alone, an overseer others’, nobody what is offered or private', () => {
  const offer: ForwardOffer = { by: 'me', to: 'her', note: null, until: 9 }
  const hidden = { ...buyer('p'), private: true }
  const all = [
    chat('mine'),
    chat('hers', { holder: 'her' }),
    chat('offered', { offer }),
    chat('private', { buyer: hidden }),
  ]
  const may = (role: AccountView['role']) =>
    all.filter(({ id }) => mayForward(stateOf(role, ...all), id)).map(({ id }) => id)
  expect(may('senior')).toEqual(['mine'])
  expect(may('supervisor')).toEqual(['mine', 'hers'])
  expect(may('main')).toEqual(['mine', 'hers'])
})

test('with Shift all between are chosen, but for those that may not be forwarded', () => {
  const { store, team } = make(
    stateOf('junior', chat('a'), chat('b'), chat('x', { holder: 'her' }), chat('c'), chat('d')),
  )
  const shown = ['a', 'b', 'x', 'c', 'd']
  team.pick('b')
  team.pickTo('c', shown)
  expect(store.getState().picked).toEqual(['b', 'c'])
  team.pick('b')
  expect(store.getState().picked).toEqual(['c'])
  team.pick('x')
  expect(store.getState().picked).toEqual(['c'])
})

test('[D13a] a handover tells how many went and how many stayed', async () => {
  const { sent, team } = make(stateOf('junior'))
  expect(await team.handover('me', null, '')).toEqual({ ok: true, moved: 12, stayed: 2 })
  expect(sent).toEqual([{ type: 'handover', from: 'me', to: null }])
})

test('a whisper has a field of its own and ends with the chat: no draft, nothing for the buyer', async () => {
  const { store, sent, chats, team } = make(stateOf('supervisor', chat('a'), chat('b')))
  chats.open('a')
  team.whisperMode('a')
  team.setWhisper('a', ' agree at once ')
  expect(store.getState().drafts).toEqual({})
  chats.open('b')
  expect(store.getState().whispering).toBeNull()
  chats.open('a')
  expect(store.getState().whispering).toBeNull()
  await team.whisper('a')
  expect(sent).toEqual([{ type: 'whisper', conversation: 'a', text: 'agree at once' }])
  expect(store.getState().whispers).toEqual({})
})

test('[D12] how an offer ends is told to who made it and to who had it', () => {
  const ended = (why: 'declined' | 'unanswered' | 'cancelled' | 'gone'): ShopEvent => ({
    type: 'conversation.offer_ended',
    conversation: 'a',
    why,
  })
  const keys = (offer: ForwardOffer, event: ShopEvent) =>
    reduceEvents(stateOf('junior', chat('a', { offer })), [delivered(event)]).news.map(
      ({ key, values }) => [key, values['nick']],
    )
  const mine: ForwardOffer = { by: 'me', to: 'her', note: null, until: 9 }
  const hers: ForwardOffer = { by: 'her', to: 'me', note: null, until: 9 }
  expect(keys(mine, ended('declined'))).toEqual([['chats:toast.offerEnded.declined', 'her']])
  expect(keys(mine, ended('unanswered'))).toEqual([['chats:toast.offerEnded.unanswered', 'her']])
  expect(keys(mine, ended('cancelled'))).toEqual([])
  expect(keys(hers, ended('cancelled'))).toEqual([['chats:toast.offerLost.cancelled', 'her']])
  expect(keys(hers, ended('declined'))).toEqual([])
  const accepted: ShopEvent = {
    type: 'conversation.assigned',
    conversation: 'a',
    from: 'me',
    to: 'her',
    note: null,
    waits: false,
    decision: { rule: 'D12', sentence: 'forwarded', values: {}, candidates: [] },
    view: chat('a', { holder: 'her' }),
  }
  expect(keys(mine, accepted)).toEqual([['chats:toast.offerAccepted', 'her']])
})

test('[D12] an offer that is over takes its chat along, and its open tab says why', () => {
  const offer: ForwardOffer = { by: 'her', to: 'me', note: null, until: 9 }
  const state = { ...stateOf('junior', chat('a', { holder: 'her', offer })), tabs: ['a'] }
  const event: ShopEvent = {
    type: 'conversation.offer_ended',
    conversation: 'a',
    why: 'unanswered',
  }
  const next = reduceEvents(state, [delivered(event)]).state
  expect(next.view?.conversations).toEqual({})
  expect(next.departed['a']?.why).toBe('offer_over')
})

test('[D6] a withdrawn buyer leaves nothing: chat, tab, lines, draft, whisper, search, past talk', () => {
  const words: WorkState['timelines'][string] = {
    segments: [
      { conversation: 'old', messages: [], complete: true, previous: null },
      { conversation: 'a', messages: [], complete: true, previous: 'old' },
    ],
    older: 'idle',
    newer: 'idle',
  }
  const gone = chat('gone', { buyer: buyer('buyer-a') })
  const past = { to: null, buyerName: 'buyer-a' }
  const state: WorkState = {
    ...stateOf('junior', chat('a'), chat('b')),
    tabs: ['b', 'a', 'gone', 'past'],
    current: 'a',
    timelines: { a: words, b: { ...words, segments: words.segments.slice(0, 1) }, gone: words },
    drafts: { a: 'x', b: 'y', gone: 'z' },
    whispers: { a: 'psst' },
    whispering: 'a',
    picked: ['a', 'b'],
    typing: { a: '' },
    departed: {
      gone: { ...past, why: 'closed', view: gone },
      past: { ...past, why: 'past', view: null },
    },
    dialog: { kind: 'palette', within: null },
  }
  const { state: next, news } = reduceEvents(state, [
    delivered({ type: 'buyer.withdrawn', buyer: 'buyer-a' }),
  ])
  expect(Object.keys(next.view?.conversations ?? {})).toEqual(['b'])
  expect(next).toMatchObject({
    tabs: ['b'],
    current: 'b',
    drafts: { b: 'y' },
    whispers: {},
    whispering: null,
    picked: ['b'],
    typing: {},
    departed: {},
    dialog: null,
  })
  expect(Object.keys(next.timelines)).toEqual(['b'])
  expect(news).toEqual([{ tone: 'info', key: 'chats:toast.withdrawn', values: {} }])
  // What is told names nobody, and nothing is told of a buyer who was never here.
  expect(reduceEvents(next, [delivered({ type: 'buyer.withdrawn', buyer: 'x' })]).news).toEqual([])
})
