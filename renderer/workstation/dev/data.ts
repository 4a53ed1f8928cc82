import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import type {
  AccountView,
  Aside,
  ConversationView,
  ForwardOffer,
  Message,
} from '#shared/protocol/model.ts'
import type { AgentView } from '#shared/protocol/view.ts'
import { lastLine } from '#shared/protocol/view.ts'
import words from './words.json'

/** What the dev page shows, by its address: `?chats=1000&big=10000&role=junior&traffic=20`. */
export interface Scenario {
  readonly phase: 'welcome' | 'sign-in' | 'starting' | 'working'
  readonly chats: number
  /** Accounts besides the first four. */
  readonly team: number
  /** Messages in the first chat. */
  readonly big: number
  readonly role: 'main' | 'supervisor' | 'senior' | 'junior'
  readonly connection: 'live' | 'offline' | 'stopped'
  /** Messages a second. */
  readonly traffic: number
  readonly long: boolean
  readonly suspended: boolean
  /** Groups, asides, and offers in both directions. */
  readonly offers: boolean
  readonly failing: boolean
  /** The order system: there, dead, or not set up. */
  readonly orders: 'live' | 'down' | 'none'
  readonly keychain: boolean
  readonly language: 'zh-CN' | 'zh-TW' | 'en'
  readonly theme: 'system' | 'light' | 'dark'
}

export function scenarioOf(search: URLSearchParams): Scenario {
  const one = <T extends string>(key: string, all: readonly [T, ...T[]]): T =>
    all.find((value) => value === search.get(key)) ?? all[0]
  return {
    phase: one('phase', ['working', 'welcome', 'sign-in', 'starting']),
    chats: Number(search.get('chats') ?? 14),
    team: Number(search.get('team') ?? 0),
    big: Number(search.get('big') ?? 160),
    role: one('role', ['main', 'supervisor', 'senior', 'junior']),
    connection: one('connection', ['live', 'offline', 'stopped']),
    traffic: Number(search.get('traffic') ?? 0),
    long: search.has('long'),
    suspended: search.has('suspended'),
    offers: search.has('offers'),
    failing: search.has('failing'),
    orders: one('orders', ['live', 'down', 'none']),
    keychain: !search.has('no-keychain'),
    language: one('lang', ['zh-CN', 'zh-TW', 'en']),
    theme: one('theme', ['system', 'light', 'dark']),
  }
}

export function pick<T>(list: readonly T[], index: number): T {
  return list[Math.abs(index) % list.length] as T
}

export const FILE = 'f'.repeat(64)

export function messageAt(
  chat: { id: string; count: number; end: number; me: string; long: boolean },
  cseq: number,
): Message {
  const number = Number(chat.id.replace(/\D/g, ''))
  const seed = cseq * 7 + number * 3
  const buyer = cseq === 1 || seed % 5 < 3 || cseq === chat.count
  const gap = chat.count > 1000 ? 60_000 : 170_000
  const base = {
    conversation: chat.id,
    cseq,
    pos: cseq,
    at: chat.end - (chat.count - cseq) * gap,
    sender: buyer
      ? ({ kind: 'buyer' } as const)
      : ({ kind: 'account', account: chat.me, nick: pick(words.nicks, 1) } as const),
    cid: `${chat.id}-${cseq}`,
  }
  if (cseq === 2)
    return {
      ...base,
      sender: { kind: 'shop' },
      cid: null,
      body: { kind: 'notice', notice: { code: 'served_by', nick: pick(words.nicks, 1) } },
    }
  if (cseq === 3)
    return {
      ...base,
      sender: { kind: 'shop' },
      cid: null,
      body: { kind: 'auto', reply: 'welcome', text: '' },
    }
  if (seed % 23 === 0)
    return {
      ...base,
      body: {
        kind: 'image',
        file: {
          id: FILE,
          name: 'tent.png',
          type: 'image/png',
          size: 81_234,
          width: 800,
          height: 600,
        },
      },
    }
  if (seed % 37 === 0)
    return {
      ...base,
      body: {
        kind: 'file',
        file: { id: FILE, name: words.file, type: 'application/pdf', size: 1_482_113 },
      },
    }
  const text = buyer ? pick(words.ask, seed) : pick(words.answer, seed)
  if (chat.long && cseq === chat.count - 1)
    return { ...base, body: { kind: 'text', text: words.long.repeat(250) } }
  if (chat.long && cseq === chat.count - 2)
    return { ...base, body: { kind: 'text', text: words.mixed } }
  return { ...base, body: { kind: 'text', text } }
}

function supervisorOr({ role }: Scenario): 'supervisor' | 'senior' | 'junior' {
  return role === 'main' ? 'junior' : role
}

function offerOf(index: number, me: string, now: number): ForwardOffer | null {
  const until = now + 48_000
  if (index === 1) return { by: 'a2', to: me, note: words.whisper, until }
  return index === 2 ? { by: me, to: 'a2', note: null, until } : null
}

