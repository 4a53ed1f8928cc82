import { expect, test } from '@playwright/test'
import type { AuditPage } from '#shared/audit/model.ts'
import { apiOf } from '../support/api.ts'
import { findings } from '../support/axe.ts'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'

const ASKED = '亲，加我微信 lanlan8899'
const STOPPED = '你是不是傻 逼'

let gateway: TestGateway

test.beforeEach(async () => {
  gateway = await startTestGateway()
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
})

test('[S59] words are marked while writing, asked about once, or stopped; main is alerted', async () => {
  const main = await gateway.agent('demoshop')
  await main.command({ type: 'participate', account: main.id, on: false })
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const { page } = station
  const buyer = await gateway.buyer({ name: '丁买家' })
  await buyer.say('在吗')
  await station.open('丁买家')
  const conversation = buyer.view?.conversation?.id ?? ''
  const bar = page.locator('.words-bar')
  // The lists come when the page has nothing else to do.
  await station.composer.fill(ASKED)
  await expect(bar).toContainText(words('chats:words.kind.contact'), { timeout: 30_000 })
  await bar.getByRole('button').first().click()
  expect(
    await station.composer.evaluate((area: HTMLTextAreaElement) =>
      area.value.slice(area.selectionStart, area.selectionEnd),
    ),
  ).toBe('加我微信')
  await station.composer.press('Enter')
  const asked = page.getByRole('alert').filter({ hasText: words('chats:words.kind.contact') })
  await expect(asked).toContainText('加我微信')
  expect(buyer.texts(conversation)).toEqual(['在吗'])
  await station.composer.press('Enter')
  await expect(station.message(ASKED)).toBeVisible()
  await buyer.until('the words', () => buyer.texts(conversation).includes(ASKED))

  await station.composer.fill(STOPPED)
  await expect(bar).toContainText(words('chats:words.cannot'))
  expect(await findings(page)).toEqual([])
  for (let times = 0; times < 3; times++) await station.composer.press('Enter')
  await expect(
    page.getByRole('alert').filter({ hasText: words('chats:words.kind.abuse') }),
  ).toBeVisible()
  await expect(station.composer).toHaveValue(STOPPED)
  await expect(station.button('chats:composerBars.doubt.send')).toHaveCount(0)
  expect(buyer.texts(conversation)).not.toContain(STOPPED)
  const ask = apiOf(gateway.url)
  const notes = async () =>
    (await ask<AuditPage>(main.access, '/api/audit?kind=words')).value.records
  expect((await notes()).map(({ values }) => values['verdict'])).toEqual(['warn'])
})

test('[S59] main sets policy and own words; they count at once, and a refused one can be reworded', async () => {
  const owner = await Workstation.launch()
  await owner.signIn(gateway, 'demoshop')
  const { page } = owner
  await page.keyboard.press('Control+Shift+M')
  await page
    .getByRole('navigation', { name: words('manage:menu') })
    .getByRole('button', { name: words('manage:section.words') })
    .click()
  await page
    .getByRole('textbox', { name: words('manage:words.sentence') })
    .fill('加我微信 lanlan88')
  await expect(page.locator('.words-found')).toContainText(words('chats:words.kind.contact'), {
    timeout: 30_000,
  })
  await page.getByRole('textbox', { name: words('manage:words.word') }).fill('友商')
  await owner.button('manage:words.add').click()
  await expect(page.getByRole('cell', { name: '友商', exact: true })).toBeVisible()
  expect(await findings(page)).toEqual([])
  const agent = await gateway.agent('demoshop:xiaoming')
  const buyer = await gateway.buyer({ name: '戊买家' })
  await buyer.say('在吗')
  await expect(agent.reply(await agent.served(buyer.id), '友 商 的款')).rejects.toMatchObject({
    code: 'words_blocked',
  })
})

