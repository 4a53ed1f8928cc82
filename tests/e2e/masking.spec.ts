import { expect, test } from '@playwright/test'
import type { AuditPage } from '#shared/audit/model.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import { findings } from '../support/axe.ts'
import { apiOf } from '../support/api.ts'
import { closeDesktops } from '../support/desktop.ts'
import { filesContaining } from '../support/files.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { Workstation } from '../support/workstation.ts'

const PHONE = '13812345678'
const CARD = '4111 1111 1111 1111'

let gateway: TestGateway

test.beforeEach(async () => {
  gateway = await startTestGateway()
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
})

test('[T4] [T6] a phone is hidden in part, shown whole by the eye or a key, noted, and hidden again', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const { page } = station
  const main = await gateway.agent('demoshop')
  await main.command({ type: 'participate', account: main.id, on: false })
  const buyer = await gateway.buyer({ name: '丁买家' })
  const other = await gateway.buyer({ name: '戊买家' })
  const ask = apiOf(gateway.url)
  const noted = async (kind: string) =>
    (await ask<AuditPage>(main.access, `/api/audit?kind=${kind}`)).value.records.length
  await buyer.say(`我的电话${PHONE}`)
  await other.say('在吗')
  await station.open('丁买家')
  const line = page.locator('.timeline .line', { hasText: '我的电话' })
  await expect(line).toContainText('138****5678')
  await expect(page.locator('body')).not.toContainText(PHONE)
  expect(await noted('unmasked')).toBe(0)

  const eye = line.getByRole('button', { name: '显示完整内容，会留下记录' })
  await eye.click()
  await expect(line).toContainText(PHONE)
  expect(await noted('unmasked')).toBe(1)
  // What is copied is the masked text, and that it was copied is noted.
  await station.composer.focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('c')
  await expect
    .poll(() => station.desktop.app.evaluate(({ clipboard }) => clipboard.readText()))
    .toBe('我的电话138****5678')
  await expect.poll(() => noted('copied')).toBe(1)
  // By its key on the line: hidden, and whole again.
  await page.keyboard.press('e')
  await expect(line).not.toContainText(PHONE)
  await page.keyboard.press('e')
  await expect(line).toContainText(PHONE)
  expect(await noted('unmasked')).toBe(2)
  // Another chat hides it.
  await station.open('戊买家')
  await station.open('丁买家')
  await expect(line).toContainText('138****5678')
  await expect(page.locator('body')).not.toContainText(PHONE)
})

test('[T4] the eye stands beside an offer’s note, a closed chat’s summary and the buyer’s word on it', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const { page } = station
  const main = await gateway.agent('demoshop')
  await main.command({ type: 'participate', account: main.id, on: false })
  await main.settings({ dispatch: { ...DEFAULT_SETTINGS.dispatch, forwardAcceptMs: 120_000 } })
  const buyer = await gateway.buyer({ name: '丁买家' })
  await buyer.say('在吗')
  await station.open('丁买家')
  const { id = '' } = buyer.view?.conversation ?? {}
  const me = Object.values(main.view?.accounts ?? {}).find(({ nick }) => nick === 'xiaohong')
  await main.command({
    type: 'claim',
    conversation: id,
    holderEpoch: main.view?.conversations[id]?.holderEpoch ?? 0,
  })
  await main.forward(id, { account: me?.id ?? '' }, `请回电${PHONE}`)
  const seen = async (where: string, says: string) => {
    const line = page.locator(where)
    await expect(line).toContainText(`${says}138****5678`)
    const eye = line.getByRole('button', { name: '显示完整内容，会留下记录' })
    await eye.first().click()
    await expect(line).toContainText(`${says}${PHONE}`)
    await line.getByRole('button', { name: '重新隐藏' }).first().click()
    await expect(line).not.toContainText(PHONE)
  }
  await seen('.offered-note', '请回电')
  await station.page.locator('[data-act="claim"]').click()
  const held = () => main.view?.conversations[id]
  await main.until('accepted', () => held()?.holder === me?.id)
  await station.say('好的')
  // Who was not answered is not asked for a word: the close must come behind it.
  await buyer.until('the answer', () => buyer.texts(id).includes('好的'))
  // It is closed by its holder, at another of its workstations; the buyer says its word.
  const hong = await gateway.agent('demoshop:xiaohong')
  await hong.command({
    type: 'close',
    conversation: id,
    holderEpoch: held()?.holderEpoch ?? 0,
    summary: { topic: null, text: `寄到${PHONE}` },
  })
  const rate = { type: 'rate', conversation: id, score: 2, text: `没人打${PHONE}` } as const
  await buyer.submit({ t: 'cmd', command: rate })
  await seen('.read-only', '寄到')
  await expect(page.locator('.read-only')).toContainText('没人打138****5678')
  await page
    .locator('.read-only')
    .getByRole('button', { name: '显示完整内容，会留下记录' })
    .last()
    .click()
  await expect(page.locator('.read-only')).toContainText(`没人打${PHONE}`)
  expect(await findings(page)).toEqual([])
})

