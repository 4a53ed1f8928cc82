import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openGatewayStore } from '#gateway/store/open.ts'
import { PRACTICE_CALLS } from '#shared/practice/calls.ts'
import type { SessionReply } from '#shared/protocol/api.ts'
import { RIGHTS, type PracticeRoute } from '#shared/rights/table.ts'
import { apiOf } from '#tests/support/api.ts'
import { agentsOf, got, played, practiceShop, shortScenario } from '#tests/support/practice.ts'
import type { TestGateway } from '#tests/support/gateway.ts'

let test: TestGateway

const ACTIONS = Object.keys(RIGHTS.practice) as PracticeRoute[]
const SUBS = { main: '', supervisor: 'lan', senior: 'hong', junior: 'xin' } as const

/** A simulated buyer's own session: the gateway keeps it for the buyer to come back. */
async function buyerAccess(): Promise<string> {
  const [hong] = await agentsOf(test, 'hong')
  const { run } = await played(test, hong, { text: shortScenario('one') })
  hong.close()
  await test.gateway.close()
  const file = join(test.folder, 'gateway.db')
  const store = await openGatewayStore({ file, key: test.key })
  const found = await store.practice.run(test.shop, run.id)
  await store.close()
  test = await test.restart()
  const { refresh } = found?.kept.buyers.lin ?? {}
  const { status, value } = await apiOf(test.url)<SessionReply>(null, '/api/refresh', { refresh })
  expect(status).toBe(200)
  return value.access
}

it('[A5] every route of practice is of the contract, and every call of the contract is one', () => {
  const calls = Object.values(PRACTICE_CALLS).map(({ route }) => route)
  expect(ACTIONS.toSorted()).toEqual(calls.toSorted())
})

describe('[A5] every route of practice', () => {
  afterEach(() => test.stop())

  it('lets in whom the table lets in, and nobody else', async () => {
    test = await practiceShop()
    const buyer = await buyerAccess()
    const ask = apiOf(test.url)
    const wrong: string[] = []
    for (const role of ['main', 'supervisor', 'senior', 'junior', 'buyer'] as const) {
      const access = role === 'buyer' ? buyer : (await agentsOf(test, SUBS[role]))[0].access
      for (const action of ACTIONS) {
        const [method, path = ''] = action.split(' ')
        const body = method === 'POST' ? { nonsense: 1 } : undefined
        const { status, value } = await ask(access, path.replaceAll(/:\w+/g, 'none'), body)
        // Who is let in is told that it asks for nothing that is there.
        const isIn = status !== 403 || value.code !== 'not_allowed'
        if (isIn !== (RIGHTS.practice[action][role] !== 'no')) wrong.push(`${role} ${action}`)
        if (status >= 500) wrong.push(`${role} ${action}: ${status}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('trainees have of others neither runs nor what hangs on them', async () => {
    test = await practiceShop()
    const [hong, xin, lan] = await agentsOf(test, 'hong', 'xin', 'lan')
    const { run } = await played(test, hong, { text: shortScenario('one') })
    const { id: comment } = await got(test, lan, 'runs.comment', {
      ...{ id: run.id, entry: null, text: 'x' },
    })
    const ofRun = ACTIONS.filter((action) => action.includes('/runs/:id'))
    expect(ofRun.length).toBeGreaterThanOrEqual(9)
    for (const action of ofRun) {
      if (RIGHTS.practice[action].junior === 'no') continue
      const [method, path = ''] = action.split(' ')
      const given = action.endsWith('/remove')
        ? { comment }
        : action.endsWith('/comments')
          ? { entry: null, text: 'x' }
          : {}
      const body = method === 'POST' ? given : undefined
      const { status } = await apiOf(test.url)(xin.access, path.replace(':id', run.id), body)
      expect([action, status]).toEqual([action, 404])
    }
    expect((await got(test, xin, 'runs.list')).runs).toEqual([])
    expect((await got(test, lan, 'runs.comments', { id: run.id })).comments).toHaveLength(1)
  })
})
