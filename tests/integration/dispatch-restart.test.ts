import { afterEach, beforeEach, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings-defaults.ts'
import { JumpClock } from '../support/clock.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

const { dispatch: DISPATCH } = DEFAULT_SETTINGS

// Who comes back after a restart has time to do so: going away would end the offer.
const settings = { presenceGraceMs: 20_000 }

let test: TestGateway
let clock: JumpClock
beforeEach(async () => {
  clock = new JumpClock()
  test = await startTestGateway({ now: clock.now, settings })
})
afterEach(() => test.stop())

it('[D9] [D13] queue, offers and the patience with silent holders go on over a restart of the gateway', async () => {
  const main = await test.agent('demoshop')
  await main.command({ type: 'participate', account: main.id, on: false })
  await main.settings({
    dispatch: { ...DISPATCH, silentMs: 120_000, forwardAcceptMs: 60_000 },
  })
  const silent = await test.agent('demoshop:xiaohong')
  await main.command({ type: 'account.change', account: silent.id, changes: { limit: 1 } })
  const first = await test.buyer()
  const { conversation = '' } = await first.say('在吗')
  await silent.served(first.id)
  const colleague = await test.agent('demoshop:xiaoming')
  await main.command({ type: 'account.change', account: colleague.id, changes: { limit: 1 } })
  const second = await test.buyer()
  const { conversation: offered = '' } = await second.say('在吗')
  await colleague.reply(await colleague.served(second.id), '在的')
  const waiting = await test.buyer()
  await waiting.say('排队')
  await waiting.until('place 1', () => waiting.view?.conversation?.place === 1)
  await colleague.forward(offered, { account: silent.id })
  await silent.until('offered', () => silent.view?.conversations[offered] !== undefined)

  clock.jump(50_000)
  test = await test.restart({ now: clock.now })
  for (const client of [main, silent, colleague, first, second, waiting])
    await client.until('back', () => client.protocol.state.kind === 'live')
  expect(main.view?.settings.dispatch.silentMs).toBe(120_000)
  clock.jump(11_000)
  await colleague.until('the offer ran out', () => {
    return colleague.view?.conversations[offered]?.asides.at(-1)?.kind === 'unanswered'
  })
  expect(waiting.view?.conversation).toMatchObject({ state: 'queued', place: 1 })
  // A free place is the queue's, and then the silent holder's buyer waits behind nobody.
  await main.command({ type: 'account.change', account: colleague.id, changes: { limit: 3 } })
  await colleague.served(waiting.id)
  clock.jump(70_000)
  await main.until('dispatched again', () => {
    const view = main.view?.conversations[conversation]
    return view?.holder === colleague.id && view.reason?.sentence === 'holder_silent'
  })
  expect(main.view?.conversations[offered]?.holder).toBe(colleague.id)
})
