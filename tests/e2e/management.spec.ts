import { expect, test, type Locator } from '@playwright/test'
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

async function section(station: Workstation, id: string): Promise<void> {
  const menu = station.page.getByRole('navigation', { name: words('manage:menu') })
  if (!(await menu.isVisible())) await station.page.keyboard.press('Control+Shift+M')
  await menu.getByRole('button', { name: words(`manage:section.${id}`) }).click()
}
const field = (station: Workstation, key: string): Locator =>
  station.page.getByRole('dialog').getByLabel(words(key), { exact: true })

test('[A1] [A2] [A3] the main account opens a sub-account, which signs in, and ends it again', async () => {
  const owner = await Workstation.launch()
  await owner.signIn(gateway, 'demoshop')
  await section(owner, 'accounts')
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
