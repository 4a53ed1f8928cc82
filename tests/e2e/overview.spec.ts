import { expect, test, type Locator } from '@playwright/test'
import type { AgentClient } from '../support/client.ts'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'

let gateway: TestGateway
let owner: Workstation

test.beforeEach(async () => {
  gateway = await startTestGateway()
  owner = await Workstation.launch()
  await owner.signIn(gateway, 'demoshop')
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
})

const named = (key: string, values?: Readonly<Record<string, string | number>>): Locator =>
  owner.page.getByLabel(words(key, values), { exact: true })

async function come(...names: readonly string[]): Promise<void> {
  for (const name of names) await (await gateway.buyer({ name })).say(`我是${name}，在吗`)
}
/** Main by another device; it takes no share of the buyers. */
async function apart(): Promise<AgentClient> {
  const boss = await gateway.agent('demoshop', { device: 'device-2' })
  await boss.command({ type: 'participate', account: boss.id, on: false })
  return boss
}
const buyersOf = (agent: AgentClient): string[] =>
  agent
    .held()
    .map(({ buyer }) => buyer.name)
    .toSorted()

test('[A5] [D12] [D13a] the monitor shows who holds what; main takes over, forwards and hands over from there', async () => {
  const boss = await apart()
  const red = await gateway.agent('demoshop:xiaohong')
  await come('王小明', '李婷婷', '陈大文')
  await red.until('all three', () => red.held().length === 3)
  const ming = await gateway.agent('demoshop:xiaoming')
  await boss.command({ type: 'account.change', account: red.id, changes: { limit: 3 } })

  await owner.manage('monitor')
  const row = (nick: string) =>
    owner.page.locator('.monitor-accounts .ant-table-row', { hasText: nick })
  await expect(row('xiaohong')).toContainText('3 / 3')
  await expect(row('xiaohong')).toContainText(words('monitor:accounts.full'))
  await expect(row('xiaohong')).toContainText(
    words('monitor:accounts.waitingCount_other', { count: 3 }),
  )
  await expect(row('xiaoming')).toContainText('0 / ')

  await owner.button('monitor:chats.takeOver', { name: '李婷婷' }).click()
  await red.until('one is gone', () => red.held().length === 2)
  expect(buyersOf(red)).toEqual(['王小明', '陈大文'].toSorted())
  await boss.until('it is with main', () => buyersOf(boss).includes('李婷婷'))
  await expect(row('xiaohong')).toContainText('2 / 3')

  await owner.button('monitor:chats.forward', { name: '陈大文' }).click()
  const dialog = owner.page.getByRole('dialog')
  await dialog.getByRole('radio', { name: /xiaoming/ }).check()
  await dialog
    .getByRole('button', { name: words('chats:forward.submitTo', { nick: 'xiaoming' }) })
    .click()
  await ming.until('forwarded', () => buyersOf(ming).includes('陈大文'))
  await expect(dialog).toBeHidden()
  await expect(row('xiaohong')).toContainText('1 / 3')

  await row('xiaohong')
    .getByRole('button', { name: words('monitor:acts.of', { nick: 'xiaohong' }) })
    .click()
  await owner.page
    .getByRole('menuitem', { name: words('monitor:acts.handover', { count: 1 }) })
    .click()
  await dialog.getByRole('radio', { name: /xiaoming/ }).check()
  await dialog
    .getByRole('button', {
      name: words('chats:handover.submitTo_other', { count: 1, nick: 'xiaoming' }),
    })
    .click()
  await ming.until('handed over', () => buyersOf(ming).includes('王小明'))
  await red.until('holds nothing', () => red.held().length === 0)
  await expect(row('xiaohong')).toContainText('0 / 3')
  await expect(row('xiaoming')).toContainText('2 / ')
})

test('what if: a made-up day of a seed is the same again, differs by a limit, and its settings are taken over', async () => {
  const agent = await gateway.agent('demoshop:xiaohong')
  await owner.manage('simulator')
  const { page } = owner
  await page.getByText(words('monitor:sim.sources.made-up'), { exact: true }).click()
  const fill = async (field: Locator, value: number) => {
    await field.fill(String(value))
    await field.press('Tab')
  }
  const done = (buyers: number, count: number) =>
    expect(page.getByText(words('monitor:sim.done', { buyers, count }))).toBeVisible()
  const figures = async () =>
    (await page.locator('.sim-totals').innerText()) +
    (await page.locator('.sim-accounts tbody').innerText())

  await fill(named('monitor:sim.madeUp.buyers'), 150)
  await fill(named('monitor:sim.madeUp.seed'), 7)
  await done(150, 0)
  const seven = await figures()
  expect(seven).toContain('xiaohong')
  await fill(named('monitor:sim.madeUp.seed'), 8)
  await expect.poll(figures).not.toBe(seven)
  await fill(named('monitor:sim.madeUp.seed'), 7)
  await expect.poll(figures).toBe(seven)

  const shown = page.locator('.sim-accounts tr').filter({ hasText: 'xiaohong' })
  const change = shown.locator('.sim-bars .sim-change')
  await expect(change).not.toContainText('→')
  await fill(named('monitor:sim.of.weight', { nick: 'xiaohong' }), 3)
  await done(150, 1)
  await expect(change).toContainText(/^\d+ → \d+\+\d+$/)
  await fill(named('monitor:sim.of.limit', { nick: 'xiaohong' }), 2)
  await done(150, 2)
  await expect(shown).toContainText(words('monitor:sim.was', { now: limitOf(agent) }))
  await owner.button('monitor:sim.reset').click()
  await expect.poll(figures).toBe(seven)

  await fill(named('monitor:sim.of.limit', { nick: 'xiaohong' }), 2)
  await fill(named('monitor:sim.set.recentMs'), 48)
  await owner.button('monitor:sim.take').click()
  expect(limitOf(agent)).not.toBe(2)
  await page
    .getByRole('dialog')
    .getByRole('button', { name: words('monitor:sim.takeAct_other', { count: 2 }) })
    .click()
  await agent.until('the shop has them', () => limitOf(agent) === 2)
  expect(agent.view?.settings.dispatch.recentMs).toBe(48 * 3_600_000)
  await expect(page.getByText(words('monitor:sim.taken'))).toBeVisible()
})
const limitOf = (agent: AgentClient): number => agent.view?.accounts[agent.id]?.limit ?? 0

