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

test('[D1] [S10] a buyer writes, the agent answers, the buyer reads it; a restart keeps all', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')

  const buyer = await gateway.buyer({ name: '王小明' })
  await buyer.say('这件大衣有 M 码吗？')
  await expect(station.row('王小明')).toContainText('这件大衣有 M 码吗？')
  await station.open('王小明')
  await expect(station.message('这件大衣有 M 码吗？')).toBeVisible()

  await station.say('有的，M 码现货，今天发出。')
  const conversation = buyer.view?.conversation?.id ?? ''
  await buyer.until('the answer', () =>
    buyer.texts(conversation).includes('有的，M 码现货，今天发出。'),
  )
  // The buyer has read it: the mark beside the agent's own line says so.
  const upTo = buyer.view?.conversation?.cseq ?? 0
  await buyer.submit({ t: 'cmd', command: { type: 'read', conversation, upTo } })
  await expect(station.timeline.getByText(words('chats:message.read')).last()).toBeVisible()

  await station.composer.fill('草稿：还要')
  await station.desktop.quit()
  const again = await Workstation.launch({ userData: station.desktop.userData })
  await again.working()
  await expect(again.message('有的，M 码现货，今天发出。')).toBeVisible()
  await expect(again.message('这件大衣有 M 码吗？')).toHaveCount(1)
  await expect(again.composer).toHaveValue('草稿：还要')
})

test('[S5] [I6] [I9] [S23] cut in the middle: what is written waits, is sent once and in order', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '李雷' })
  await buyer.say('在吗')
  await station.open('李雷')

  await gateway.gateway.close()
  await expect(station.page.getByText(words('chats:connection.offline'))).toBeVisible()
  await station.say('第一句，线断了')
  await station.say('第二句，还断着')
  await expect(station.page.getByText(words('chats:message.queued')).first()).toBeAttached()

  // Killed while they wait: they are in the outbox, not in the window.
  await station.desktop.kill()
  gateway = await gateway.restart()
  const again = await Workstation.launch({ userData: station.desktop.userData })
  await again.working()
  const conversation = buyer.view?.conversation?.id ?? ''
  await buyer.until('both', () => buyer.texts(conversation).length >= 3)
  expect(buyer.texts(conversation)).toEqual(['在吗', '第一句，线断了', '第二句，还断着'])
  await again.open('李雷')
  await expect(again.message('第二句，还断着')).toHaveCount(1)
})

test('[D12] [S14] two agents: forwarded with its transcript, the sender loses it, the buyer is told', async () => {
  const first = await Workstation.launch()
  await first.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '韩梅梅' })
  await buyer.say('我要退货，订单 20261101')
  await first.open('韩梅梅')
  await first.say('我转给售后同事。')

  const second = await Workstation.launch()
  await second.signIn(gateway, 'demoshop:xiaoming')
  await first.button('chats:header.forward').click()
  const dialog = first.page.getByRole('dialog')
  await dialog.getByText('xiaoming', { exact: true }).first().click()
  await dialog.getByLabel(words('chats:forward.note')).fill('买家要退货')
  await dialog
    .getByRole('button', { name: words('chats:forward.submitTo', { nick: 'xiaoming' }) })
    .click()

  await second.open('韩梅梅')
  await expect(second.message('我要退货，订单 20261101')).toBeVisible()
  await expect(second.message('我转给售后同事。')).toBeVisible()
  await expect(first.row('韩梅梅')).toHaveCount(0)
  await second.say('您好，我来处理退货。')
  const conversation = buyer.view?.conversation?.id ?? ''
  await buyer.until('the answer', () => buyer.texts(conversation).includes('您好，我来处理退货。'))
  expect(buyer.view?.conversation?.servedBy).toBe('xiaoming')
})
