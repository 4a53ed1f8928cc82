import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import type { AccountView, ConversationView, Message } from '#shared/protocol/model.ts'
import type { AgentView } from '#shared/protocol/view.ts'
import { lastLine } from '#shared/protocol/view.ts'
import words from './words.json'

/** What the dev page shows, by its address: `?chats=1000&big=10000&role=junior&traffic=20`. */
export interface Scenario {
  readonly phase: 'welcome' | 'sign-in' | 'starting' | 'working'
  readonly chats: number
  /** Messages in the first chat. */
  readonly big: number
  readonly role: 'main' | 'junior'
  readonly connection: 'live' | 'offline' | 'stopped'
  /** Messages a second. */
  readonly traffic: number
  readonly long: boolean
  readonly suspended: boolean
  readonly failing: boolean
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
    big: Number(search.get('big') ?? 160),
    role: one('role', ['main', 'junior']),
    connection: one('connection', ['live', 'offline', 'stopped']),
    traffic: Number(search.get('traffic') ?? 0),
    long: search.has('long'),
    suspended: search.has('suspended'),
    failing: search.has('failing'),
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

export function viewOf(scenario: Scenario, now: number): AgentView {
  const me = scenario.role === 'main' ? 'a0' : 'a1'
  const accounts: Record<string, AccountView> = {}
  words.nicks.forEach((nick, index) => {
    accounts[`a${index}`] = {
      id: `a${index}`,
      name: index === 0 ? words.main : `${words.main}:${pick(words.subs, index - 1)}`,
      nick,
      role: index === 0 ? 'main' : 'junior',
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
      groups: [],
      deleted: false,
      invisible: false,
    }
  })
  const conversations: Record<string, ConversationView> = {}
  for (let index = 0; index < scenario.chats; index++) {
    const id = `c${index}`
    const others = scenario.role === 'main' && index % 6 === 5
    const queued = scenario.role === 'main' && index % 6 === 4
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
      },
      state: queued ? 'queued' : 'held',
      holder: queued ? null : others ? 'a1' : me,
      holderEpoch: 1,
      openedAt: end - 3_600_000,
      previous: index % 2 === 0 ? `p${index}` : null,
      source:
        index % 4 === 0
          ? { page: pick(words.pages, index / 4), product: pick(words.products, index) }
          : { page: pick(words.pages, index) },
      group: null,
      offer: null,
      asides: [],
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
    settings: DEFAULT_SETTINGS,
    accounts,
    conversations,
  }
}
