import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { BuyerReply } from '#shared/protocol/api.ts'
import { INVITATION_PREFIX, type Invitation } from '#shared/protocol/invitation.ts'
import { BuyerClient } from '../support/client.ts'
import { closeDesktops } from '../support/desktop.ts'
import { PASSWORD } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'

// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
})

const root = join(import.meta.dirname, '../..')

/** The command line beside the running program: it speaks to the gateway inside it. */
function openSubAccount(station: Workstation, name: string): void {
  const run = spawnSync(
    process.execPath,
    [
      join(root, 'out/gateway/main.js'),
      ...['account', 'create', '--data', join(station.desktop.userData, 'gateway')],
      ...['--name', name, '--password-stdin'],
    ],
    {
      input: `${PASSWORD}\n`,
      encoding: 'utf8',
      env: { ...process.env, XIAOER_SQLITE_BINDING: '' },
    },
  )
  expect(run.stderr + run.stdout).toContain(name)
  expect(run.status).toBe(0)
}

/** The invitation with the address that both ends of one computer share. */
function onThisComputer(code: string, change: Partial<Invitation> = {}): string {
  const json = Buffer.from(code.slice(INVITATION_PREFIX.length), 'base64url').toString('utf8')
  const invitation = JSON.parse(json) as Invitation
  const port = new URL(invitation.urls[0]!).port
  const mended = { ...invitation, urls: [`https://127.0.0.1:${port}`], ...change }
  return INVITATION_PREFIX + Buffer.from(JSON.stringify(mended)).toString('base64url')
}

test('[D8] a colleague joins over TLS by the invitation, trusts that certificate and no other, and serves', async () => {
  test.setTimeout(120_000)
  const owner = await Workstation.launch()
  await owner.button('app:welcome.open.action').click()
  await owner.page.getByLabel(words('app:open.shopName')).fill('山茶杂货铺')
  await owner.page.getByLabel(words('app:open.main')).fill('山茶杂货铺')
  await owner.page.getByLabel(words('app:open.nick')).fill('阿茶')
  await owner.page.getByLabel(words('app:open.password'), { exact: true }).fill(PASSWORD)
  await owner.page.getByLabel(words('app:open.repeat')).fill(PASSWORD)
  await owner.button('app:open.submit').click()
  await owner.working()
  openSubAccount(owner, '山茶杂货铺:小红')

  await owner.button('chats:rail.settings').click()
  await owner.button('settings:invitation.show').click()
  const code = await owner.page.getByLabel(words('settings:invitation.code')).inputValue()
  expect(code).toMatch(/^xiaoer:/)
  await owner.page.keyboard.press('Escape')
  const page = await owner.page
    .getByText(/http:\/\/127\.0\.0\.1:\d+\/s\//)
    .first()
    .innerText()

  const colleague = await Workstation.launch()
  await colleague.button('app:welcome.join.action').click()
  const field = colleague.page.getByLabel(words('app:join.code'))
  await field.fill(onThisComputer(code, { fingerprint: randomBytes(32).toString('hex') }))
  await colleague.button('app:join.submit').click()
  await expect(colleague.page.getByText(words('error:certificate_mismatch'))).toBeVisible()
  await field.fill(onThisComputer(code))
  await colleague.button('app:join.submit').click()
  await colleague.fillSignIn('山茶杂货铺:小红')
  await colleague.button('app:signIn.submit').click()
  await colleague.working()

  // D5 and D8: with the sub-account there, buyers are shared between the two.
  const origin = new URL(page).origin
  const shop = page.split('/s/')[1] ?? ''
  const names = ['买家一', '买家二', '买家三', '买家四']
  const buyers: BuyerClient[] = []
  for (const name of names) {
    const response = await fetch(`${origin}/api/buyers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ shop, name }),
    })
    const session = (await response.json()) as BuyerReply
    const buyer = new BuyerClient(`${origin.replace('http', 'ws')}/ws`, origin, session)
    buyers.push(buyer)
    await buyer.live()
    await buyer.say(`${name}来了`)
  }
  const served = async (station: Workstation) => {
    const texts = await station.page
      .getByRole('group')
      .or(station.list)
      .getByRole('option')
      .allInnerTexts()
    return names.filter((name) => texts.some((text) => text.includes(`${name}来了`)))
  }
  await expect.poll(async () => (await served(colleague)).length).toBe(2)
  const his = (await served(colleague))[0]!
  await colleague.open(his)
  await colleague.say('我是小红，您好')
  const buyer = buyers[names.indexOf(his)]!
  await buyer.until('the answer', () =>
    buyer.texts(buyer.view?.conversation?.id ?? '').includes('我是小红，您好'),
  )
  expect(buyer.view?.conversation?.servedBy).toBe('小红')
  for (const one of buyers) one.close()
})
