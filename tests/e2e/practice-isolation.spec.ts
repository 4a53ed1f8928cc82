import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { Phrase } from '#shared/phrases/model.ts'
import { closeDesktops } from '../support/desktop.ts'
import { filesContaining } from '../support/files.ts'
import { pngWith } from '../support/picture.ts'
import { chooseOfAccount, enterAs, startDemo, startPractice } from '../support/practice-door.ts'
import { watchPeers } from '../support/sockets.ts'
import { holding, unlocked } from '../support/unlocked.ts'
import { words, Workstation } from '../support/workstation.ts'

// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => closeDesktops(verdict))

const BUYER = '练隐林'
const ASKS = '练隐问七七三一'
const ANSWER = '练隐答八八四二，明天就到'
const NOTE = '练隐语九九五三'
const PICTURE = '练隐图六六二四'
const REAL = '真店话五五一九'

const SCENARIO = `xiaoer: 1
id: isolated
title: 练隐场景
summary: 买家问快递到哪了。
skills: [logistics]
level: 1
minutes: 3
facts:
  arrival: { any: [明天], wrong: [今天] }
buyers:
  - id: lin
    name: ${BUYER}
    persona: 上班族，说话快。
    goal: 想知道什么时候到。
    mood: 55
    start: opening
    steps:
      opening:
        say: [${ASKS}]
        on:
          - when: { tells: [arrival] }
            say: [好的，谢谢]
            mood: 20
            label: answered
            end: solved
        otherwise: { say: [还有吗？], mood: -1 }
        leaves: { after: 600, say: [算了], outcome: lost }
rubric:
  pass: 60
  marks:
    - { id: when, kind: fact, weight: 60, buyer: lin, fact: arrival }
    - { id: ends-well, kind: outcome, weight: 40, buyer: lin, outcome: solved }
  violations:
    - { id: rude, kind: words, any: [自己查] }
`

const ask = ({ page }: Workstation, call: string, argument?: unknown) =>
  page.evaluate(
    async ([name, given]) => {
      const result = await window.xiaoer.call('practice.ask', { call: name, argument: given })
      if (!result.ok) throw new Error(`${name}: ${result.error.code} ${result.error.message}`)
      return result.value
    },
    [call, argument] as const,
  )

const strip = ({ page }: Workstation) =>
  page.getByRole('region', { name: words('practice:strip.title') })

interface Played {
  readonly ids: readonly string[]
}

/** A run with all that a desk does: words, a picture, a quick reply, its chat in a window of its own. */
async function play(station: Workstation): Promise<Played> {
  const { page, desktop } = station
  const run = (await ask(station, 'runs.start', { text: SCENARIO, seed: 7 })) as { id: string }
  await expect(station.row(BUYER)).toBeVisible()
  await station.open(BUYER)
  await expect(station.timeline.getByText(ASKS)).toBeVisible()
  const { view } = await page.evaluate(async () => {
    const result = await window.xiaoer.call('chats.start')
    if (!result.ok) throw new Error(result.error.code)
    return result.value
  })
  const conversation = Object.values(view.conversations).find(({ buyer }) => buyer.name === BUYER)
  if (!conversation) throw new Error('no conversation')
  const phrase: Phrase = {
    id: '0e8a4c1e-5f9b-4d59-9a40-0d6a3c0f7a11',
    scope: 'personal',
    group: '',
    code: 'yin',
    title: '练隐短语',
    text: NOTE,
    files: [],
    place: 1,
  }
  await page.evaluate(
    (one) =>
      window.xiaoer.call('phrases.change', { save: [{ phrase: one, revision: 0 }], remove: [] }),
    phrase,
  )
  await station.composer.pressSequentially('/yin')
  await page.getByRole('option').filter({ hasText: phrase.title }).click()
  await expect(station.composer).toHaveValue(NOTE)
  await station.composer.press('Enter')
  await expect(station.message(NOTE)).toBeVisible()
  await page
    .locator('[data-pane="composer"] input[type=file], .composer input[type=file]')
    .first()
    .setInputFiles({ name: `${PICTURE}.png`, mimeType: 'image/png', buffer: pngWith(PICTURE) })
  await expect(
    page.getByText(`${PICTURE}.png`).or(page.locator('.attachments img')).first(),
  ).toBeVisible()
  await station.composer.press('Enter')
  await page.evaluate(
    (id) => window.xiaoer.call('windows.tearOff', { conversation: id }),
    conversation.id,
  )
  await expect.poll(() => desktop.app.windows().length).toBe(2)
  const torn = desktop.app.windows().find((one) => one !== page)
  await expect(torn!.getByRole('region', { name: words('practice:strip.title') })).toBeVisible()
  await expect.poll(() => torn!.title()).toContain(words('common:practiceName'))
  await page.evaluate(
    ([id, text, epoch]) =>
      window.xiaoer.call('chats.send', {
        conversation: id,
        body: { kind: 'text', text },
        holderEpoch: epoch,
      }),
    [conversation.id, ANSWER, conversation.holderEpoch] as const,
  )
  // It is over, and scored.
  await expect
    .poll(
      async () =>
        ((await ask(station, 'runs.get', { id: run.id })) as { run: { state: string } }).run.state,
      { timeout: 30_000 },
    )
    .toBe('done')
  // Its card has come, and goes.
  await page.locator('dialog.run-end').waitFor()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  return { ids: [run.id, conversation.id, conversation.buyer.id] }
}

