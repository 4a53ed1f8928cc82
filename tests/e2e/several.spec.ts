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

test('[D12] [D13a] several chats are chosen and forwarded with one note; the rest is handed over', async () => {
  const main = await gateway.agent('demoshop')
  await main.command({ type: 'participate', account: main.id, on: false })
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const names = ['王先生', '李女士', '赵小姐', '孙老师']
  for (const name of names) {
    const buyer = await gateway.buyer({ name })
    await buyer.say('在吗')
  }
  await expect(station.page.getByRole('option')).toHaveCount(4)
  const colleague = await gateway.agent('demoshop:xiaoming')

  await station.row('王先生').click({ modifiers: ['Control'] })
  await station.row('孙老师').click({ modifiers: ['Control'] })
  await station.page.keyboard.press('Control+Shift+F')
  const dialog = station.page.getByRole('dialog')
  await dialog.getByRole('radio', { name: /xiaoming/ }).check()
  await dialog.getByLabel(words('chats:forward.note')).fill('我先去吃饭')
  await dialog
    .getByRole('button', { name: words('chats:forward.submitTo', { nick: 'xiaoming' }) })
    .click()
  await expect(dialog).toBeHidden()
  await expect(station.page.getByRole('option')).toHaveCount(2)
  await colleague.until('both', () => colleague.held().length === 2)
  expect(colleague.held().map(({ buyer }) => buyer.name)).toEqual(
    expect.arrayContaining(['王先生', '孙老师']),
  )
  expect(colleague.held().flatMap(({ asides }) => asides.map(({ text }) => text))).toEqual([
    '我先去吃饭',
    '我先去吃饭',
  ])

  await station.page.keyboard.press('Control+K')
  await station.page.keyboard.type(words('chats:handover.title'))
  await expect(
    station.page.getByRole('option', { name: words('chats:handover.menu') }),
  ).toBeVisible()
  await station.page.keyboard.press('Enter')
  await dialog.getByRole('radio', { name: /xiaoming/ }).check()
  await dialog.locator('.dialog-foot').getByRole('button').last().click()
  await expect(dialog).toBeHidden()
  await colleague.until('all four', () => colleague.held().length === 4)
  await expect(station.page.getByRole('option')).toHaveCount(0)
})
