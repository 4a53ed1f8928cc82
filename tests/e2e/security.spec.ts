import { expect, test } from '@playwright/test'
import type { BridgeArgument } from '#shared/bridge/contract.ts'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { Workstation } from '../support/workstation.ts'

let gateway: TestGateway
let station: Workstation

test.beforeEach(async () => {
  gateway = await startTestGateway()
  station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
})

test('the window is sandboxed, isolated, without Node, and stays where it is', async () => {
  const { page, desktop } = station
  const seen = await page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer', 'ipcRenderer'].filter(
      (name) => name in window,
    ),
    bridge: Object.keys(window.xiaoer).toSorted(),
    frozen: Object.isFrozen(window.xiaoer),
  }))
  expect(seen).toEqual({ node: [], bridge: ['call', 'on'], frozen: true })
  const preferences = await desktop.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>
    }
    const { sandbox, contextIsolation, nodeIntegration, webSecurity } =
      contents.getLastWebPreferences()
    return { sandbox, contextIsolation, nodeIntegration, webSecurity }
  })
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
  })

  const home = page.url()
  const windows = () => desktop.app.windows().length
  const before = windows()
  for (const target of [
    'https://attacker.example/',
    'file:///etc/passwd',
    'data:text/html,<h1>x</h1>',
    'javascript:document.body.textContent="owned"',
  ]) {
    await page.evaluate((url) => {
      const link = document.createElement('a')
      link.href = url
      document.body.append(link)
      link.click()
      link.remove()
      window.open(url)
    }, target)
    expect(page.url()).toBe(home)
    expect(windows()).toBe(before)
  }
  // Not by a locator: those wait for the navigation that was refused.
  expect(await page.evaluate(() => document.querySelector('.chat-list') !== null)).toBe(true)
})

test('the content policy stops scripts, styles, frames and connections from elsewhere', async () => {
  const outcome = await station.page.evaluate(async () => {
    const blocked: string[] = []
    addEventListener('securitypolicyviolation', (event) =>
      blocked.push(event.effectiveDirective.replace('-elem', '')),
    )
    const script = document.createElement('script')
    script.textContent = 'window.owned = true'
    document.body.append(script)
    const frame = document.createElement('iframe')
    frame.src = 'https://attacker.example/'
    document.body.append(frame)
    const picture = new Image()
    picture.src = 'https://attacker.example/x.png'
    document.body.append(picture)
    const fetched = await fetch('https://attacker.example/').then(
      () => 'fetched',
      () => 'refused',
    )
    // In a task of its own: what the test's protocol evaluates itself is let through.
    const evaluated = await new Promise<string>((resolve) => {
      setTimeout(() => {
        try {
          // The very thing an injected script would try.
          // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-call
          resolve(String(new Function('return "evaluated"')()))
        } catch {
          resolve('refused')
        }
      })
    })
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    for (const element of [script, frame, picture]) element.remove()
    return { blocked: blocked.toSorted(), fetched, evaluated, owned: 'owned' in window }
  })
  expect(outcome).toMatchObject({ fetched: 'refused', evaluated: 'refused', owned: false })
  expect(outcome.blocked).toEqual(
    expect.arrayContaining(['connect-src', 'frame-src', 'img-src', 'script-src']),
  )
})

test('our scheme serves its folder and nothing above it, other hosts not at all', async () => {
  const statuses = await station.page.evaluate(async () => {
    const paths = [
      'app://xiaoer/../../package.json',
      'app://xiaoer/%2e%2e/%2e%2e/package.json',
      'app://xiaoer/..%2f..%2fpackage.json',
      'app://xiaoer/..%5c..%5cpackage.json',
      'app://other/index.html',
      `app://xiaoer/files/${'0'.repeat(64)}`,
    ]
    return Promise.all(
      paths.map((path) =>
        fetch(path).then(
          (response) => response.status,
          () => 0,
        ),
      ),
    )
  })
  for (const status of statuses) expect([0, 400, 403, 404]).toContain(status)
})

