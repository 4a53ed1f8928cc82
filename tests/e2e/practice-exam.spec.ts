import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import type { Answer, Question } from '#shared/practice/exam/model.ts'
import { rowsOf } from '#shared/practice/exam/table.ts'
import names from '#resources/practice/questions/columns.json' with { type: 'json' }
import { findings } from '../support/axe.ts'
import { closeDesktops } from '../support/desktop.ts'
import {
  chooseOfAccount,
  enterAs,
  practiceFromDemo,
  showSection,
} from '../support/practice-door.ts'
import { words, type Workstation } from '../support/workstation.ts'
import { writeTable } from '../../renderer/tables/table.ts'

// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => closeDesktops(verdict))

const about = { chapter: '新店规则', difficulty: 2, source: '店规第一条' } as const
const QUESTIONS: readonly Question[] = [
  {
    ...about,
    id: 'n-single',
    kind: 'single',
    text: '买家要求加微信，怎么办？',
    options: ['马上加', '请他在平台里说', '给电话', '不理他'],
    answer: 'B',
    explanation: '平台外联系没有保障。',
  },
  {
    ...about,
    id: 'n-multiple',
    kind: 'multiple',
    text: '哪些信息不能外传？',
    options: ['手机号', '地址', '商品价格'],
    answer: 'AB',
    explanation: '都是个人信息。',
  },
  {
    ...about,
    id: 'n-truth',
    kind: 'true_false',
    text: '退款只能在订单里操作。',
    answer: true,
    explanation: '不要点链接退款。',
  },
  {
    ...about,
    id: 'n-order',
    kind: 'order',
    text: '把接待步骤排好。',
    steps: ['问好', '核对订单', '给方案', '道别'],
    explanation: '先问好，再办事。',
  },
  {
    ...about,
    id: 'n-write',
    kind: 'write',
    text: '买家说等了很久，写一句回复。',
    points: [
      { title: '道歉', share: 50, any: ['抱歉', '对不起'] },
      { title: '时间', share: 50, matches: '\\d+ ?小时' },
    ],
    forbidden: [{ any: ['自己查'] }],
    model: '抱歉久等，24 小时内给您发出。',
    explanation: '先道歉，再给时间。',
  },
]
const EXAM = '新店规则考试'
const QUICK = '限时一分钟'

