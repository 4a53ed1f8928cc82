import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { verifyEvidence } from '#gateway/evidence/verifier.ts'
import { findings } from '../support/axe.ts'
import type { AgentClient } from '../support/client.ts'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'

let gateway: TestGateway
let owner: Workstation
let agent: AgentClient
let folder = ''

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xiaoer-evidence-'))
  gateway = await startTestGateway({ subs: ['xiaohong'] })
  agent = await gateway.agent('demoshop:xiaohong')
  owner = await Workstation.launch()
  await owner.signIn(gateway, 'demoshop')
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
  await rm(folder, { recursive: true, force: true })
})

/** The system's dialog is not the page's: it is answered for the person. */
async function saveTo(file: string): Promise<void> {
  await owner.desktop.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, file)
}

test('[T3][T5][T6] held as evidence, exported and verified, erased for good, each in the audit log', async () => {
  const { page } = owner
  const buyer = await gateway.buyer({ name: '李雷' })
  await buyer.say('我的电话 13812345678，东西坏了')
  const conversation = await agent.served(buyer.id)
  await agent.reply(conversation, '马上处理')
  await owner.manage('records')
  await page.getByLabel(words('manage:buyers.search')).fill('李雷')
  const of = (key: string) =>
    page.getByRole('button', { name: words(`safety:records.${key}`, { name: '李雷' }) }).first()
  await of('holdOf').click()
  // Now it is among those that are held, and can't be erased there either.
  await expect(page.getByText(words('safety:records.held', { count: 1 }))).toBeVisible()
  await expect(of('eraseOf')).toBeDisabled()
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((one) => window.xiaoer.call('settings.set', { theme: one }), theme)
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    expect(await findings(page), theme).toEqual([])
  }

  const zip = join(folder, 'evidence.zip')
  await saveTo(zip)
  await of('exportOf').click()
  await page.getByRole('menuitem', { name: words('safety:records.format.zip') }).click()
  await expect(page.getByText(words('safety:records.exportText'))).toBeVisible()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: words('safety:records.export') })
    .click()
  await expect(page.getByText(words('safety:records.exported', { name: '李雷' }))).toBeVisible()
  const bytes = await readFile(zip)
  expect(verifyEvidence(bytes)).toMatchObject({ code: 0, problems: [] })

  const pdf = join(folder, 'evidence.pdf')
  await saveTo(pdf)
  await of('exportOf').click()
  await page.getByRole('menuitem', { name: words('safety:records.format.pdf') }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: words('safety:records.export') })
    .click()
  await expect
    .poll(() =>
      readFile(pdf).then(
        (file) => file.subarray(0, 5).toString(),
        () => '',
      ),
    )
    .toBe('%PDF-')

  await of('releaseOf').click()
  await expect(of('eraseOf')).toBeEnabled()
  await of('eraseOf').click()
  const dialog = page.getByRole('dialog')
  const really = dialog.getByRole('button', { name: words('safety:records.eraseAct') })
  await expect(really).toBeDisabled()
  await dialog.getByRole('textbox').fill('李雷')
  await really.click()
  await expect(page.getByText(words('safety:records.erased', { name: '李雷' }))).toBeVisible()
  await agent.until('the erasure', () =>
    agent.events.some(({ event }) => event.type === 'transcript.erased'),
  )

  await owner.manage('audit')
  // The log still says that it was done and to whom, by the mark that is left in the name's place.
  const left = `#${buyer.id.slice(-4)}`
  for (const kind of ['held', 'evidence_exported', 'released', 'erased'])
    await expect(
      page.getByText(words(`safety:audit.sentence.${kind}`, { buyer: left })).first(),
    ).toBeVisible()
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((one) => window.xiaoer.call('settings.set', { theme: one }), theme)
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    expect(await findings(page), theme).toEqual([])
  }
  // What is asked for alone is there alone.
  await page
    .getByRole('combobox', { name: words('safety:audit.kind') })
    .fill(words('safety:audit.name.held'))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row')).toHaveCount(2)
  const table = join(folder, 'audit.xlsx')
  await saveTo(table)
  await owner.button('safety:audit.export').click()
  await expect
    .poll(() =>
      readFile(table).then(
        (file) => file.subarray(0, 2).toString(),
        () => '',
      ),
    )
    .toBe('PK')
})
