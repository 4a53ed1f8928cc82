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

test('the screen comes as a PNG of its own size, with what it shows', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const display = await station.desktop.app.evaluate(({ screen }) => {
    const { size, scaleFactor } = screen.getPrimaryDisplay()
    return { width: size.width * scaleFactor, height: size.height * scaleFactor }
  })
  const picture = await station.page.evaluate(async () => {
    const answer = await window.xiaoer.call('files.screenshot')
    if (!answer.ok || !answer.value) throw new Error('no picture')
    const { name, bytes } = answer.value
    const bitmap = await createImageBitmap(new Blob([bytes.slice()], { type: 'image/png' }))
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
    const context = canvas.getContext('2d')!
    context.drawImage(bitmap, 0, 0)
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
    const colours = new Set<number>()
    for (let at = 0; at < data.length; at += 4 * 997)
      colours.add((data[at]! << 16) | (data[at + 1]! << 8) | data[at + 2]!)
    return { name, width: bitmap.width, height: bitmap.height, colours: colours.size }
  })
  expect(picture).toMatchObject(display)
  expect(picture.name).toMatch(/^screenshot-\d{8}-\d{6}\.png$/)
  // A black or empty screen has one.
  expect(picture.colours).toBeGreaterThan(5)
})
