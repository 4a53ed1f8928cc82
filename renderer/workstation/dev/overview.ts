import { mulberry32 } from '#shared/chance/mulberry32.ts'
import type { DecisionPage, DecisionRecord, DecisionsQuery } from '#shared/protocol/api.ts'
import type { AgentView } from '#shared/protocol/view.ts'
import { dispatch, type DispatchAccount } from '#shared/dispatch/dispatch.ts'
import { diagnose, type DoctorReport } from '#shared/dispatch/doctor.ts'
import { madeUpDay } from '#shared/dispatch/made-up-day.ts'
import { simulate } from '#shared/dispatch/simulate.ts'
import type { Day } from '#shared/dispatch/day.ts'
import words from './words.json'

/** What the gateway would tell the main account of its decisions, days and accounts; by the real rules. */
const HOUR = 3_600_000

export function decisionsOf(query: DecisionsQuery, view: AgentView, now: number): DecisionPage {
  const { account, outcome, conversation, from, to, before, limit = 50 } = query
  const fits = (record: DecisionRecord) => {
    const passed =
      record.to !== account &&
      record.decision.candidates.some((candidate) => candidate.account === account)
    if (account !== undefined) {
      const got = record.to === account
      if (outcome === 'got' ? !got : outcome === 'passed' ? !passed : !got && !passed) return false
    }
    if (conversation !== undefined && record.conversation !== conversation) return false
    return record.at >= (from ?? 0) && record.at < (to ?? Infinity)
  }
  const all = recordsOf(view, now).filter(fits)
  const rest = before === undefined ? all : all.filter(({ pos }) => pos < before)
  const page = rest.slice(0, limit)
  return { decisions: page, next: rest.length > limit ? (page.at(-1)?.pos ?? null) : null }
}

function recordsOf(view: AgentView, now: number): DecisionRecord[] {
  const random = mulberry32(7)
  const records: DecisionRecord[] = []
  const taken = new Map<string, number>()
  const all = Object.values(view.accounts)
  for (let index = 0; index < 260; index++) {
    const accounts = all.map((one, place): DispatchAccount => ({
      id: one.id,
      nick: one.nick,
      main: one.role === 'main',
      online: one.online,
      invisible: one.invisible,
      participates: one.participates,
      suspended: one.suspended !== null,
      disabled: one.disabled,
      held: index > 240 || (index % 7 === 0 && place === 1) ? one.limit : place * 2,
      limit: one.limit,
      weight: one.weight,
      onlineMs: HOUR * (1 + place) + index * 60_000,
      taken: taken.get(one.id) ?? 0,
      groups: one.groups,
    }))
    const last = random() < 0.2 ? all[Math.floor(random() * all.length)] : undefined
    const vip = random() < 0.1
    const at = now - (260 - index) * 5 * 60_000
    const dispatched = dispatch({
      now: at,
      accounts,
      buyer: {
        private: index % 61 === 60,
        vip,
        last: last ? { account: last.id, at: at - HOUR } : null,
        servedBy: [],
      },
      addressed: index % 47 === 46 ? (all[1]?.id ?? null) : null,
      group: null,
      not: [],
      outsideHours: false,
      settings: view.settings.dispatch,
    })
    const to = dispatched.kind === 'assign' ? dispatched.account : null
    if (to !== null) taken.set(to, (taken.get(to) ?? 0) + 1)
    const name = words.buyers[index % words.buyers.length] ?? ''
    records.push({
      pos: 1000 + index,
      at,
      conversation: `c${index % 30}`,
      buyer: { id: `b${index}`, name, vip },
      from: null,
      to,
      decision: dispatched.decision,
    })
  }
  return records.toReversed()
}

export function dayOf(date: string, view: AgentView): Day {
  const from = Date.parse(`${date}T00:00:00+08:00`)
  const day = madeUpDay({
    seed: 11,
    buyers: 420,
    shape: 'usual',
    from,
    to: from + 24 * HOUR,
    staysMs: 30 * 60_000,
    accounts: Object.values(view.accounts).map((one, index) => ({
      id: one.id,
      nick: one.nick,
      main: one.role === 'main',
      participates: one.participates,
      weight: one.weight,
      limit: 6,
      groups: one.groups,
      spans: [
        {
          from: from + (8 + index) * HOUR,
          to: from + (14 + index) * HOUR,
          state: 'online' as const,
        },
        {
          from: from + (14 + index) * HOUR,
          to: from + (15 + index) * HOUR,
          state: 'suspended' as const,
        },
        { from: from + (15 + index) * HOUR, to: from + 23 * HOUR, state: 'online' as const },
      ],
    })),
  })
  const real = simulate(day, view.settings)
  return {
    ...day,
    buyers: day.buyers.map((buyer, index) => {
      const then = real.buyers[index]
      return then
        ? { ...buyer, real: { account: then.account, rule: then.rule, waitedMs: then.waitedMs } }
        : buyer
    }),
  }
}

export function doctorOf(id: string, view: AgentView, now: number): DoctorReport | null {
  const account = view.accounts[id]
  if (!account) return null
  const sessions = account.online
    ? [
        {
          device: 'DESKTOP-7F2A',
          app: '0.0.9',
          connectedSince: now - 2 * HOUR,
          heardAt: now - 4000,
          skew: 312_000,
        },
      ]
    : []
  const held = Object.values(view.conversations).filter((chat) => chat.holder === id).length
  return {
    at: now,
    account: id,
    role: account.role,
    sessions,
    findings: diagnose({
      now,
      account,
      settings: view.settings,
      held,
      sessions,
      lastSeenAt: now - 5 * HOUR,
      appVersion: '0.1.0',
      lastHour: { shop: 24, got: 3, passed: { share: 12, suspended: 9 } },
    }),
  }
}