test('permissions are denied by request and by check', async () => {
  const answers = await station.page.evaluate(async () => {
    const asked = await Promise.all(
      (['geolocation', 'camera', 'microphone', 'midi'] as PermissionName[]).map((name) =>
        navigator.permissions.query({ name }).then(
          (status) => status.state,
          () => 'denied' as const,
        ),
      ),
    )
    const media = await navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => 'given',
      () => 'refused',
    )
    return { asked, media }
  })
  expect(answers).toEqual({ asked: ['denied', 'denied', 'denied', 'denied'], media: 'refused' })
})

test('the bridge takes known calls of the right shape only', async () => {
  const codes = await station.page.evaluate(async () => {
    const call = window.xiaoer.call as unknown as (
      name: string,
      argument?: unknown,
    ) => Promise<{ ok: boolean; error?: { code: string; message: string } }>
    const tries: [string, unknown][] = [
      ['chats.send', { conversation: 5, body: 'x', holderEpoch: -1 }],
      ['chats.send', JSON.parse('{"__proto__":{"polluted":true},"conversation":"x"}')],
      ['drafts.set', { conversation: 'x', text: 'y', more: 1 }],
      ['links.open', { url: 'file:///etc/passwd' }],
    ]
    const answers = []
    for (const [name, argument] of tries) answers.push((await call(name, argument)).error?.code)
    const unknown = await call('app.quitEverything').then(
      (result) => result.error?.code ?? 'accepted',
      () => 'refused',
    )
    return { answers, unknown, polluted: 'polluted' in {} }
  })
  expect(codes.answers.slice(0, 3)).toEqual(['bad_call', 'bad_call', 'bad_call'])
  expect(['bad_call', 'refused']).toContain(codes.unknown)
  expect(codes.polluted).toBe(false)
  const link: BridgeArgument<'links.open'> = { url: 'javascript:alert(1)' }
  const opened = await station.page.evaluate(
    (value) => window.xiaoer.call('links.open', value),
    link,
  )
  expect(opened.ok && opened.value.opened).toBe(false)
})

test('a hostile message is text and nothing else', async () => {
  const buyer = await gateway.buyer({ name: '<b>坏人</b>' })
  const text = '<img src=x onerror="window.owned=1"><script>window.owned=2</script>{{7*7}}'
  await buyer.say(text)
  await station.open('<b>坏人</b>')
  await expect(station.message(text)).toBeVisible()
  expect(await station.page.evaluate(() => 'owned' in window)).toBe(false)
  await expect(station.timeline.locator('img, script, b')).toHaveCount(0)
})

test('hostile names and words of every kind stay text, in their row, and a script is no link', async () => {
  test.setTimeout(120_000)
  const marks = 'z' + '\u0301\u0489'.repeat(2400)
  const texts = [
    '\u202Eمرحبا gpj.exe\u202C',
    'a\u200B\u200D\uFEFFb',
    marks,
    '👨‍👩‍👧‍👦'.repeat(300),
    'javascript:alert(1)',
    '[x](javascript:alert(1)) <a href="javascript:alert(1)">y</a>',
    '</style><style>*{display:none}</style>url(https://attacker.example/x.png)',
  ]
  for (const [index, text] of texts.entries()) {
    const buyer = await gateway.buyer({ name: `${text.slice(0, 12)}${index}` })
    await buyer.say(text)
    await expect(station.page.getByRole('option')).toHaveCount(index + 1)
  }
  const rows = await station.page.getByRole('option').all()
  for (const row of rows) {
    await row.click()
    await expect(station.composer).toBeVisible()
    const seen = await station.page.evaluate(() => {
      const log = document.querySelector('[role="log"]')!
      return {
        made: log.querySelectorAll('script, style, iframe, a[href^="javascript"]').length,
        links: [...log.querySelectorAll('[role="link"]')].map((link) => link.textContent),
        wide: document.documentElement.scrollWidth > innerWidth,
        list: Math.max(
          ...[...document.querySelectorAll('[role="option"]')].map((one) => one.clientHeight),
        ),
      }
    })
    expect(seen).toMatchObject({ made: 0, wide: false })
    expect(seen.list).toBeLessThan(120)
    for (const link of seen.links) expect(link).toMatch(/^https:/)
  }
  expect(await station.page.evaluate(() => 'owned' in window)).toBe(false)
})
