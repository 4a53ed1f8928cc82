import { expect, test } from '@playwright/test'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
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

test("[S52] a draft follows its account: to the other workstation, from it, and never into one's own typing", async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '甲买家' })
  await buyer.say('在吗')
  await station.open('甲买家')
  const id = buyer.view?.conversation?.id ?? ''
  const key = `draft:${id}`
  const other = await gateway.agent('demoshop:xiaohong')

  await station.composer.pressSequentially('您好，稍等')
  await other.until('the draft', () => other.kept()[key] === '您好，稍等')
  await expect(station.composer).toHaveValue('您好，稍等')
  await station.say('您好，稍等一下')
  await other.until('no draft', () => other.kept()[key] === undefined)

  // Written elsewhere, read here when the chat is opened.
  const second = await gateway.buyer({ name: '乙买家' })
  await second.say('我也在')
  await expect(station.row('乙买家')).toBeVisible()
  await other.keep(`draft:${second.view?.conversation?.id ?? ''}`, '别处写的')
  await station.open('乙买家')
  await expect(station.composer).toHaveValue('别处写的')
})

test('a message taken back elsewhere is found by no search on this computer', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '甲买家' })
  await buyer.say('在吗')
  await station.open('甲买家')
  await station.say('口令是紫藤花')
  const search = () =>
    station.page.evaluate(async () => {
      const answer = await window.xiaoer.call('search.messages', { text: '紫藤花', limit: 10 })
      return answer.ok ? answer.value.hits.length : -1
    })
  await expect.poll(search).toBe(1)

  const other = await gateway.agent('demoshop:xiaohong')
  const conversation = buyer.view?.conversation?.id ?? ''
  const cseq = other.view?.conversations[conversation]?.last?.cseq ?? 0
  await other.command({ type: 'recall', conversation, cseq })
  await expect.poll(search).toBe(0)
  await expect(station.message('口令是紫藤花')).toHaveCount(0)
})
