import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Locator } from '@playwright/test'
import { readSheet } from 'read-excel-file/universal'
import type { CourseItem } from '#shared/practice/courses.ts'
import { apiOf } from '../support/api.ts'
import { findings } from '../support/axe.ts'
import { closeDesktops } from '../support/desktop.ts'
import type { TestGateway } from '../support/gateway.ts'
import { pdfOf } from '../support/pdf.ts'
import { enterClass, showSection } from '../support/practice-door.ts'
import { got, played, practiceShop, shortScenario } from '../support/practice.ts'
import { ofSkills, OTHER_SKILLS, SOME_SKILLS } from '../support/practice-skills.ts'
import { words, Workstation } from '../support/workstation.ts'

let gateway: TestGateway
let station: Workstation
let folder: string

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xiaoer-class-'))
  gateway = await practiceShop()
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
  await rm(folder, { recursive: true, force: true })
})

/** A class by its address, as its main account: the trainer. */
async function teach(size?: { readonly width: number; readonly height: number }): Promise<void> {
  station = await Workstation.launch()
  if (size)
    await station.desktop.app.evaluate(({ BrowserWindow }, { width, height }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(width, height)
    }, size)
  await station.button('app:practice.link').click()
  await enterClass(station, gateway, gateway.main)
}

/** The system's dialog is not the page's: it is answered for the person. */
async function saveTo(file: string): Promise<void> {
  await station.desktop.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, file)
}

/** Both themes; pictures of them, if wanted, for the eye. */
async function looksRight(name: string): Promise<void> {
  const { page } = station
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((one) => window.xiaoer.call('settings.set', { theme: one }), theme)
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    expect(await findings(page), `${name} ${theme}`).toEqual([])
    const pictures = process.env['XIAOER_PICTURES']
    if (pictures) await page.screenshot({ path: join(pictures, `${name}-${theme}.png`) })
  }
}

const text = (key: string, values?: Readonly<Record<string, string | number>>) =>
  station.page.getByText(words(`practiceClass:${key}`, values))
const press = (key: string, values?: Readonly<Record<string, string | number>>) =>
  station.page
    .getByRole('button', { name: words(`practiceClass:${key}`, values), exact: true })
    .click()
const drawer = (): Locator => station.page.locator('.ant-drawer-open')