function asidesOf(count: number, me: string, at: number): readonly Aside[] {
  const a2 = { account: 'a2', nick: pick(words.nicks, 2) }
  const aside = (after: number, kind: Aside['kind'], by: object, text = ''): Aside => ({
    pos: Math.max(0, count - after) + 0.5,
    at,
    kind,
    account: null,
    nick: '',
    text,
    ...by,
  })
  return [
    aside(5, 'declined', a2),
    aside(4, 'note', a2, words.note),
    aside(2, 'whisper', a2, words.whisper),
    aside(0, 'whisper', { account: me, nick: pick(words.nicks, 1) }, words.whisperBack),
  ]
}

export function viewOf(scenario: Scenario, now: number): AgentView {
  const me = scenario.role === 'main' ? 'a0' : 'a1'
  const accounts: Record<string, AccountView> = {}
  const more = Array.from(
    { length: scenario.team },
    (_, index) => `${pick(words.subs, index)}${index + 4}`,
  )
  const nicks = [...words.nicks, ...more]
  nicks.forEach((nick, index) => {
    accounts[`a${index}`] = {
      id: `a${index}`,
      name:
        index === 0
          ? words.main
          : `${words.main}:${more[index - 4] ?? pick(words.subs, index - 1)}`,
      nick,
      role: index === 0 ? 'main' : `a${index}` === me ? supervisorOr(scenario) : 'junior',
      online: index !== 3,
      since: now - 7_200_000,
      suspended:
        index === 2 || (scenario.suspended && `a${index}` === me)
          ? { reason: words.notice, since: now - 1_200_000, by: 'person', text: null }
          : null,
      participates: true,
      disabled: false,
      limit: 20,
      weight: 1,
      groups: scenario.offers && index > 0 ? ['g1'] : [],
      deleted: false,
      invisible: false,
    }
  })
  const conversations: Record<string, ConversationView> = {}
  for (let index = 0; index < scenario.chats; index++) {
    const id = `c${index}`
    const others = scenario.role !== 'junior' && index % 6 === 5
    const queued = scenario.role !== 'junior' && index % 6 === 4
    const offer = scenario.offers ? offerOf(index, me, now) : null
    const count = index === 0 ? scenario.big : 6 + ((index * 5) % 40)
    const waits = index % 3 !== 2 || queued
    const end = now - (waits ? 20_000 + ((index * 13) % 9) * 14_000 : 400_000 + index * 90_000)
    const last = messageAt({ id, count, end, me, long: scenario.long }, count)
    conversations[id] = {
      id,
      buyer: {
        id: `b${index}`,
        name:
          scenario.long && index === 0
            ? words.longName
            : pick(words.buyers, index) + (index >= words.buyers.length ? ` ${index}` : ''),
        vip: index % 7 === 1,
        private: scenario.role === 'main' && index === 2,
        firstSeenAt: now - 86_400_000 * (3 + index),
        tags: index === 0 ? words.tags : [],
        blocked: false,
        evidence: false,
        customer: index === 1 ? null : { id: 'C-20491', by: index === 2 ? 'account' : 'identity' },
      },
      state: queued ? 'queued' : 'held',
      holder: queued ? null : offer?.to === me || others ? 'a2' : me,
      holderEpoch: 1,
      openedAt: end - 3_600_000,
      previous: index % 2 === 0 ? `p${index}` : null,
      source:
        index % 4 === 0
          ? { page: pick(words.pages, index / 4), product: pick(words.products, index) }
          : { page: pick(words.pages, index) },
      group: null,
      offer,
      asides: scenario.offers ? asidesOf(count, me, end) : [],
      cseq: count,
      last: lastLine(last, last.at),
      waitingSince: waits ? end : null,
      unread: waits ? 1 + (index % 4) : 0,
      readByShop: waits ? count - 1 - (index % 4) : count,
      readByBuyer: count - 3,
      reason:
        index % 2 === 0
          ? {
              rule: 'D8',
              sentence: 'share',
              values: {
                nick: pick(words.nicks, 1),
                ...(scenario.role === 'main' ? { free: 3, taken: 6 } : {}),
              },
            }
          : { rule: 'D4', sentence: 'recent', values: { nick: pick(words.nicks, 1) } },
    }
  }
  return {
    me,
    shop: { id: 's1', name: words.shop, main: words.main, level: 'standard', quota: 30 },
    settings: scenario.offers
      ? {
          ...DEFAULT_SETTINGS,
          dispatch: { ...DEFAULT_SETTINGS.dispatch, forwardAcceptMs: 60_000 },
          groups: [
            { id: 'g1', name: words.group },
            { id: 'g2', name: words.emptyGroup },
          ],
        }
      : DEFAULT_SETTINGS,
    accounts,
    conversations,
    closed: [],
  }
}
