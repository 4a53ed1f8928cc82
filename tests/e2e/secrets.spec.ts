import { expect, test } from '@playwright/test'
import { closeDesktops } from '../support/desktop.ts'
import { filesContaining } from '../support/files.ts'
import { PASSWORD, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { Workstation } from '../support/workstation.ts'

let gateway: TestGateway

test.beforeEach(async () => {
  gateway = await startTestGateway()
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
})

test('[I15] [T4] no file of desktop or gateway holds a word of a message, a draft, a password or a token', async () => {
  const canary = '金丝雀canary7731'
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '丁买家' })
  await buyer.say(`${canary}来自买家`)
  await station.open('丁买家')
  await station.say(`${canary}来自客服`)
  await station.composer.fill(`${canary}草稿`)
  // Searched while everything is open (WAL, temporary files), and again after the end.
  const looks = async () => [
    ...(await filesContaining(station.desktop.userData, canary)),
    ...(await filesContaining(gateway.folder, canary)),
    ...(await filesContaining(station.desktop.userData, PASSWORD)),
    ...(await filesContaining(gateway.folder, PASSWORD)),
  ]
  expect(await looks()).toEqual([])
  await station.desktop.quit()
  expect(await looks()).toEqual([])
})

test('[I1] [I9] kill -9 of the desktop in mid-traffic: nothing is lost, nothing doubled', async () => {
  test.setTimeout(120_000)
  let station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '戊买家' })
  await buyer.say('开始')
  await station.open('戊买家')
  const conversation = buyer.view?.conversation?.id ?? ''
  const accepted: string[] = []
  for (let round = 0; round < 3; round++) {
    for (let n = 0; n < 8; n++) {
      const text = `第${round}轮第${n}句`
      // Accepted by the main process means that it stands in the outbox.
      const result = await station.page.evaluate(
        ([id, words]) =>
          window.xiaoer.call('chats.send', {
            conversation: id,
            body: { kind: 'text', text: words },
            holderEpoch: 1,
          }),
        [conversation, text] as const,
      )
      if (result.ok) accepted.push(text)
      void buyer.say(`买家${round}-${n}`)
    }
    await station.desktop.kill()
    station = await Workstation.launch({ userData: station.desktop.userData })
    await station.working()
  }
  await buyer.until('all', () => accepted.every((text) => buyer.texts(conversation).includes(text)))
  const mine = buyer.texts(conversation).filter((text) => text.startsWith('第'))
  expect(mine).toEqual(accepted)
  await station.open('戊买家')
  await expect(station.message(accepted.at(-1)!)).toHaveCount(1)
})
