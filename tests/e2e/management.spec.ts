import { expect, test, type Locator } from '@playwright/test'
import { findings } from '../support/axe.ts'
import { closeDesktops } from '../support/desktop.ts'
import { PASSWORD, startTestGateway, type TestGateway } from '../support/gateway.ts'
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

const field = (station: Workstation, key: string): Locator =>
  station.page.getByRole('dialog').getByLabel(words(key), { exact: true })

test('[A1] [A2] [A3] the main account opens a sub-account, which signs in, and ends it again', async () => {
  const owner = await Workstation.launch()
  await owner.signIn(gateway, 'demoshop')
  await owner.manage('accounts')
  await owner.button('manage:accounts.open').click()
  const name = field(owner, 'manage:accounts.name')
  await name.fill('demoshop：小芳')
  await name.press('Enter')
  await field(owner, 'manage:accounts.nick').fill('小芳')
  await field(owner, 'manage:accounts.password').fill(PASSWORD)
  await owner.button('manage:accounts.openNick', { nick: '小芳' }).click()
  await expect(
    owner.page.getByText(words('manage:accounts.opened', { nick: '小芳' })),
  ).toBeVisible()

  const agent = await gateway.agent('demoshop:小芳')
  expect(agent.session.account).toMatchObject({ nick: '小芳', role: 'junior' })
  await owner.page.keyboard.press('Escape')
  const row = owner.page.getByRole('row').filter({ hasText: '小芳' })
  await expect(row).toContainText(words('manage:accounts.stateOf.online'))

  await row.getByRole('button', { name: words('manage:accounts.actsOf', { nick: '小芳' }) }).click()
  await owner.page.getByRole('menuitem', { name: words('manage:accounts.delete') }).click()
  await owner.button('manage:accounts.ask.delete.act', { nick: '小芳' }).click()
  await agent.until('ended', () => agent.protocol.state.kind === 'stopped')
  await expect(gateway.signIn('demoshop:小芳')).rejects.toMatchObject({
    code: 'credentials_wrong',
  })
})

const SECTIONS = [
  'monitor',
  'decisions',
  'doctor',
  'accounts',
  'dispatch',
  'groups',
  'hours',
  'replies',
  'simulator',
  'buyers',
]

test('axe finds nothing serious in any screen of management, in both themes', async () => {
  test.setTimeout(120_000)
  const owner = await Workstation.launch()
  await owner.signIn(gateway, 'demoshop')
  const agent = await gateway.agent('demoshop:xiaohong')
  await agent.command({ type: 'suspend', reason: '吃饭' })
  for (const name of ['甲', '乙', '丙']) await (await gateway.buyer({ name })).say('在吗')
  const found: string[] = []
  const refused: string[] = []
  owner.page.on('console', (message) => {
    if (message.type() === 'error') refused.push(message.text())
  })
  for (const theme of ['light', 'dark'] as const) {
    await owner.page.evaluate(
      (value) => window.xiaoer.call('settings.set', { theme: value }),
      theme,
    )
    await expect(owner.page.locator('html')).toHaveAttribute('data-theme', theme)
    for (const id of SECTIONS) {
      await owner.manage(id)
      await expect(owner.page.locator('.management-fetching')).toHaveCount(0)
      for (const finding of await findings(owner.page)) found.push(`${id}, ${theme}: ${finding}`)
    }
  }
  expect(found).toEqual([])
  // The policy of the page stopped nothing of the component library.
  expect(refused).toEqual([])
})

test('the doctor finds why an account gets nobody, and mends it', async () => {
  const owner = await Workstation.launch()
  await owner.signIn(gateway, 'demoshop')
  const agent = await gateway.agent('demoshop:xiaohong')
  const main = await gateway.agent('demoshop', { device: 'device-2' })
  await main.command({ type: 'participate', account: agent.id, on: false })
  await owner.manage('doctor')
  await owner.page.getByRole('combobox').first().click()
  await owner.page.keyboard.type('xiaohong')
  await owner.page.keyboard.press('Enter')
  const cause = owner.page.getByText(
    words('monitor:doctor.cause.not_participating', { nick: 'xiaohong' }),
  )
  await expect(cause).toBeVisible()
  await owner.button('monitor:doctor.act.participate').click()
  await expect(cause).toHaveCount(0)
  await agent.until('participates', () => agent.view?.accounts[agent.id]?.participates === true)
})

test('[D14] the log says why a buyer came to whom, and why somebody else got none', async () => {
  const owner = await Workstation.launch()
  await owner.signIn(gateway, 'demoshop')
  await gateway.agent('demoshop:xiaohong')
  const idle = await gateway.agent('demoshop:xiaoming')
  await idle.command({ type: 'suspend', reason: '开会' })
  await (await gateway.buyer({ name: '林小姐' })).say('在吗')
  await owner.manage('decisions')
  const row = owner.page.getByRole('row').filter({ hasText: '林小姐' })
  await expect(row).toContainText('D8')
  await row.getByRole('button').first().click()
  const candidate = owner.page.getByRole('row', { name: /^xiaoming/ })
  await expect(candidate).toContainText(words('common:suspended'))
})