/** Looked at by a person in test-results; no finding in either theme. */
async function looked(page: Page, name: string): Promise<void> {
  const folder = join(import.meta.dirname, '../../test-results/practice-exam')
  await mkdir(folder, { recursive: true })
  for (const theme of ['dark', 'light'] as const) {
    await page.evaluate((one) => window.xiaoer.call('settings.set', { theme: one }), theme)
    await expect(page.locator(`:root[data-theme="${theme}"]`)).toBeVisible()
    expect(await findings(page), `${name} ${theme}`).toEqual([])
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`) })
    // Nothing stands below the window, such as what a kit measures with.
    expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0)
  }
}

async function makePaper(station: Workstation, title: string, minutes: number): Promise<void> {
  const { page } = station
  await station.button('practiceExam:paper.add').click()
  const drawer = page.getByRole('dialog', { name: words('practiceExam:paper.new') })
  await drawer.getByLabel(words('practiceExam:paper.title')).fill(title)
  await drawer.getByLabel(words('practiceExam:paper.minutes')).fill(String(minutes))
  await drawer.getByLabel(words('practiceExam:paper.chapterOf', { row: 1 })).click()
  await page.keyboard.type('新店规则')
  await page.keyboard.press('Enter')
  // Ten are wanted, and the chapter has five.
  await expect(drawer.getByText(/抽不出来：第 1 条要 10 题/)).toBeVisible()
  await drawer.getByLabel(words('practiceExam:paper.countOf', { row: 1 })).fill('5')
  await drawer.getByLabel(words('practiceExam:paper.pointsOf', { row: 1 })).fill('20')
  await expect(drawer.getByText(words('practiceExam:paper.drawable'))).toBeVisible()
  if (title === EXAM) await looked(page, 'paper-form')
  await drawer.getByRole('button', { name: words('practiceExam:form.save') }).click()
  await expect(page.getByRole('heading', { name: title })).toBeVisible()
}

async function sit(station: Workstation, title: string): Promise<void> {
  const { page } = station
  await page
    .getByRole('button', {
      name: words('practiceExam:sitTitle', { act: words('practiceExam:sit'), title }),
      exact: true,
    })
    .click()
  await station.button('practiceExam:begin.act').click()
  await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible()
}

const kept = (page: Page) => expect(page.getByText(words('practiceExam:kept.all'))).toBeVisible()

/** Answers the question in front by keys alone. */
async function answerByKeys(page: Page, how: 'well' | 'badly'): Promise<Answer['kind']> {
  const card = page.locator('.exam-question')
  const text = (await card.getByRole('heading', { level: 2 }).textContent()) ?? ''
  const question = QUESTIONS.find((one) => text.includes(one.text))
  if (!question) throw new Error(`no such question: ${text}`)
  const letterOf = async (option: string) => {
    const all = await card.locator('.exam-option').allTextContents()
    return String.fromCharCode(65 + all.findIndex((one) => one.includes(option)))
  }
  switch (question.kind) {
    case 'single': {
      const option = question.options[how === 'well' ? 1 : 0] ?? ''
      await page.keyboard.press(await letterOf(option))
      await expect(card.getByRole('radio', { name: option })).toBeChecked()
      break
    }
    case 'multiple':
      for (const option of question.options.slice(0, 2))
        await page.keyboard.press(await letterOf(option))
      await expect(card.getByRole('checkbox', { checked: true })).toHaveCount(2)
      break
    case 'true_false':
      await page.keyboard.press('1')
      await expect(card.getByRole('radio').first()).toBeChecked()
      break
    case 'order':
      // Each to its place by the arrow keys on its grip.
      for (const [place, step] of question.steps.entries()) {
        const grip = card.getByRole('button', { name: new RegExp(`^${step}，`) })
        await grip.focus()
        for (let at = 0; at < question.steps.length; at++) {
          const said = (await grip.getAttribute('aria-label')) ?? ''
          const now = Number(/第 (\d+) 位/.exec(said)?.[1]) - 1
          if (now === place) break
          await page.keyboard.press(now > place ? 'ArrowUp' : 'ArrowDown')
          await expect(grip).toBeFocused()
        }
      }
      expect(await card.locator('.exam-steps li').allTextContents()).toEqual(
        question.steps.map((step, at) => `${at + 1}${step}`),
      )
      break
    case 'write':
      await card.getByRole('textbox').focus()
      await page.keyboard.type(how === 'well' ? '亲，非常抱歉，24 小时内给您发出' : '您自己查')
      break
  }
  return question.kind
}

test('a trainer imports questions and makes papers; a trainee sits by keys, runs out of time, reads the result; statistics tell', async () => {
  test.setTimeout(240_000)
  const station = await practiceFromDemo('trainer')
  await station.desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 720),
  )
  const { page } = station

  // A table with a bad row changes nothing; the mended one goes in whole.
  await showSection(station, 'bank')
  await expect(page.getByText(/题库共 78 题/)).toBeVisible()
  await looked(page, 'bank')
  await station.button('practiceExam:bank.import').click()
  const drawer = page.getByRole('dialog', { name: words('practiceExam:import.title') })
  const choose = async (rows: readonly (readonly string[])[]) =>
    drawer.getByLabel(words('practiceExam:import.choose')).setInputFiles({
      name: '新题.xlsx',
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: Buffer.from(await writeTable(rows, 'xlsx')),
    })
  const rows = rowsOf(QUESTIONS, names['zh-CN'])
  const column = rows[0]?.indexOf('答案') ?? 0
  await choose(rows.map((row, at) => (at === 1 ? row.with(column, 'F') : row)))
  await expect(drawer.getByRole('row').nth(1)).toContainText(
    words('practiceExam:importProblem.no_such_option'),
  )
  await expect(drawer.getByRole('row').nth(1).getByRole('cell').first()).toHaveText('2')
  await expect(
    drawer.getByRole('button', { name: words('practiceExam:import.act', { count: 4 }) }),
  ).toBeDisabled()
  await looked(page, 'import-bad')
  await choose(rows)
  await drawer.getByRole('button', { name: words('practiceExam:import.act', { count: 5 }) }).click()
  await expect(drawer.getByText(/导入完成：新增 5/)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
  await expect(page.getByText(/题库共 83 题/)).toBeVisible()

  // One of them is opened, and made wrong for a moment.
  await page.getByLabel(words('practiceExam:bank.search')).fill('加微信')
  await page.getByRole('button', { name: '买家要求加微信，怎么办？' }).click()
  const form = page.getByRole('dialog', { name: words('practiceExam:form.edit') })
  const option = form.getByLabel(words('practiceExam:form.option', { letter: 'D' }), {
    exact: true,
  })
  await option.fill('马上加')
  await expect(form.getByText(words('practiceExam:wrong.option_twice'))).toBeVisible()
  await looked(page, 'question-form')
  await option.fill('当没看见')
  await form.getByRole('button', { name: words('practiceExam:form.save') }).click()
  await expect(form).toBeHidden()

  await page.getByText(words('practiceExam:bank.tab.papers'), { exact: true }).click()
  await makePaper(station, EXAM, 30)
  await makePaper(station, QUICK, 1)
  await looked(page, 'papers')
  await page
    .getByRole('button', { name: words('practiceExam:paper.tryOf', { title: EXAM }) })
    .click()
  const trial = page.getByRole('dialog', {
    name: words('practiceExam:try.title', { title: EXAM }),
  })
  await trial.getByRole('radio', { name: '请他在平台里说' }).check()
  await trial.getByRole('button', { name: words('practiceExam:try.grade') }).click()
  await expect(trial.getByText(/^20 分（20 \/ 100）/)).toBeVisible()
  await looked(page, 'try')
  await page.keyboard.press('Escape')
  await expect(trial).toBeHidden()

  // Out, and in again as the trainee.
  await chooseOfAccount(station, 'chats:account.signOut')
  await enterAs(station, 'trainee')
  await showSection(station, 'exams')
  await looked(page, 'exams')
  await sit(station, EXAM)
  await looked(page, 'sitting')
  const seen: string[] = []
  for (let at = 0; at < 5; at++) {
    seen.push(await answerByKeys(page, 'well'))
    if (at === 1) {
      await page.keyboard.press('Tab')
      await page.locator('.exam-mark').click()
    }
    if (at < 4) await page.keyboard.press('PageDown')
  }
  expect(seen.toSorted()).toEqual(['multiple', 'order', 'single', 'true_false', 'write'])
  await kept(page)
  await page.keyboard.press('Control+Enter')
  const handIn = page.getByRole('dialog', { name: words('practiceExam:handIn.title') })
  await expect(handIn.getByText(words('practiceExam:handIn.marked', { count: 1 }))).toBeVisible()
  await looked(page, 'hand-in')
  await handIn
    .getByRole('button', { name: words('practiceExam:handIn.confirm', { answered: 5, of: 5 }) })
    .click()
  await expect(page.locator('.exam-total strong')).toHaveText('100')
  await expect(page.getByText('店规第一条').first()).toBeVisible()
  await expect(page.locator('.exam-own-words mark')).toHaveText(['抱歉', '24 小时'])
  await looked(page, 'result')
  await station.button('practiceExam:backToList').click()

  // The second one ends by the gateway's clock, with what was answered by then.
  await sit(station, QUICK)
  await expect(page.getByRole('status').getByText(words('practiceExam:timer.one'))).toBeVisible()
  // All on one page: a step is dragged, the single choice is answered wrongly.
  await page.getByText(words('practiceExam:view.all'), { exact: true }).click()
  const cards = page.locator('.exam-question')
  await expect(cards).toHaveCount(5)
  const steps = cards.filter({ hasText: '把接待步骤排好。' }).locator('.exam-steps li')
  const before = await steps.allTextContents()
  await steps.first().dragTo(steps.last())
  const dragged = [...before.slice(1), before[0] ?? ''].map((one, at) => `${at + 1}${one.slice(1)}`)
  await expect(steps).toHaveText(dragged)
  await page.getByRole('radio', { name: '马上加' }).check()
  await kept(page)
  await looked(page, 'last-minute')
  await expect(page.locator('.exam-total strong')).toBeVisible({ timeout: 80_000 })
  await expect(page.getByText(new RegExp(words('practiceExam:state.timed_out')))).toBeVisible()
  await station.button('practiceExam:backToList').click()
  await expect(page.getByRole('row').filter({ hasText: QUICK })).toContainText(
    words('practiceExam:notPassed'),
  )
  await looked(page, 'history')

  await chooseOfAccount(station, 'chats:account.signOut')
  await enterAs(station, 'trainer')
  await showSection(station, 'bank')
  await page.getByText(words('practiceExam:bank.tab.results'), { exact: true }).click()
  await expect(page.getByText(/考过 2 人次，及格 1/)).toBeVisible()
  const single = page.getByRole('row').filter({ hasText: '买家要求加微信' })
  await single.getByRole('button').first().click()
  await expect(page.getByText(`马上加 ${words('practiceExam:stats.mostWrong')}`)).toBeVisible()
  await looked(page, 'statistics')
  await page.getByRole('row').filter({ hasText: EXAM }).getByRole('button').click()
  await expect(page.locator('.exam-total strong')).toHaveText('100')
})

test('a bank of 5,000 questions is one table: searched, filtered and drawn without a wait', async () => {
  const station = await practiceFromDemo('trainer')
  const { page } = station
  const imported = await page.evaluate(
    (questions) =>
      window.xiaoer.call('practice.ask', { call: 'bank.import', argument: { questions } }),
    Array.from({ length: 4922 }, (_, n) => ({
      id: `many-${n}`,
      kind: 'true_false',
      chapter: `第 ${n % 40} 章`,
      text: `第 ${n} 道判断题，说的是第 ${n * 7} 条规则。`,
      answer: n % 2 === 0,
    })),
  )
  expect(imported).toMatchObject({ ok: true, value: { added: 4922 } })
  await showSection(station, 'bank')
  await expect(page.getByText('显示 5000 题，题库共 5000 题。')).toBeVisible()
  expect(await page.locator('.ant-table-row').count()).toBeLessThan(80)
  const took = await page.evaluate(async () => {
    const field = document.querySelector<HTMLInputElement>('.tools-row input')
    if (!field) return -1
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
    const from = performance.now()
    set?.call(field, '第 4321 道')
    field.dispatchEvent(new Event('input', { bubbles: true }))
    while (!/显示 1 题/.test(document.body.textContent))
      await new Promise((drawn) => requestAnimationFrame(drawn))
    return performance.now() - from
  })
  expect(took).toBeGreaterThan(0)
  expect(took).toBeLessThan(1000)
  await expect(page.getByRole('button', { name: /第 4321 道判断题/ })).toBeVisible()
})
