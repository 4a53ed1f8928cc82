import { open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'

let gateway: TestGateway | null = null
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway?.stop()
  gateway = null
})

async function garble(file: string, at: number, length: number): Promise<void> {
  const handle = await open(file, 'r+')
  await handle.write(randomBytes(length), 0, length, at)
  await handle.close()
}

type Notice = 'cache_set_aside' | 'cache_set_aside_partly' | 'cache_of_other_key' | null
const WAYS: readonly {
  readonly name: string
  readonly break_: (file: string) => Promise<void>
  /** Several may be right: a page in the middle may hold rows that exist nowhere else, or none. */
  readonly told: readonly Notice[]
  readonly keeps: 'all' | 'perhaps'
}[] = [
  {
    name: 'its head',
    break_: (file) => garble(file, 0, 4096),
    told: ['cache_set_aside', 'cache_set_aside_partly'],
    keeps: 'perhaps',
  },
  {
    name: 'everything behind the first pages',
    break_: async (file) => garble(file, 8192, (await stat(file)).size - 8192),
    told: ['cache_set_aside', 'cache_set_aside_partly'],
    keeps: 'perhaps',
  },
  {
    name: 'cut in half',
    break_: async (file) => truncate(file, Math.floor((await stat(file)).size / 2)),
    told: ['cache_set_aside', 'cache_set_aside_partly'],
    keeps: 'perhaps',
  },
  {
    name: 'another key',
    break_: async (file) => {
      await rm(`${file}.key`, { force: true })
      await writeFile(file, randomBytes((await stat(file)).size))
    },
    told: ['cache_of_other_key', 'cache_set_aside', 'cache_set_aside_partly'],
    keeps: 'perhaps',
  },
  { name: 'emptied', break_: (file) => truncate(file, 0), told: [null], keeps: 'perhaps' },
  {
    name: 'its journal',
    break_: (file) => writeFile(`${file}-wal`, randomBytes(50_000)),
    // A journal that is none is passed over; the file itself is whole.
    told: [null],
    keeps: 'all',
  },
]

for (const { name, break_, told, keeps } of WAYS)
  test(`the cache is damaged (${name}): set aside, said, rebuilt from the gateway`, async () => {
    gateway = await startTestGateway()
    const station = await Workstation.launch()
    await station.signIn(gateway, 'demoshop:xiaohong')
    const buyer = await gateway.buyer({ name: '甲买家' })
    for (let n = 0; n < 30; n++) await buyer.say(`第 ${n} 句`)
    await station.open('甲买家')
    await expect(station.message('第 29 句')).toBeVisible()
    await station.composer.fill('写到一半的话')
    const { userData } = station.desktop
    await station.desktop.quit()
    const folder = join(userData, 'transcripts')
    const file = (await readdir(folder)).find((one) => one.endsWith('.db')) ?? ''
    const before = await readFile(join(folder, file))
    await break_(join(folder, file))
    const broken = await readFile(join(folder, file))

    const again = await Workstation.launch({ userData })
    await again.working()
    await again.open('甲买家')
    await expect(again.message('第 29 句')).toBeVisible()
    await expect(again.message('第 20 句')).toBeVisible()
    const state = await again.page.evaluate(() => window.xiaoer.call('app.state'))
    const notices = (state.ok ? state.value.notices : []).filter(({ code }) =>
      code.includes('cache'),
    )
    expect(told).toContain(notices[0]?.code ?? null)
    const [notice] = notices
    if (notice) {
      // What the person reads is on the screen, and the damaged bytes are still there.
      const said = words(`appNotice:${notice.code}`, notice.values)
      await expect(again.page.getByText(said)).toBeVisible()
      const names = await readdir(folder)
      const kept = await Promise.all(
        names.map((one) => readFile(join(folder, one)).catch(() => null)),
      )
      expect(kept.some((bytes) => bytes?.equals(broken))).toBe(true)
    }
    // Drafts lie at the gateway, too, so here they come back whatever was lost.
    await expect(again.composer).toHaveValue('写到一半的话')
    if (keeps === 'all') expect(before.length).toBeGreaterThan(0)
    // And it goes on.
    await again.say('好的')
    await buyer.until('the answer', () =>
      buyer.texts(buyer.view?.conversation?.id ?? '').includes('好的'),
    )
  })

test('the database of the shop on this computer is damaged: not started, said, nothing touched', async () => {
  const station = await Workstation.launch()
  await station.button('app:welcome.demo.action').click()
  await expect(station.list).toBeVisible({ timeout: 30_000 })
  await expect(station.page.getByRole('option').first()).toBeVisible({ timeout: 30_000 })
  const { userData } = station.desktop
  await station.desktop.quit()
  const folder = join(userData, 'gateway')
  const name = (await readdir(folder)).find((one) => /\.(?:db|sqlite)$/.test(one)) ?? ''
  expect(name).not.toBe('')
  const file = join(folder, name)
  await garble(file, 8192, (await stat(file)).size - 8192)
  const broken = await readFile(file)

  const again = await Workstation.launch({ userData })
  await again.page.locator('.account-card').first().click()
  await expect(again.page.getByText(words('error:gateway_damaged'))).toBeVisible({
    timeout: 30_000,
  })
  expect((await readFile(file)).equals(broken)).toBe(true)
})