test('[S59] main is told of a blocked word in the quiet note, which leads to the audit log', async () => {
  const owner = await Workstation.launch()
  await owner.signIn(gateway, 'demoshop')
  const { page } = owner
  const agent = await gateway.agent('demoshop:xiaoming')
  const buyer = await gateway.buyer({ name: '己买家' })
  await buyer.say('在吗')
  const conversation = await agent.served(buyer.id)
  await expect(agent.reply(conversation, STOPPED)).rejects.toMatchObject({ code: 'words_blocked' })
  const note = page.locator('.security-alert').filter({
    hasText: words('security:alert.words', { nick: 'xiaoming' }),
  })
  await expect(note).toContainText(words('chats:words.kind.abuse'))
  await expect(note).toContainText('己买家')
  await expect(note).not.toContainText('傻')
  expect(await findings(page)).toEqual([])
  await test.info().attach('note', { body: await page.screenshot(), contentType: 'image/png' })
  await note.getByRole('button', { name: words('security:alert.inAudit') }).click()
  await expect(note).toBeHidden()
  const log = page.locator('.management-section')
  await expect(log.locator('.audit-kind')).toContainText(words('safety:audit.name.words'))
  await expect(log.getByRole('row').nth(1)).toContainText('xiaoming')
  // Signing in is of other kinds: they are not in sight.
  await expect(log.getByRole('row')).toHaveCount(2)
})

test('[S59] replies that are kept are looked at when they are written, and saved all the same', async () => {
  const owner = await Workstation.launch()
  await owner.signIn(gateway, 'demoshop')
  const { page } = owner
  const buyer = await gateway.buyer({ name: '庚买家' })
  await buyer.say('在吗')
  await owner.open('庚买家')
  await page.getByRole('tab', { name: words('chats:panel.tab.quick') }).click()
  const tab = page.getByRole('region', { name: words('quick:label') })
  for (const scope of ['personal', 'team'] as const) {
    await tab.getByRole('radio', { name: words(`quick:scope.${scope}`) }).click()
    await tab.getByRole('button', { name: words('quick:edit.new') }).click()
    const form = tab.getByRole('form', { name: words('quick:edit.new') })
    const text = form.getByLabel(words('quick:column.text'))
    await form.getByLabel(words('quick:column.title')).fill('加好友')
    await text.fill('好的，这就给您发货')
    await expect(form.locator('.kept-words')).toHaveCount(0)
    await text.fill(STOPPED)
    const said = form.locator('.kept-words')
    await expect(said).toContainText(words('chats:words.kept.block'), { timeout: 30_000 })
    await expect(said).toContainText(words('chats:words.kind.abuse'))
    await text.fill(ASKED)
    await expect(said).toContainText(words('chats:words.kept.warn'))
    await expect(said).toContainText('加我微信')
    expect(await findings(page)).toEqual([])
    await test.info().attach(scope, { body: await page.screenshot(), contentType: 'image/png' })
    await form.getByRole('button', { name: words('quick:edit.save') }).click()
    await expect(form).toBeHidden()
  }

  await tab.getByRole('button', { name: words('quick:import.title') }).click()
  const dialog = page.getByRole('dialog', { name: words('quick:import.title') })
  await dialog.getByLabel(words('quick:import.file')).setInputFiles({
    name: '短语.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`标题,内容\n好的,今天发货\n骂人,${STOPPED}\n私聊,${ASKED}\n`),
  })
  await expect(dialog.getByRole('status')).toContainText(`${words('chats:words.kept.rows')} 2`)
  const row = (name: string) => dialog.getByRole('row').filter({ hasText: name })
  await expect(row('骂人')).toContainText(words('chats:words.kept.block'))
  await expect(row('私聊').locator('.kept-words')).toContainText('加我微信')
  await expect(row('好的').locator('.kept-words')).toHaveCount(0)
  expect(await findings(page)).toEqual([])
  await test.info().attach('import', { body: await page.screenshot(), contentType: 'image/png' })
  await dialog
    .getByRole('button', { name: words('quick:import.apply_other', { count: 3 }) })
    .click()
  await expect(dialog).toBeHidden()

  await page.keyboard.press('Control+Shift+M')
  await page
    .getByRole('navigation', { name: words('manage:menu') })
    .getByRole('button', { name: words('manage:section.replies') })
    .click()
  await page.getByLabel(words('manage:replies.text')).first().fill(ASKED)
  const auto = page.locator('.management-section .kept-words')
  await expect(auto).toContainText(words('chats:words.kept.auto'))
  await expect(auto).toContainText('加我微信')
  await test.info().attach('auto', { body: await page.screenshot(), contentType: 'image/png' })
})
