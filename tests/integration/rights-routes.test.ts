import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import Fastify from 'fastify'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import type { FileRef, Role } from '#shared/protocol/model.ts'
import { RIGHTS, type RouteAction } from '#shared/rights/table.ts'
import { guardRoutes } from '#gateway/http/gate.ts'
import type { HttpContext } from '#gateway/http/context.ts'
import { PASSWORD, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RawClient } from '../support/raw.ts'
import { allows, ROLES, Stage, type Relation, type Situation } from '../support/rights-stage.ts'

type Asking = Role | 'buyer' | 'stranger'
const EVERYONE: readonly Asking[] = [...ROLES, 'buyer', 'stranger']
const RELATIONS: readonly Relation[] = ['holds', 'served', 'stranger', 'offered', 'of another shop']
const routes = Object.keys(RIGHTS.routes) as RouteAction[]

const OF_OTHERS: ReadonlySet<RouteAction> = new Set([
  'POST /api/accounts/:id/password',
  'POST /api/accounts/:id/second-factor/off',
])

interface Answer {
  readonly status: number
  readonly code: ErrorCode | undefined
  readonly text: string
}

describe('every route and frame by everyone', () => {
  let test: TestGateway
  let stage: Stage
  const tokens = new Map<Asking, string>()
  let buyer = ''
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
    const made = new Map<Role, string>()
    for (const role of ROLES) {
      const name = role === 'main' ? test.main : `${test.main}:${role}`
      if (role !== 'main')
        await control.createAccount({ name, nick: role, role, password: PASSWORD })
      const session = await test.signIn(name)
      tokens.set(role, session.access)
      made.set(role, session.account.id)
    }
    const bought = await test.newBuyer()
    tokens.set('buyer', bought.access)
    buyer = bought.buyer.id
    stage = new Stage(desk.shops.get(test.shop), desk.shops.get('other'))
    await stage.open(made)
    for (const [role, account] of made)
      if (role !== 'main') {
        await stage.must({ type: 'account.change', account, changes: { participates: false } })
        await stage.must({ type: 'presence', account, online: true })
      }
  })
  afterAll(() => test.stop())

  async function ask(who: Asking, action: RouteAction, path: string, body: unknown = {}) {
    const [method = 'GET'] = action.split(' ')
    const token = tokens.get(who)
    const isFile = action === 'POST /api/files'
    const response = await fetch(`${test.url}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(method === 'POST'
          ? { 'content-type': isFile ? 'text/plain' : 'application/json' }
          : {}),
        ...(isFile ? { 'x-file-name': 'a.txt' } : {}),
      },
      ...(method === 'POST'
        ? { body: isFile && typeof body === 'string' ? body : JSON.stringify(body) }
        : {}),
    })
    const text = await response.text()
    let code: ErrorCode | undefined
    try {
      code = response.ok ? undefined : (JSON.parse(text) as { code?: ErrorCode }).code
    } catch {
      // A page.
    }
    return { status: response.status, code, text } satisfies Answer
  }

  const pathOf = (action: RouteAction, id: string): string =>
    action
      .slice(action.indexOf('/'))
      .replace(':shop', test.shop)
      .replace(':date', '2026-01-05')
      .replace(/:\w+/, id)
      .replace('*', 'x')

  it('[A5] a route without a row does not start', () => {
    const app = Fastify()
    guardRoutes(app, {} as HttpContext)
    expect(() => app.get('/api/backdoor', () => 'in')).toThrow('no row')
  })

  it('[A5] [I12] lets in whom the table lets in, and nobody else', async () => {
    // Signing out ends what the others need.
    const ordered = routes.toSorted(
      (a, b) => Number(a === 'POST /api/sign-out') - Number(b === 'POST /api/sign-out'),
    )
    const wrong: string[] = []
    for (const action of ordered)
      for (const who of EVERYONE) {
        const row = RIGHTS.routes[action]
        const own = stage.accounts.get(who as Role) ?? buyer
        const ids = action.includes('/accounts/') ? [own, stage.serving] : ['b1']
        for (const id of ids) {
          // What main's own is, is changed with the old one or a code: no right says that.
          if (id === own && OF_OTHERS.has(action)) continue
          const answer = await ask(who, action, pathOf(action, id))
          const told = `${action} ${id} by ${who}: ${answer.status} ${answer.code ?? ''}`
          const reach = row[who]
          const beyond = reach === 'self' && action.includes('/accounts/') && id !== own
          const expected =
            reach === 'signed' || (who === 'stranger' && reach === 'no')
              ? 'token_invalid'
              : reach === 'no' || beyond
                ? 'not_allowed'
                : null
          if (answer.text.includes('no such address') && action !== 'GET /widget.js')
            wrong.push(`${told}: it is not there`)
          else if (answer.status >= 500) wrong.push(told)
          else if (expected !== null && answer.code !== expected) wrong.push(told)
          else if (
            expected === null &&
            ['token_invalid', 'not_allowed'].includes(answer.code ?? '')
          )
            wrong.push(told)
        }
      }
    expect(wrong).toEqual([])
    for (const role of ROLES) {
      const name = role === 'main' ? test.main : `${test.main}:${role}`
      tokens.set(role, (await test.signIn(name)).access)
    }
    tokens.set('buyer', (await test.newBuyer()).access)
  })

  /** Whether the answer has what the situation is about, by each way of asking for a buyer's things. */
  const READS: Partial<
    Record<RouteAction, (who: Role, action: RouteAction, s: Situation) => Promise<boolean>>
  > = {
    'GET /api/buyers/:id': async (who, action, s) =>
      (await ask(who, action, `/api/buyers/${s.buyer}`)).status === 200,
    'GET /api/search': async (who, action, s) =>
      (await ask(who, action, `/api/search?text=words&buyer=${s.buyer}`)).text.includes(
        s.conversation,
      ),
    'GET /api/orders': async (who, action, s) =>
      (await ask(who, action, `/api/orders?buyer=${s.buyer}`)).status === 200,
    'GET /api/buyers': async (who, action, s) =>
      (await ask(who, action, `/api/buyers?text=${s.buyer}`)).text.includes(`"${s.buyer}"`),
    'GET /api/decisions': async (who, action, s) =>
      (
        await ask(who, action, `/api/decisions?conversation=${encodeURIComponent(s.conversation)}`)
      ).text.includes(`"${s.buyer}"`),
    'GET /api/evidence/:buyer': async (who, action, s) =>
      (await ask(who, action, `/api/evidence/${s.buyer}?format=json&language=en`)).status === 200,
    // In front of the buyer's first words stands a notice.
    'POST /api/unmask': async (who, action, s) => {
      const first = { conversation: s.conversation, cseq: 2 }
      return (await ask(who, action, '/api/unmask', first)).text.includes('words of')
    },
    'POST /api/traces': async (who, action, s) =>
      (
        await ask(who, action, '/api/traces', {
          traces: [{ kind: 'copied', conversation: s.conversation, count: 1 }],
        })
      ).status === 200,
    'GET /api/days/:date': async (who, action, s) =>
      (await ask(who, action, `/api/days/${today()}`)).text.includes(`"${s.buyer}"`),
    'GET /api/audit': async (who, action, s) =>
      (await ask(who, action, `/api/audit?buyer=${s.buyer}`)).text.includes(`"${s.buyer}"`),
    'GET /api/files/:id': async (who, action, s) =>
      (await ask(who, action, `/api/files/${files.get(s.buyer)?.id}`)).status === 200,
  }
  // Where the shop is: there it may be tomorrow already.
  const today = () =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: DEFAULT_SETTINGS.hours.timeZone }).format()
  const files = new Map<string, FileRef>()

  it('[T1] [D6] [S32] gives what the table gives: cards, finds, orders, lists, files, history', async () => {
    const situations: [Role, Situation][] = []
    const bring = async (relations: readonly Relation[]) => {
      for (const role of ROLES)
        for (const relation of relations)
          for (const isPrivate of [false, true]) {
            const me = stage.accounts.get(role) ?? ''
            const situation = await stage.bring(me, relation, isPrivate)
            if (!situation) continue
            situations.push([role, situation])
            if (relation === 'of another shop') continue
            // By a buyer that has nothing to do with it: an account's own upload is its own.
            const told = await ask('buyer', 'POST /api/files', '/api/files', `file ${randomUUID()}`)
            const file = JSON.parse(told.text) as FileRef
            files.set(situation.buyer, file)
            await stage.add(situation.buyer, { kind: 'file', file })
          }
    }
    await bring(RELATIONS.filter((relation) => relation !== 'offered'))
    await stage.offersFromNow()
    await bring(['offered'])
    await stage.shop.indexed()
    const wrong: string[] = []
    const clients = new Map<Role, RawClient>()
    for (const role of ROLES) {
      const raw = await RawClient.open(test.wsUrl)
      raw.hello(tokens.get(role) ?? '')
      await raw.frame('snapshot')
      clients.set(role, raw)
    }
    for (const [index, [role, situation]] of situations.entries()) {
      const about = `${role}: ${situation.isPrivate ? 'private ' : ''}${situation.relation}`
      for (const [action, shows] of Object.entries(READS) as [
        RouteAction,
        (typeof READS)['GET /api/search'],
      ][]) {
        const shown = await shows?.(role, action, situation)
        const expected = allows(RIGHTS.routes[action][role], role, situation)
        if (shown !== expected) wrong.push(`${action} by ${about}: ${shown}`)
      }
      const raw = clients.get(role)
      const { conversation } = situation
      raw?.send({ t: 'history', q: index, conversation, limit: 10 })
      await raw?.until('an answer', () =>
        raw.frames.some((frame) => 'q' in frame && frame.q === index),
      )
      const answer = raw?.frames.find((frame) => 'q' in frame && frame.q === index)
      const expected = allows(RIGHTS.frames.history[role], role, situation)
      if ((answer?.t === 'history') !== expected) wrong.push(`history by ${about}: ${answer?.t}`)
    }
    for (const raw of clients.values()) raw.end()
    expect(wrong).toEqual([])
    expect(situations.length).toBeGreaterThan(20)
  })

  it('[S52] [S54] [S33] frames without an answer count only where the table says so', async () => {
    const { conversation, buyer: written } = await stage.write()
    const looked = stage.shop
    for (const role of ROLES) {
      const raw = await RawClient.open(test.wsUrl)
      raw.hello(tokens.get(role) ?? '')
      await raw.frame('snapshot')
      raw.send({ t: 'keep', key: `k-${role}`, value: 'kept' })
      await raw.frame('kept', ({ entries }) => entries[`k-${role}`] === 'kept')
      raw.send({ t: 'look', page: 'https://shop.example/secret' })
      raw.send({ t: 'typing', conversation, on: true })
      raw.send({ t: 'ping' })
      await raw.frame('pong')
      raw.end()
    }
    expect(RIGHTS.frames.look.main).toBe('no')
    expect(RIGHTS.frames.keep.buyer).toBe('no')
    const raw = await RawClient.open(test.wsUrl)
    raw.hello(tokens.get('buyer') ?? '')
    await raw.frame('snapshot')
    raw.send({ t: 'keep', key: 'k', value: 'kept' })
    raw.send({ t: 'history', q: 1, conversation, limit: 10 })
    await raw.until('an answer', () => raw.frames.some((frame) => 'q' in frame && frame.q === 1))
    expect(raw.frames.filter((frame) => 'q' in frame)).toMatchObject([{ code: 'not_found' }])
    expect(raw.frames.some(({ t }) => t === 'kept' || t === 'typing')).toBe(false)
    raw.end()
    expect(looked.hasBuyer(written)).toBe(true)
    const card = await ask('main', 'GET /api/buyers/:id', `/api/buyers/${written}`)
    expect(card.text).not.toContain('secret')
    const stranger = await RawClient.open(test.wsUrl)
    stranger.send({ t: 'history', q: 1, conversation, limit: 10 })
    expect((await stranger.frame('error')).code).toBe('hello_required')
  })
})