test('a trainer makes a course and assigns it, reads the class, comments, exports and prints the certificate', async () => {
  test.setTimeout(180_000)
  const main = await gateway.agent(gateway.main)
  await got(gateway, main, 'scenarios.save', {
    text: shortScenario('where-now', '包裹查询小练习'),
    replaces: null,
  })
  await teach()
  const { page } = station

  // Nothing yet: what will come, and what to do.
  await showSection(station, 'courses')
  await expect(text('course.empty')).toBeVisible()
  await looksRight('courses-empty')

  // A course of three items, put in order by keys.
  await press('course.new')
  await page.getByLabel(words('practiceClass:course.name')).fill('新人上岗')
  await page.getByLabel(words('practiceClass:item.add.scenario')).fill('包裹查询')
  await page.keyboard.press('Enter')
  await page.getByLabel(words('practiceClass:item.add.scenario')).fill('识别诈骗')
  await expect(page.locator('.ant-select-item-option').first()).toBeVisible()
  await page.keyboard.press('Enter')
  await press('item.addRush')
  const items = drawer().locator('.class-items > li')
  await expect(items).toHaveCount(3)
  await expect(items.first()).toContainText('包裹查询小练习')
  await looksRight('course-editor')
  await items.first().locator('[data-handle]').focus()
  await page.keyboard.press('Alt+ArrowDown')
  await expect(items.nth(1)).toContainText('包裹查询小练习')
  await expect(items.nth(1).locator('[data-handle]')).toBeFocused()
  // By the mouse: dragged to the top again.
  await items.nth(1).dragTo(items.first())
  await expect(items.first()).toContainText('包裹查询小练习')
  await items.last().getByRole('button', { name: /移除/ }).click()
  await items.last().getByRole('button', { name: /移除/ }).click()
  await expect(items).toHaveCount(1)

  // Assigned to two of them for a week, from the same drawer.
  await press('course.saveAndAssign')
  await expect(drawer()).toHaveCount(1)
  await expect(
    page.getByText(words('practiceClass:assignment.dueHint', { zone: 'Asia/Shanghai' })),
  ).toBeVisible()
  // A drawer that is still closing would take the focus out of this one, and Enter would close it.
  expect(await page.locator('.ant-drawer').count()).toBe(1)
  await page.getByText(words('practiceClass:assignment.some'), { exact: true }).click()
  const who = page.getByLabel(words('practiceClass:assignment.who'))
  for (const nick of ['hong', 'ming']) {
    await who.fill(nick)
    await page.keyboard.press('Enter')
  }
  await page.getByLabel(words('practiceClass:assignment.note')).fill('先看品牌手册')
  await looksRight('assignment-editor')
  await press('assignment.save_other', { count: 2 })
  await expect(drawer()).toHaveCount(0)
  await expect(
    page.getByText(words('practiceClass:assignment.doneOf', { done: 0, of: 2 })),
  ).toBeVisible()

  // One of them fails, then passes: the trainer's screens are told, without being asked.
  const hong = await gateway.agent(`${gateway.main}:hong`)
  await played(gateway, hong, { scenario: 'where-now', seed: 1 }, '不知道')
  await played(gateway, hong, { scenario: 'where-now', seed: 2 })
  await expect(
    page.getByText(words('practiceClass:assignment.doneOf', { done: 1, of: 2 })),
  ).toBeVisible()
  await page
    .getByRole('button', { name: words('practiceClass:assignment.details', { title: '新人上岗' }) })
    .click()
  await expect(page.locator('.class-progress')).toContainText(words('practiceClass:step.all'))
  await looksRight('assignments')

  // Withdrawn by mistake, and back.
  await press('actsOf', { title: '新人上岗' })
  await page.getByRole('menuitem', { name: words('practiceClass:assignment.withdraw') }).click()
  await expect(text('assignment.empty')).toBeVisible()
  await station.button('common:undo').click()
  await expect(
    page.getByText(words('practiceClass:assignment.doneOf', { done: 1, of: 2 })),
  ).toBeVisible()

  // The class.
  await showSection(station, 'class')
  const row = page.locator('.ant-table-row').filter({ hasText: 'demoshop:hong' })
  await expect(row).toContainText(words('practiceClass:class.doneOf', { done: 1, of: 1 }))
  await looksRight('class')
  await page.getByText(words('practiceClass:class.views.skills'), { exact: true }).click()
  await expect(
    page.getByRole('columnheader', { name: words('practice:skill.logistics') }),
  ).toBeVisible()
  await looksRight('skills')
  await page.getByText(words('practiceClass:class.views.results'), { exact: true }).click()

  // Its table in a file.
  const classFile = join(folder, 'class.xlsx')
  await saveTo(classFile)
  await press('export.title')
  await page.getByRole('menuitem', { name: words('practiceClass:export.class.xlsx') }).click()
  await expect(page.getByText(/\d{4}-\d\d-\d\d\.xlsx/)).toBeVisible()
  const file = new Blob([await readFile(classFile)])
  const ofClass = await readSheet(file, words('practiceClass:sheet.class'))
  const line = ofClass.find(([, name]) => name === 'demoshop:hong')
  expect(line?.slice(3, 7)).toEqual([2, 1, expect.any(Number), 0])
  expect(line?.[7]).toBeInstanceOf(Date)
  expect(line?.slice(8)).toEqual([1, 1, 0])
  const ofRuns = await readSheet(file, words('practiceClass:sheet.runs'))
  expect(ofRuns.slice(1).map(([, title, , , state]) => [title, state])).toEqual([
    ['包裹查询小练习', words('practiceClass:run.states.passed')],
    ['包裹查询小练习', words('practiceClass:run.states.failed')],
  ])
  const ofItems = await readSheet(file, words('practiceClass:sheet.assignments'))
  expect(ofItems).toHaveLength(3)

  // One of it: what is weak, and what would help, in one step.
  await row.getByRole('button', { name: line?.[0] as string, exact: true }).click()
  await expect(page.getByRole('region', { name: words('practiceClass:weak.title') })).toBeVisible()
  await looksRight('trainee')
  const weak = page.getByRole('region', { name: words('practiceClass:weak.title') })
  await weak
    .getByRole('button', { name: /布置给这位学员/ })
    .first()
    .click()
  await expect(weak.getByText(words('practiceClass:weak.isAssigned')).first()).toBeVisible()

  // The certificate of what is done, printed.
  const paper = join(folder, 'certificate.pdf')
  await saveTo(paper)
  await press('certificate.of', { title: '新人上岗' })
  await page.getByLabel(words('practiceClass:certificate.name')).fill('洪小雨 <b>')
  await looksRight('certificate')
  await press('certificate.print')
  await expect(text('certificate.saved', { name: '洪小雨 <b>' })).toBeVisible()
  const { pages, text: printed } = pdfOf(await readFile(paper))
  // A4 across, to a point.
  expect(pages).toHaveLength(1)
  expect(Math.abs((pages[0]?.width ?? 0) - 842)).toBeLessThan(2)
  expect(Math.abs((pages[0]?.height ?? 0) - 595)).toBeLessThan(2)
  const said = printed.normalize('NFKC')
  for (const wanted of ['结业证书', '洪小雨 <b>', '「新人上岗」', '包裹查询小练习', 'Demo Shop'])
    expect(said).toContain(wanted)

  // A run is opened, where its lines are commented on; Esc goes back to the list, not to the chats.
  await page
    .getByRole('button', {
      name: words('practiceClass:run.openOf', { title: '包裹查询小练习' }),
    })
    .first()
    .click()
  const whole = page.getByLabel(words('practiceRun:comment.addWhole'))
  await whole.fill('开头可以再热情一点')
  await station.button('practiceRun:comment.keep').click()
  await expect(page.getByRole('list', { name: words('practiceRun:comment.title') })).toContainText(
    '开头可以再热情一点',
  )
  const [newest] = (await got(gateway, hong, 'runs.list')).runs
  const { comments } = await got(gateway, hong, 'runs.comments', { id: newest?.id ?? '' })
  expect(comments.map(({ nick, text: said }) => [nick, said])).toEqual([
    ['Boss', '开头可以再热情一点'],
  ])
})