test("[T6] main sees the list, and nothing is noted; a colleague's conversation in front is noted once", async () => {
  const hong = await gateway.agent('demoshop:xiaohong')
  const main = await gateway.agent('demoshop', { device: 'another' })
  await main.command({ type: 'participate', account: main.id, on: false })
  const buyer = await gateway.buyer({ name: '丁买家' })
  await buyer.say('在吗')
  await hong.served(buyer.id)
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop')
  const ask = apiOf(gateway.url)
  const readings = async () => {
    const { value } = await ask<AuditPage>(main.access, '/api/audit?kind=transcript_read')
    return value.records
      .map(({ about }) => about.conversation ?? `card of ${about.buyer}`)
      .toSorted()
  }
  await buyer.say('还在吗')
  await expect(station.page.getByText('还在吗').first()).toBeVisible()
  expect(await readings()).toEqual([])
  await station.row('丁买家').click()
  // The panel beside it reads the card: what is noted of the buyer in any conversation.
  const once = [`${buyer.id}.1`, `card of ${buyer.id}`]
  await expect.poll(readings).toEqual(once)
  await station.page.reload()
  await expect(station.page.locator('.timeline')).toContainText('还在吗')
  await station.page.evaluate((id) => window.xiaoer.call('buyers.card', { buyer: id }), buyer.id)
  expect(await readings()).toEqual(once)
})

test('[T4] masking switched on again counts at once on the screen; asides and notes have an eye', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const { page } = station
  const main = await gateway.agent('demoshop')
  await main.command({ type: 'participate', account: main.id, on: false })
  const { privacy } = DEFAULT_SETTINGS
  await main.settings({ privacy: { ...privacy, masking: false } })
  const buyer = await gateway.buyer({ name: '丁买家' })
  await buyer.say(`我的电话${PHONE}`)
  await station.open('丁买家')
  const line = page.locator('.timeline .line', { hasText: '我的电话' })
  await expect(line).toContainText(PHONE)
  await main.settings({ privacy: { ...privacy, masking: true } })
  await expect(line).toContainText('138****5678')
  await expect(page.locator('body')).not.toContainText(PHONE)

  const [id = ''] = Object.keys(main.view?.conversations ?? {})
  await main.command({ type: 'whisper', conversation: id, text: `给她打${PHONE}` })
  await main.command({ type: 'buyer.note', buyer: buyer.id, text: `回电${PHONE}` })
  await page.getByRole('tab', { name: '买家' }).click()
  for (const words of [
    page.locator('.line-aside', { hasText: '给她打' }),
    page.locator('.note', { hasText: '回电' }),
  ]) {
    await expect(words).toContainText('138****5678')
    await words.getByRole('button', { name: '显示完整内容，会留下记录' }).click()
    await expect(words).toContainText(PHONE)
  }
})

test('[T4] a card number that an agent writes is in no file of the desktop, and nobody is sent it', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '丁买家' })
  await buyer.say('在吗')
  await station.open('丁买家')
  await station.composer.fill(`退到${CARD}`)
  await station.page.keyboard.press('Enter')
  const conversation = buyer.view?.conversation?.id ?? ''
  await buyer.until('sent', () => buyer.texts(conversation).includes('退到****1111'))
  await expect(station.page.locator('.timeline')).toContainText('退到****1111')
  await expect(station.page.locator('.timeline')).not.toContainText('4111')
  expect(await filesContaining(station.desktop.userData, CARD)).toEqual([])
  expect(await filesContaining(gateway.folder, CARD)).toEqual([])
})

test('[T4] the main account tries out what is hidden, and switches it off', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop')
  const { page } = station
  await page.keyboard.press('Control+Shift+M')
  await page.getByRole('button', { name: '个人信息' }).click()
  const shown = page.locator('.privacy-shown')
  await expect(shown).toContainText('138****5678')
  await expect(shown).toContainText('杭州市西湖区**')
  await expect(shown).toContainText('****6787')
  await page.getByLabel('试一试').fill('回拨 15900001111')
  await expect(shown).toHaveText('回拨 159****1111')
  await page.getByRole('switch', { name: '遮挡个人信息' }).click()
  await expect(shown).toHaveText('回拨 15900001111')
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await expect
    .poll(() => gateway.gateway.desk.shops.get('demoshop')?.settings().privacy.masking)
    .toBe(false)
})
