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