test('a class of five hundred is quick and readable, with what is overdue and gone in words; accounts', async () => {
  test.setTimeout(180_000)
  const shop = gateway.gateway.desk.shops.get(gateway.shop)
  await shop?.submit({ type: 'shop.level', level: 'x', quota: 1000 })
  for (let n = 1; n <= 500; n++)
    await shop?.submit({
      type: 'account.open',
      sub: `x${n}`,
      nick: n === 1 ? '阿卜杜拉·买买提·艾力江（客服二组）' : `学员 ${n}`,
      role: 'junior',
      participates: false,
    })
  const main = await gateway.agent(gateway.main)
  const save = (text: string) => got(gateway, main, 'scenarios.save', { text, replaces: null })
  await save(ofSkills('many-one', '六项练习', SOME_SKILLS))
  await save(ofSkills('many-two', '又六项练习', OTHER_SKILLS))
  await save(shortScenario('soon-gone', '快要没了'))
  for (const sub of ['hong', 'ming']) {
    const agent = await gateway.agent(`${gateway.main}:${sub}`)
    await played(gateway, agent, { scenario: 'many-one' }, sub === 'hong' ? '明天' : '您好')
    await played(
      gateway,
      agent,
      { scenario: 'many-two' },
      sub === 'hong' ? '您好，明天到' : '不知道',
    )
  }
  const course = { id: 'c1', title: '大促前强化', summary: '每人必做', items: [] as CourseItem[] }
  course.items.push(
    { kind: 'scenario', scenario: 'many-one' },
    { kind: 'scenario', scenario: 'soon-gone' },
  )
  await got(gateway, main, 'courses.save', course)
  const { trainees } = await got(gateway, main, 'class.view')
  await got(gateway, main, 'assignments.save', {
    id: 'a1',
    course: 'c1',
    accounts: trainees.slice(0, 40).map(({ account }) => account),
    due: Date.now() - 2 * 86_400_000,
    note: '',
  })
  await got(gateway, main, 'scenarios.remove', { id: 'soon-gone' })

  await teach({ width: 1280, height: 720 })
  const { page } = station
  await showSection(station, 'class')
  await expect(page.locator('.ant-table-row').first()).toBeVisible()
  await expect(text('class.shown.all_other', { count: 504 })).toBeVisible()
  // Only what is in sight is drawn, and sorting and filtering take no time that is felt.
  expect(await page.locator('.ant-table-row').count()).toBeLessThan(60)
  await looksRight('crowd')
  const sorted = await page.evaluate(async () => {
    const head = [...document.querySelectorAll<HTMLElement>('th')].find(({ textContent }) =>
      textContent?.includes('平均分'),
    )
    const begun = performance.now()
    head?.click()
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    return performance.now() - begun
  })
  expect(sorted).toBeLessThan(1000)
  // The lower first, and those without one behind them.
  await expect(page.locator('.ant-table-row').first()).toContainText('ming')
  await expect(page.locator('.ant-table-row').nth(1)).toContainText('hong')
  await page.getByText(words('practiceClass:class.views.skills'), { exact: true }).click()
  await expect(
    page.getByRole('columnheader', { name: words('practice:skill.expert') }),
  ).toBeAttached()
  await looksRight('crowd-skills')
  await page.getByText(words('practiceClass:class.views.results'), { exact: true }).click()
  await page.getByLabel(words('practiceClass:class.search')).fill('买买提')
  await expect(page.locator('.ant-table-row')).toHaveCount(1)
  await expect(page.locator('.ant-table-row')).toContainText(
    words('practiceClass:class.overdue_other', { count: 1 }),
  )

  // One that practises, at this size.
  await page.getByLabel(words('practiceClass:class.search')).fill('demoshop:ming')
  await page.getByRole('button', { name: 'ming', exact: true }).click()
  await expect(page.getByRole('region', { name: words('practiceClass:weak.title') })).toBeVisible()
  await looksRight('crowd-trainee')
  await page.keyboard.press('Escape')
  await expect(
    page.getByRole('heading', { name: words('practice:section.class'), level: 1 }),
  ).toBeVisible()

  // A new one, with its first password shown once; and another password for one that forgot it.
  await press('account.open')
  await page.getByLabel(words('manage:accounts.name'), { exact: true }).fill('neu')
  await page.getByLabel(words('manage:accounts.nick'), { exact: true }).fill('新来的')
  await looksRight('account')
  await drawer()
    .getByRole('button', { name: words('practiceClass:account.open') })
    .click()
  const secret = drawer().locator('.hand-over .secret')
  await expect(secret).toBeVisible()
  await looksRight('handed-over')
  // The password that was shown is the account's.
  const signedIn = await apiOf(gateway.url)(null, '/api/sign-in', {
    name: 'demoshop:neu',
    password: await secret.textContent(),
    device: { id: 'device-2', name: 'device-2' },
  })
  expect(signedIn.status).toBe(200)
  await station.button('manage:done').click()
  await page.getByLabel(words('practiceClass:class.search')).fill('新来的')
  await press('actsOf', { title: '新来的' })
  await page.getByRole('menuitem', { name: words('practiceClass:account.reset') }).click()
  await drawer()
    .getByRole('button', { name: words('manage:accounts.resetNick', { nick: '新来的' }) })
    .click()
  await expect(drawer().locator('.hand-over .secret')).toBeVisible()
  await station.button('manage:done').click()
  await page.keyboard.press('Escape')
  await expect(drawer()).toHaveCount(0)

  // What is gone says so, in the list and in the course; what is over, in words.
  await showSection(station, 'courses')
  await expect(text('course.gone_other', { count: 1 })).toBeVisible()
  await looksRight('crowd-courses')
  await page.getByRole('button', { name: '大促前强化', exact: true }).click()
  await expect(drawer()).toContainText(words('practiceClass:item.gone.scenario'))
  await page.keyboard.press('Escape')
  await expect(drawer()).toHaveCount(0)
  await page
    .getByText(words('practiceClass:tab.assignments', { count: 1 }), { exact: true })
    .click()
  await expect(page.getByText(/已逾期 \d 天/)).toBeVisible()
  await looksRight('crowd-assignments')
  // Removed with its assignment, and both are back.
  await page.getByText(words('practiceClass:tab.courses', { count: 1 }), { exact: true }).click()
  await press('actsOf', { title: '大促前强化' })
  await page.getByRole('menuitem', { name: words('practiceClass:course.remove') }).click()
  await expect(text('course.empty')).toBeVisible()
  await station.button('common:undo').click()
  await expect(
    page.getByText(words('practiceClass:tab.assignments', { count: 1 }), { exact: true }),
  ).toBeVisible()
  const { assignments } = await got(gateway, main, 'assignments.list')
  expect(assignments.map(({ id, accounts }) => [id, accounts.length])).toEqual([['a1', 40]])
})
