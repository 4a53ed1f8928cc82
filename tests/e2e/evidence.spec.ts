import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { verifyEvidence } from '#gateway/evidence/verifier.ts'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { Workstation } from '../support/workstation.ts'

let gateway: TestGateway
let folder: string

test.beforeEach(async () => {
  gateway = await startTestGateway()
  folder = await mkdtemp(join(tmpdir(), 'xiaoer-evidence-'))
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
  await rm(folder, { recursive: true, force: true })
})

test('[T5] [T3] the main account saves evidence in each form, and what is erased leaves every screen and cache', async () => {
  const words = '龘靐齉这句话要删除'
  const agent = await Workstation.launch()
  await agent.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '丁买家' })
  await buyer.say(words)
  await agent.open('丁买家')
  await expect(agent.page.getByText(words).first()).toBeVisible()

  const owner = await Workstation.launch()
  await owner.signIn(gateway, 'demoshop')
  for (const [format, begins] of [
    ['zip', 'PK'],
    ['pdf', '%PDF-'],
    ['html', '<!doctype html>'],
    ['json', '{'],
  ] as const) {
    const path = join(folder, `evidence.${format}`)
    await owner.desktop.app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, path)
    const saved = await owner.page.evaluate((ask) => window.xiaoer.call('manage.evidence', ask), {
      buyer: buyer.id,
      format,
    })
    expect(saved).toEqual({ ok: true, value: { saved: true } })
    const bytes = await readFile(path)
    expect(bytes.subarray(0, begins.length).toString()).toBe(begins)
    if (format === 'zip') expect(verifyEvidence(bytes)).toMatchObject({ code: 0 })
    if (format === 'pdf') expect(bytes.length).toBeGreaterThan(5000)
  }

  const erased = await owner.page.evaluate(
    (id) => window.xiaoer.call('manage.erase', { buyer: id }),
    buyer.id,
  )
  expect(erased).toMatchObject({ ok: true })
  await expect(agent.page.getByText(words)).toHaveCount(0)
  const found = await agent.page.evaluate(() =>
    window.xiaoer.call('search.messages', { text: '龘靐', limit: 5 }),
  )
  expect(found).toEqual({ ok: true, value: { hits: [] } })
  const page = await agent.page.evaluate(
    (conversation) => window.xiaoer.call('chats.page', { conversation, limit: 20 }),
    `${buyer.id}.1`,
  )
  expect(JSON.stringify(page)).toContain('"kind":"erased"')
  expect(JSON.stringify(page)).not.toContain('龘')
})
