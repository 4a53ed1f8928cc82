import { expect, test } from '@playwright/test'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'

let gateway: TestGateway

test.beforeEach(async () => {
  gateway = await startTestGateway()
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
})

test('[D6] marked private while the workstation was off: its cache forgets the buyer at the next start', async () => {
  const main = await gateway.agent('demoshop')
  await main.command({ type: 'participate', account: main.id, on: false })
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '王先生' })
  const other = await gateway.buyer({ name: '李女士' })
  await buyer.say('我要退货')
  await other.say('也要退货')
  await station.open('王先生')
  await station.say('退货请寄到仓库')
  await expect(station.row('李女士')).toBeVisible()
  await station.desktop.quit()

  await main.command({ type: 'buyer.mark', buyer: buyer.id, private: true })
  const { userData } = station.desktop
  for (const start of ['the first after it', 'one more']) {
    const again = await Workstation.launch({ userData })
    await again.working()
    await expect(again.row('李女士'), start).toBeVisible()
    await expect(again.row('王先生'), start).toHaveCount(0)
    const found = await again.page.evaluate(() =>
      window.xiaoer.call('search.messages', { text: '退货', limit: 50 }),
    )
    const names = found.ok ? found.value.hits.map(({ buyerName }) => buyerName) : [found.error.code]
    expect(names, start).toEqual(['李女士'])
    await again.page.keyboard.press('Control+k')
    await again.page.keyboard.type('王先生')
    await expect(
      again.page.getByText(words('chats:palette.nothing', { text: '王先生' })),
    ).toBeVisible()
    await again.desktop.quit()
  }
})

test('[A5] [I12] no supervisor any more: what the cache has of colleagues’ chats is hidden and forgotten', async () => {
  const main = await gateway.agent('demoshop')
  const colleague = await gateway.agent('demoshop:xiaoming')
  const account = Object.values(main.view?.accounts ?? {}).find(
    ({ name }) => name === 'demoshop:xiaohong',
  )!
  const changed = { type: 'account.change', account: account.id } as const
  await main.command({ ...changed, changes: { role: 'supervisor' } })
  await main.command({ type: 'participate', account: main.id, on: false })
  const buyer = await gateway.buyer({ name: '王先生' })
  await buyer.say('我要退货')
  await colleague.served(buyer.id)
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  await expect(station.row('王先生')).toBeVisible()
  await station.row('王先生').click()
  await expect(station.message('我要退货')).toBeVisible()
  const found = async () => {
    const result = await station.page.evaluate(() =>
      window.xiaoer.call('search.messages', { text: '退货', limit: 50 }),
    )
    return result.ok ? result.value.hits.length : result.error.code
  }
  expect(await found()).toBe(1)

  await main.command({ ...changed, changes: { role: 'junior' } })
  await expect(station.row('王先生')).toHaveCount(0)
  expect(await found()).toBe(0)
  // Cut off from the gateway, too: it is gone, not only hidden by a question.
  await station.desktop.quit()
  await gateway.stop()
  const again = await Workstation.launch({ userData: station.desktop.userData })
  await expect(again.list).toBeVisible()
  const left = await again.page.evaluate(() =>
    window.xiaoer.call('search.messages', { text: '退货', limit: 50 }),
  )
  expect(left.ok && left.value.hits).toEqual([])
})
