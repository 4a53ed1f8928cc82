import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { root } from '#build/root.ts'
import type { AgentClient } from '../support/client.ts'
import { closeDesktops } from '../support/desktop.ts'
import { PASSWORD, type TestGateway } from '../support/gateway.ts'
import { agentsOf, got, over, played, practiceShop, shortScenario } from '../support/practice.ts'
import { inPractice } from '../support/practice-door.ts'
import { words, Workstation } from '../support/workstation.ts'
import { resize, takeBoth } from './camera.ts'

/** Practice mode in pictures: a class with a past, played over the real sockets. */

let gateway: TestGateway

test.beforeAll(() => mkdir(join(root, 'docs/tour'), { recursive: true }))
test.afterEach(async () => {
  await closeDesktops()
  await gateway.stop()
})

const GOOD = [
  '亲，您好！让您久等了，您别着急，我马上帮您看看',
  '麻烦您把订单号发我一下好吗？',
  '查到了，您这一单走的是中通快递，已经到杭州转运中心、嘉兴转运中心、金华转运中心，正在等转运',
  '正常明天就能送到您妈妈那边，我会帮您盯着',
  '不客气，祝阿姨生日快乐，再见',
]

async function playParcel(agent: AgentClient, lines: readonly string[]): Promise<string> {
  const { id } = await got(gateway, agent, 'runs.start', {
    scenario: 'where-is-my-parcel',
    seed: 7,
  })
  const conversation = await agent.served()
  let heard = 0
  const asked = () =>
    agent.messages(conversation.id).filter(({ sender }) => sender.kind === 'buyer').length
  for (const line of lines) {
    await agent.until('the buyer', () => asked() > heard)
    heard = asked()
    await agent.reply(agent.view?.conversations[conversation.id] ?? conversation, line)
  }
  await over(gateway, agent, id)
  return id
}

/** Runs good and bad, a course with a deadline, a comment. */
async function aClass(): Promise<void> {
  gateway = await practiceShop()
  const [main, hong, ming] = await agentsOf(gateway, '', 'hong', 'ming')
  await main.command({ type: 'account.change', account: hong.id, changes: { nick: '学员小红' } })
  await main.command({ type: 'account.change', account: ming.id, changes: { nick: '学员小明' } })
  await got(gateway, main, 'scenarios.save', {
    text: shortScenario('parcel-day', '大促后催物流'),
    replaces: null,
  })
  await got(gateway, main, 'courses.save', {
    id: 'first-week',
    title: '新人第一周',
    summary: '查物流、改地址、退换货，先稳再快。',
    items: [
      { kind: 'scenario', scenario: 'where-is-my-parcel' },
      { kind: 'scenario', scenario: 'parcel-day' },
      { kind: 'scenario', scenario: 'return-seven-days' },
      { kind: 'rush', buyers: 10, minutes: 10 },
    ],
  })
  await got(gateway, main, 'assignments.save', {
    id: 'week-1',
    course: 'first-week',
    accounts: [hong.id, ming.id],
    due: Date.now() + 3 * 86_400_000,
    note: '周五前完成，有问题随时问我。',
  })
  await played(gateway, hong, { scenario: 'parcel-day', seed: 1 }, '今天到')
  await played(gateway, hong, { scenario: 'parcel-day', seed: 2 })
  await played(gateway, ming, { scenario: 'parcel-day', seed: 3 }, '自己查吧')
  const run = await playParcel(hong, GOOD)
  await got(gateway, main, 'runs.comment', {
    id: run,
    entry: 3,
    text: '先安抚再要订单号，很好。可以把单号直接发给买家核对。',
  })
  for (const client of [main, hong, ming]) client.close()
}

async function enter(name: string): Promise<Workstation> {
  const station = await Workstation.launch()
  const { page } = station
  await resize(station, 1440, 900)
  await station.button('app:practice.link').click()
  if (name === '') await takeBoth(station, 'practice-entry')
  await station.button('practice:entry.class').click()
  await page.getByLabel(words('app:join.code')).fill(gateway.url)
  await station.button('app:join.submit').click()
  await station.fillSignIn(name === '' ? gateway.main : `${gateway.main}:${name}`, PASSWORD)
  await station.button('app:signIn.submit').click()
  await inPractice(station)
  return station
}

async function section(page: Page, id: string): Promise<void> {
  const menu = page.getByRole('navigation', { name: words('practice:menu') })
  if (!(await menu.isVisible())) await page.keyboard.press('Control+Shift+Y')
  const name = words(`practice:section.${id}`)
  await menu.getByRole('button', { name, exact: true }).click()
  await expect(page.locator('.management-fetching, .ant-skeleton, .ant-spin-spinning')).toHaveCount(
    0,
  )
  await page.waitForLoadState('networkidle')
}

test('practice: the trainee', async () => {
  await aClass()
  const station = await enter('hong')
  const { page } = station
  await takeBoth(station, 'practice-chats')
  for (const id of ['home', 'scenarios', 'runs', 'exams', 'rush']) {
    await section(page, id)
    await takeBoth(station, `practice-${id}`)
  }
  await section(page, 'runs')
  await page
    .getByRole('button', { name: /我的快递到哪了/ })
    .first()
    .click()
  await page.waitForLoadState('networkidle')
  await takeBoth(station, 'practice-run')
})

test('practice: the trainer', async () => {
  await aClass()
  const station = await enter('')
  const { page } = station
  for (const id of ['class', 'courses', 'editor', 'bank', 'voice']) {
    await section(page, id)
    await takeBoth(station, `practice-${id}`)
  }
})