test('nothing of practice is in the real data folder, nor of the real shop in that of practice', async () => {
  test.setTimeout(180_000)
  let station = await startDemo()
  const { userData } = station.desktop
  const practice = join(userData, 'practice')
  const first = station.page.getByRole('option').first()
  await expect(first).toBeVisible({ timeout: 30_000 })
  await first.click()
  await station.say(REAL)
  const unsent = () =>
    station.page.evaluate(async () => {
      const result = await window.xiaoer.call('chats.start')
      return result.ok ? result.value.outbox.length : -1
    })
  await expect.poll(unsent).toBe(0)
  await chooseOfAccount(station, 'chats:account.practice')
  await enterAs(station, 'trainee')
  const { ids } = await play(station)
  await station.button('practice:strip.leave').click()
  await expect(strip(station)).toBeHidden()
  await station.working()

  // Not in search, days, decisions or buyers of the real shop.
  const told = await station.page.evaluate(async (text) => {
    const date = new Intl.DateTimeFormat('sv-SE').format(new Date())
    return Promise.all([
      window.xiaoer.call('search.shop', { text, limit: 20 }),
      window.xiaoer.call('search.messages', { text, limit: 20 }),
      window.xiaoer.call('manage.day', { date }),
      window.xiaoer.call('manage.decisions', {}),
      window.xiaoer.call('manage.buyers', {}),
      window.xiaoer.call('manage.audit', {}),
      window.xiaoer.call('phrases.list'),
    ])
  }, '练隐')
  expect(told.flatMap((one) => (one.ok ? [] : [one.error]))).toEqual([])
  for (const text of [BUYER, ASKS, ANSWER, NOTE, ...ids])
    expect(JSON.stringify(told)).not.toContain(text)
  await station.page.keyboard.press('Control+k')
  await station.page.keyboard.type('练隐')
  const nothing = words('chats:palette.nothing', { text: '练隐' })
  await expect(station.page.getByText(nothing)).toBeVisible()
  await expect(station.page.getByRole('dialog')).not.toContainText(BUYER)
  await station.page.keyboard.press('Escape')
  await station.desktop.quit()

  // Raw: names of files, and every byte of every file.
  const secrets = [BUYER, ASKS, ANSWER, NOTE, PICTURE, '练隐', ...ids]
  for (const text of secrets) {
    const found = (await filesContaining(userData, text)).filter(
      (file) => !file.startsWith('practice/'),
    )
    expect(found, text).toEqual([])
  }
  const names = await readdir(userData, { recursive: true })
  for (const id of ids)
    expect(names.filter((name) => name.includes(id) && !name.startsWith('practice'))).toEqual([])
  // Decrypted. The same search finds what does lie there, else it would be blind.
  const real = await unlocked(userData)
  const its = await unlocked(practice)
  expect(holding(real, REAL).length).toBeGreaterThan(1)
  expect(holding(its, ANSWER).length).toBeGreaterThan(1)
  expect(holding(its, NOTE).length).toBeGreaterThan(1)
  for (const id of ids) expect(holding(its, id).length, id).toBeGreaterThan(0)
  for (const text of secrets) expect(holding(real, text), text).toEqual([])
  expect(holding(its, REAL)).toEqual([])
  expect(await filesContaining(practice, REAL)).toEqual([])
  // Accounts, windows, pictures.
  const book = await readFile(join(userData, 'accounts.json'), 'utf8')
  expect(JSON.parse(book)).toMatchObject({ accounts: [{ demo: true }] })
  expect(book).not.toContain('practice')
  const pictures = await readdir(join(practice, 'gateway/files'), { recursive: true })
  expect(pictures.filter((name) => /[a-f0-9]{64}/.test(name)).length).toBeGreaterThan(0)
  const shown = new Set(await readdir(join(userData, 'gateway/files'), { recursive: true }))
  expect(pictures.filter((name) => /[a-f0-9]{64}/.test(name) && shown.has(name))).toEqual([])

  // The next start is the real one.
  station = await Workstation.launch({ userData })
  await station.working()
  await expect(station.row(BUYER)).toHaveCount(0)
})

test('a run is played without any connection but to this computer', async () => {
  test.setTimeout(120_000)
  const asked: string[] = []
  const proxy = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(502).end()
  })
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '')
    socket.destroy()
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  const station = await Workstation.launch({
    env: { HTTP_PROXY: address, HTTPS_PROXY: address, http_proxy: address, https_proxy: address },
  })
  const peers = watchPeers(station.desktop.app.process().pid ?? 0)
  try {
    await startPractice(station)
    await play(station)
  } finally {
    await peers.stop()
    proxy.close()
  }
  expect(peers.local.size).toBeGreaterThan(0)
  expect([...peers.foreign]).toEqual([])
  expect(asked).toEqual([])
})
