import { expect, test } from '@playwright/test'
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

test('[D10] a group with a member and a route gets the buyers of its page', async () => {
  const agent = await gateway.agent('demoshop:xiaohong')
  await owner.manage('groups')
  await owner.button('manage:groups.add').click()
  await owner.page.getByLabel(words('manage:groups.nameOf', { number: 1 })).fill('帐篷')
  await owner.button('manage:groups.addRoute').click()
  await owner.page.getByLabel(words('manage:groups.matchOf', { number: 1 })).fill('/tents/*')
  await owner.button('manage:save').click()
  await expect(owner.page.getByText(words('manage:settingsSaved'))).toBeVisible()

  const members = owner.page.getByLabel(words('manage:groups.membersOf', { name: '帐篷' }))
  await members.click()
  await members.fill('xiaohong')
  await owner.page.keyboard.press('Enter')
  await agent.until('a member', () => {
    const { view } = agent
    return view?.accounts[agent.id]?.groups.length === 1
  })
  // By fair share they would be dealt out in turn.
  await gateway.agent('demoshop:xiaoming')
  for (const name of ['王小明', '李婷婷', '陈大文']) {
    const buyer = await gateway.buyer({ name })
    await buyer.say('在吗', { source: { page: 'https://shop.example/tents/2' } })
    await agent.until(`${name} at the member of the group`, () =>
      Object.values(agent.view?.conversations ?? {}).some((one) => one.buyer.name === name),
    )
  }
})

test('[D11] a week without any opening is asked about before it is saved', async () => {
  await owner.manage('hours')
  await owner.page.getByLabel(words('manage:hours.on')).click()
  const days = ['星期一', '星期二', '星期三', '星期四', '星期五', '星期六', '星期日']
  const first = words('manage:hours.removeSpan', { day: days[0] ?? '', span: '09:00–23:00' })
  await owner.page.getByRole('button', { name: first }).click()
  await owner.button('manage:hours.copyOf', { day: days[0] ?? '' }).click()
  await expect(owner.page.getByText(words('reason:warning.never_open'))).toBeVisible()
  await owner.button('manage:save').click()
  const dialog = owner.page.getByRole('dialog')
  await expect(dialog).toContainText(words('reason:warning.never_open'))
  await dialog.getByRole('button', { name: words('common:cancel') }).click()
  await expect(dialog).toBeHidden()
  expect((await gateway.agent('demoshop', { device: 'other' })).view?.settings.hours.on).toBe(false)

  await owner.button('manage:save').click()
  await dialog.getByRole('button', { name: words('manage:saveNevertheless') }).click()
  await expect(owner.page.getByText(words('manage:settingsSaved'))).toBeVisible()
})

test('what is typed is kept when others change the settings, and while one is elsewhere', async () => {
  const other = await gateway.agent('demoshop', { device: 'other' })
  await owner.manage('replies')
  const text = owner.page.getByLabel(words('manage:replies.text')).first()
  await text.fill('您好，这里是帐篷店')
  await owner.page.keyboard.press('Control+Shift+M')
  await expect(owner.list).toBeVisible()
  await owner.page.keyboard.press('Control+Shift+M')
  await expect(text).toHaveValue('您好，这里是帐篷店')
  await owner.manage('dispatch')
  await owner.manage('replies')
  await expect(text).toHaveValue('您好，这里是帐篷店')

  const before = other.view?.settings
  if (!before) throw new Error('no view')
  await other.command({
    type: 'settings.set',
    revision: before.revision,
    change: { replies: { ...before.replies, windowMs: 7_200_000 } },
  })
  await expect(owner.page.getByText(words('manage:overtaken'))).toBeVisible()
  await expect(text).toHaveValue('您好，这里是帐篷店')
  await owner.button('manage:save').click()
  await expect(owner.page.getByText(words('manage:settingsSaved'))).toBeVisible()
  await other.until(
    'saved',
    () => other.view?.settings.replies.welcome.text === '您好，这里是帐篷店',
  )
})

test('[A4] a junior has no management, by the rail or by the key', async () => {
  const junior = await Workstation.launch()
  await junior.signIn(gateway, 'demoshop:xiaohong')
  const rail = junior.page.getByRole('navigation', { name: words('chats:rail.label') })
  await expect(rail.getByRole('button', { name: words('chats:rail.chats') })).toBeVisible()
  await expect(rail.getByRole('button', { name: words('chats:rail.management') })).toHaveCount(0)
  await junior.page.keyboard.press('Control+Shift+M')
  await expect(junior.list).toBeVisible()
  await expect(junior.page.locator('.management')).toHaveCount(0)
})

test('Esc leaves a field, then the management; the chat is as it was', async () => {
  const buyer = await gateway.buyer({ name: '李婷婷' })
  await buyer.say('有货吗')
  await owner.open('李婷婷')
  await owner.composer.fill('稍等')
  await owner.manage('accounts')
  const search = owner.page.getByLabel(words('manage:accounts.search'))
  await search.fill('xiao')
  await owner.page.keyboard.press('Escape')
  await expect(search).not.toBeFocused()
  await owner.page.keyboard.press('Escape')
  await expect(owner.composer).toBeVisible()
  await expect(owner.composer).toHaveValue('稍等')
  await expect(owner.message('有货吗')).toBeVisible()
})
