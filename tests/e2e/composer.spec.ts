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

test('Enter never sends while the input method composes; the next one does', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '己买家' })
  await buyer.say('在吗')
  await station.open('己买家')
  const conversation = buyer.view?.conversation?.id ?? ''
  await station.composer.click()

  // As Chromium reports a Chinese input method: composition, then Enter with key code 229 takes the
  // candidate, then the text is committed.
  const session = await station.page.context().newCDPSession(station.page)
  const compose = (text: string) =>
    session.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    })
  const enter = async (windowsVirtualKeyCode: number) => {
    const key = windowsVirtualKeyCode === 229 ? 'Process' : 'Enter'
    await session.send('Input.dispatchKeyEvent', {
      type: 'rawKeyDown',
      key,
      code: 'Enter',
      windowsVirtualKeyCode,
    })
    await session.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'Enter', code: 'Enter' })
  }
  await compose('n')
  await compose('ni')
  await compose('ni hao')
  await enter(229)
  await expect(station.composer).toHaveValue(/ni hao/)
  await session.send('Input.insertText', { text: '你好' })
  await expect(station.composer).toHaveValue('你好')
  expect(buyer.texts(conversation)).toEqual(['在吗'])

  // Some platforms end the composition before the Enter that ended it arrives: not a send either.
  await compose('ya')
  await session.send('Input.insertText', { text: '呀' })
  await station.page.keyboard.press('Shift+Enter')
  await station.page.keyboard.type('b')
  await expect(station.composer).toHaveValue('你好呀\nb')
  await station.page.keyboard.press('Enter')
  await buyer.until('one message', () => buyer.texts(conversation).length === 2)
  expect(buyer.texts(conversation)).toEqual(['在吗', '你好呀\nb'])
  await expect(station.composer).toHaveValue('')
})

test('each chat keeps its own draft; found again from one Chinese character up', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const [first, second] = [
    await gateway.buyer({ name: '庚买家' }),
    await gateway.buyer({ name: '辛买家' }),
  ]
  await first.say('想买一把油纸伞')
  await expect(station.row('庚买家')).toBeVisible()
  // Fair share: while the colleague is away both come here.
  await second.say('茶壶有货吗')
  await station.open('庚买家')
  await station.composer.fill('给庚的草稿')
  await station.open('辛买家')
  await expect(station.composer).toHaveValue('')
  await station.composer.fill('给辛的草稿')
  await station.open('庚买家')
  await expect(station.composer).toHaveValue('给庚的草稿')

  await station.page.keyboard.press('Control+k')
  const palette = station.page.getByRole('dialog')
  await palette.getByRole('combobox').or(palette.getByRole('searchbox')).first().fill('伞')
  await expect(palette.getByRole('option').filter({ hasText: '油纸伞' })).toBeVisible()
  await palette.getByRole('option').filter({ hasText: '油纸伞' }).click()
  await expect(station.message('想买一把油纸伞')).toBeVisible()
})

test('an answer quotes, words taken back are gone for the buyer and can be edited again', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '甲买家' })
  await buyer.say('油纸伞几天到')
  await station.open('甲买家')
  const conversation = buyer.view?.conversation?.id ?? ''
  const { keyboard } = station.page
  // By keys alone: up to the line, Q, and the words.
  await station.composer.press('ArrowUp')
  await keyboard.press('q')
  await expect(station.page.locator('.quote-bar')).toContainText('油纸伞几天到')
  await keyboard.type('三天')
  await keyboard.press('Enter')
  await buyer.until('the answer', () => buyer.texts(conversation).length === 2)
  const all = buyer.messages(conversation)
  const asked = all.find(({ sender }) => sender.kind === 'buyer')
  const answer = all.find(({ sender, body }) => sender.kind === 'account' && body.kind === 'text')
  expect(answer?.body).toMatchObject({ text: '三天', quote: asked?.cseq })
  await expect(station.timeline.locator('.quote')).toContainText('油纸伞几天到')
  await expect(station.page.locator('.quote-bar')).toBeHidden()

  await station.timeline.getByText('三天').hover()
  await station.page.getByRole('button', { name: /撤回/ }).click()
  await buyer.until('it is gone', () =>
    buyer.events.some(
      ({ event }) => event.type === 'message.recalled' && event.cseq === answer?.cseq,
    ),
  )
  await expect(station.timeline).toContainText(words('chats:composerLine.recalledMine'))
  await station.page.getByRole('button', { name: words('chats:composerLine.editAgain') }).click()
  await expect(station.composer).toHaveValue('三天')
  await keyboard.type('，我查一下')
  await keyboard.press('Enter')
  await buyer.until('the new words', () => buyer.texts(conversation).includes('三天，我查一下'))
})

test('[guard] words for another buyer are asked about once; Esc keeps them, Enter sends them', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const [first, second] = [
    await gateway.buyer({ name: '小明明' }),
    await gateway.buyer({ name: '小美美' }),
  ]
  await first.say('在吗')
  await expect(station.row('小明明')).toBeVisible()
  await second.say('您好')
  await station.open('小美美')
  const conversation = second.view?.conversation?.id ?? ''
  const { keyboard } = station.page
  await station.composer.fill('小明明您好，已发货')
  await keyboard.press('Enter')
  const doubt = station.page.getByRole('alert').filter({
    hasText: words('chats:composerBars.doubt.buyer', { other: '小明明', name: '小美美' }),
  })
  await expect(doubt).toBeVisible()
  await keyboard.press('Escape')
  await expect(doubt).toBeHidden()
  await expect(station.composer).toHaveValue('小明明您好，已发货')
  await keyboard.press('Enter')
  await expect(doubt).toBeVisible()
  expect(second.texts(conversation)).toEqual(['您好'])
  await keyboard.press('Enter')
  await second.until('sent', () => second.texts(conversation).length === 2)
})

test('emoji by their Chinese name; `/` while the input method composes opens and takes nothing', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '乙买家' })
  await buyer.say('在吗')
  await station.open('乙买家')
  const conversation = buyer.view?.conversation?.id ?? ''
  const { keyboard } = station.page
  await station.button('chats:composerBars.emoji').click()
  await station.page.getByLabel(words('chats:composerBars.emojiSearch')).fill('玫瑰')
  await expect(station.page.getByRole('option', { name: '玫瑰' }).first()).toBeVisible()
  await keyboard.press('Enter')
  await expect(station.composer).toHaveValue('🌹')
  await expect(station.composer).toBeFocused()
  await station.composer.fill('')

  const session = await station.page.context().newCDPSession(station.page)
  const menu = station.page.locator('[data-phrase-menu]')
  await keyboard.type('/')
  await expect(menu).toBeVisible()
  await session.send('Input.imeSetComposition', {
    text: 'fa huo',
    selectionStart: 6,
    selectionEnd: 6,
  })
  // Microsoft Pinyin and ibus: the Enter that commits is the input method's (key code 229).
  await session.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: 'Process',
    code: 'Enter',
    windowsVirtualKeyCode: 229,
  })
  await session.send('Input.insertText', { text: 'fahuo' })
  await session.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'Enter', code: 'Enter' })
  await expect(station.composer).toHaveValue('/fahuo')
  await expect(menu).toContainText(words('quick:menu.none'))
  expect(buyer.texts(conversation)).toEqual(['在吗'])
})