test('[D14] «why did it get none» counts the reasons for which buyers went by an account', async () => {
  const boss = await apart()
  const red = await gateway.agent('demoshop:xiaohong')
  const ming = await gateway.agent('demoshop:xiaoming')
  await ming.command({ type: 'suspend', reason: '开会' })
  await come('王小明', '李婷婷')
  await red.until('both', () => red.held().length === 2)
  await ming.command({ type: 'resume' })
  await boss.command({ type: 'participate', account: ming.id, on: false })
  await come('陈大文')
  await red.until('the third', () => red.held().length === 3)

  await owner.manage('decisions')
  await owner.page.getByText(words('monitor:view.none'), { exact: true }).click()
  await owner.page.getByRole('combobox').first().click()
  await owner.page.keyboard.type('xiaoming')
  await owner.page.keyboard.press('Enter')
  await expect(
    owner.page.getByRole('heading', {
      name: words('monitor:question.whyNone', { nick: 'xiaoming' }),
    }),
  ).toBeVisible()
  await expect(
    owner.page.getByText(words('monitor:question.sum', { got: 0, passed: 3 })),
  ).toBeVisible()
  const reasons = owner.page.locator('.reasons > li')
  await expect(reasons).toHaveCount(2)
  await expect(reasons.nth(0)).toContainText(words('monitor:question.times', { count: 2 }))
  await expect(reasons.nth(0)).toContainText(words('monitor:passed.suspended.what'))
  await expect(reasons.nth(1)).toContainText(words('monitor:question.times', { count: 1 }))
  await expect(reasons.nth(1)).toContainText(words('monitor:passed.not_participating.what'))
  // From the reason to where it is set.
  await reasons
    .nth(1)
    .getByRole('button', { name: words('monitor:question.to.accounts') })
    .click()
  await expect(
    owner.page.getByRole('heading', { name: words('manage:section.accounts'), level: 1 }),
  ).toBeVisible()
})

test('[D10] a choice of the buyer’s page is routed to its group', async () => {
  const ming = await gateway.agent('demoshop:xiaoming')
  await owner.manage('groups')
  await owner.button('manage:groups.add').click()
  await named('manage:groups.nameOf', { number: 1 }).fill('售后')
  await owner.button('manage:groups.addChoice').click()
  await named('manage:groups.choiceOf', { number: 1 }).fill('退换货')
  await owner.button('manage:groups.addRoute').click()
  await named('manage:groups.byOf', { number: 1 }).click()
  await owner.page.getByText(words('manage:groups.by.choice'), { exact: true }).last().click()
  await owner.button('manage:save').click()
  await expect(owner.page.getByText(words('manage:settingsSaved'))).toBeVisible()
  await named('manage:groups.membersOf', { name: '售后' }).click()
  await owner.page.keyboard.type('xiaoming')
  await owner.page.keyboard.press('Enter')
  await ming.until('a member', () => ming.view?.accounts[ming.id]?.groups.length === 1)

  const red = await gateway.agent('demoshop:xiaohong')
  const choice = ming.view?.settings.choices[0]
  expect(choice?.label).toBe('退换货')
  for (const name of ['王小明', '李婷婷', '陈大文'])
    await (await gateway.buyer({ name })).say('要退货', { source: { choice: choice?.id ?? '' } })
  await ming.until('all three', () => ming.held().length === 3)
  // By fair share the other one is next by far.
  await come('林小姐')
  await red.until('the one without a choice', () => buyersOf(red).includes('林小姐'))

  await owner.manage('decisions')
  const row = (name: string) => owner.page.getByRole('row').filter({ hasText: name })
  await expect(row('陈大文')).toContainText('D10')
  await expect(row('陈大文')).toContainText('xiaoming')
  await expect(row('林小姐')).toContainText('D8')
})

test('[D7] who would shut everyone out of dispatch is told so before it is saved', async () => {
  const ming = await gateway.agent('demoshop:xiaoming')
  const boss = await gateway.agent('demoshop', { device: 'device-2' })
  const red = Object.values(boss.view?.accounts ?? {}).find(({ nick }) => nick === 'xiaohong')
  await boss.command({ type: 'participate', account: red?.id ?? '', on: false })
  await owner.manage('accounts')
  await owner.button('manage:accounts.actsOf', { nick: 'xiaoming' }).click()
  await owner.page.getByRole('menuitem', { name: words('manage:accounts.edit') }).click()
  const drawer = owner.page.getByRole('dialog')
  const warning = drawer.getByText(words('reason:warning.only_main'))
  await expect(warning).toHaveCount(0)
  await drawer.getByLabel(words('manage:accounts.weight'), { exact: true }).fill('0')
  await expect(warning).toBeVisible()
  expect(ming.view?.accounts[ming.id]?.weight).toBe(1)
  await drawer.getByRole('button', { name: words('manage:saveNevertheless') }).click()
  await ming.until('saved', () => ming.view?.accounts[ming.id]?.weight === 0)
})
