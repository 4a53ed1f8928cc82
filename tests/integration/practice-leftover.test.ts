import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { openGatewayStore } from '#gateway/store/open.ts'
import type { TestGateway } from '#tests/support/gateway.ts'
import { agentsOf, got, over, practiceShop } from '#tests/support/practice.ts'

let test: TestGateway
afterEach(() => test.stop())

it("a run that this version can't play is given up, and still says what it was", async () => {
  test = await practiceShop()
  const [hong] = await agentsOf(test, 'hong')
  const { id } = await got(test, hong, 'runs.start', { scenario: 'abuse' })
  hong.close()
  await test.gateway.close()
  const store = await openGatewayStore({ file: join(test.folder, 'gateway.db'), key: test.key })
  const found = await store.practice.run(test.shop, id)
  if (!found) throw new Error('it was not kept')
  await store.practice.put(test.shop, found.view, { ...found.kept, text: 'xiaoer: 99' })
  await store.close()
  test = await test.restart()
  const [again] = await agentsOf(test, 'hong')
  const { scenario, title } = found.view
  expect((await got(test, again, 'runs.list')).runs).toMatchObject([
    { id, scenario, title, state: 'given_up', score: null },
  ])
  expect((await got(test, again, 'runs.state')).run).toBeNull()
})

it('a run of an account that is deleted is over, with all that its buyers had open', async () => {
  test = await practiceShop()
  const [hong, main] = await agentsOf(test, 'hong', '')
  const { id } = await got(test, hong, 'runs.start', { scenario: 'where-is-my-parcel' })
  await hong.served()
  await main.until('the buyer', () => Object.keys(main.view?.conversations ?? {}).length === 1)
  await main.command({ type: 'account.delete', account: hong.id })
  expect((await over(test, main, id)).run).toMatchObject({ state: 'given_up', score: null })
  await main.until('closed', () =>
    Object.values(main.view?.conversations ?? {}).every(({ state }) => state === 'closed'),
  )
})

it('the time between two starts counts for no buyer, however late the second is ready', async () => {
  test = await practiceShop()
  const [hong] = await agentsOf(test, 'hong')
  const { id } = await got(test, hong, 'runs.start', { scenario: 'where-is-my-parcel' })
  await hong.served()
  hong.protocol.stop()
  // The trainee is taken for gone before practice has been opened again, an hour later.
  test = await test.restart({
    now: () => Date.now() + 3_600_000,
    settings: { presenceGraceMs: 0 },
  })
  const [again] = await agentsOf(test, 'hong')
  const { run, elapsed, buyers } = await got(test, again, 'runs.state')
  expect([run?.id, run?.state, buyers]).toMatchObject([id, 'running', [{ state: 'here' }]])
  expect(elapsed).toBeLessThan(3_600_000)
})
