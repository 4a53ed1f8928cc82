import { createServer, type Server } from 'node:http'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'

/**
 * What a script would try that got into the page in spite of everything, in the real window: to leave,
 * to open, to frame, to fetch, to be given a device. Each ends where it began. (What a message may hold:
 * security.spec.ts. The bridge's arguments: bridge-fuzz.spec.ts.)
 */
let gateway: TestGateway
let station: Workstation
let attacker: Server
let evil = ''
let folder = ''
const reached: string[] = []

test.beforeAll(async () => {
  gateway = await startTestGateway()
  attacker = createServer((request, response) => {
    reached.push(request.url ?? '')
    // A redirect to another site, to a file and to our own scheme.
    const to = /^\/302\/(.+)$/.exec(request.url ?? '')?.[1]
    if (to) response.writeHead(302, { location: decodeURIComponent(to) })
    response.end('<script>window.top.owned = true</script>')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => attacker.once('listening', resolve))
  evil = `http://127.0.0.1:${(attacker.address() as AddressInfo).port}`
  folder = await mkdtemp(join(tmpdir(), 'xiaoer-attack-'))
  station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '甲买家' })
  await buyer.say('在吗')
  await station.open('甲买家')
  // Any question before opening a link would wait for a person.
  await station.desktop.app.evaluate(({ dialog }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false })
  })
})
test.afterAll(async () => {
  await closeDesktops()
  await gateway.stop()
  attacker.close()
  await rm(folder, { recursive: true, force: true })
})
/** After each: the same page, the same windows, the desk still works, and nobody was called. */
test.afterEach(async () => {
  const { page, desktop } = station
  expect(page.url()).toBe('app://xiaoer/index.html')
  expect(
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length),
  ).toBe(1)
  expect(await page.evaluate(() => 'owned' in window)).toBe(false)
  expect(reached.splice(0)).toEqual([])
  // Not by a locator: those wait for the navigation that was refused.
  expect(await page.evaluate(() => document.body.innerText.includes('在吗'))).toBe(true)
  const state = await page.evaluate(() => window.xiaoer.call('app.state'))
  expect(state.ok && state.value.phase).toBe('working')
})

test('a file or a link dropped on the window does not lead it away; the composer takes the file', async () => {
  const { page } = station
  const file = join(folder, '报价.html')
  await writeFile(file, '<script>window.owned = 1</script>')
  const session = await page.context().newCDPSession(page)
  const drop = async (
    at: { x: number; y: number },
    data: { items: object[]; files?: string[]; dragOperationsMask: number },
  ) => {
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await session.send('Input.dispatchDragEvent', { type, ...at, data: data as never })
  }
  const list = (await station.list.boundingBox())!
  const composer = (await station.composer.boundingBox())!
  const onList = { x: list.x + list.width / 2, y: list.y + list.height - 40 }
  const onComposer = { x: composer.x + 40, y: composer.y + 10 }
  const link = { mimeType: 'text/uri-list', data: evil, title: 'x', baseURL: evil }
  for (const at of [onList, { x: 600, y: 8 }, onComposer]) {
    await drop(at, { items: [link], dragOperationsMask: 1 })
    expect(page.url()).toBe('app://xiaoer/index.html')
  }
  await drop(onList, { items: [], files: [file], dragOperationsMask: 1 })
  await drop({ x: 600, y: 8 }, { items: [], files: [file], dragOperationsMask: 1 })
  expect(page.url()).toBe('app://xiaoer/index.html')
  await drop(onComposer, { items: [], files: [file], dragOperationsMask: 1 })
  expect(page.url()).toBe('app://xiaoer/index.html')
  await session.detach()
  // What the protocol drags carries no file into the page; a person's does, and the composer takes it.
  await station.composer.evaluate((area) => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['<script>window.owned = 1</script>'], '报价.html'))
    for (const type of ['dragenter', 'dragover', 'drop'])
      area.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }))
  })
  await expect(page.locator('[data-pane="composer"]')).toContainText('报价.html')
  expect(page.url()).toBe('app://xiaoer/index.html')
  expect(await page.evaluate(() => 'owned' in window)).toBe(false)
})

/** Each way of a page to go elsewhere. */
const WAYS = {
  assign: (url: string) => location.assign(url),
  replace: (url: string) => location.replace(url),
  link: (url: string) => {
    const link = Object.assign(document.createElement('a'), { href: url })
    document.body.append(link)
    link.click()
    link.remove()
  },
  'link to download': (url: string) => {
    const link = Object.assign(document.createElement('a'), { href: url, download: 'x.exe' })
    document.body.append(link)
    link.click()
    link.remove()
  },
  'link with a target': (url: string) => {
    const link = Object.assign(document.createElement('a'), { href: url, target: '_top' })
    document.body.append(link)
    link.click()
    link.remove()
  },
  form: (url: string) => {
    const form = Object.assign(document.createElement('form'), { action: url, method: 'post' })
    document.body.append(form)
    form.submit()
    form.remove()
  },
  'form to a window': (url: string) => {
    const form = Object.assign(document.createElement('form'), { action: url, target: '_blank' })
    document.body.append(form)
    form.submit()
    form.remove()
  },
  'meta refresh': (url: string) => {
    const meta = document.createElement('meta')
    meta.httpEquiv = 'refresh'
    meta.content = `0;url=${url}`
    document.head.append(meta)
    setTimeout(() => meta.remove(), 200)
  },
  popup: (url: string) => {
    const opened = window.open(url, '_blank', 'noopener=no,popup')
    if (opened !== null) Object.assign(window, { owned: 'popup' })
  },
  'popup over itself': (url: string) => {
    window.open(url, '_self')
  },
} satisfies Record<string, (url: string) => void>

for (const [name, way] of Object.entries(WAYS))
  test(`leaving by ${name}: refused for every kind of address`, async () => {
    const targets = [
      evil,
      `${evil}/302/${encodeURIComponent('file:///etc/passwd')}`,
      `${evil}/302/${encodeURIComponent('app://xiaoer/index.html')}`,
      'https://attacker.example/',
      'file:///etc/passwd',
      'data:text/html,<script>window.owned=1</script>',
      'javascript:void(window.owned=1)',
      'view-source:app://xiaoer/index.html',
      'chrome://gpu',
      'devtools://devtools/bundled/inspector.html',
      'app://elsewhere/index.html',
      'xiaoer:open',
      'ms-settings:',
    ]
    for (const target of targets) {
      await station.page.evaluate(
        ([source, url]) => {
          // What a page may not do at all throws.
          try {
            // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-call -- runs by the test's protocol
            new Function('url', `return (${source})(url)`)(url)
          } catch {}
        },
        [way.toString(), target] as const,
      )
    }
    // A page of its own making.
    await station.page.evaluate((source) => {
      const blob = new Blob(['<script>window.owned=1</script>'], { type: 'text/html' })
      // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-call -- as above
      new Function('url', `return (${source})(url)`)(URL.createObjectURL(blob))
    }, way.toString())
    // Whatever was begun has come and gone when two further frames are drawn and main has answered.
    await station.page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    )
  })

test('history: no foreign address can be pushed, and there is nowhere to go back to', async () => {
  const thrown = await station.page.evaluate(() => {
    const before = history.length
    let refused = 0
    for (const url of ['https://attacker.example/', 'file:///etc/passwd', 'app://elsewhere/'])
      try {
        history.pushState(null, '', url)
      } catch {
        refused++
      }
    history.back()
    history.go(-5)
    return { refused, more: history.length - before }
  })
  expect(thrown).toEqual({ refused: 3, more: 0 })
})

test('no window of the session loads from the network, by whatever way', async () => {
  const outcome = await station.desktop.app.evaluate(
    async ({ BrowserWindow, net, session }, [url, redirect]) => {
      const window = new BrowserWindow({ show: false })
      const done: string[] = []
      for (const address of [url, redirect, 'file:///etc/passwd'])
        await window.loadURL(address).then(
          () => done.push(address),
          () => undefined,
        )
      window.destroy()
      await net.fetch(url).then(
        () => done.push('fetch'),
        () => undefined,
      )
      return { done, spelling: session.defaultSession.isSpellCheckerEnabled() }
    },
    [evil, `${evil}/302/${encodeURIComponent('https://attacker.example/')}`] as const,
  )
  expect(outcome).toEqual({ done: [], spelling: false })
})

test('frames, web views, objects and embeds hold nothing, and no frame has the bridge', async () => {
  const seen = await station.page.evaluate(async (url) => {
    const blocked: string[] = []
    addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective))
    const made: HTMLElement[] = []
    for (const [tag, name] of [
      ['iframe', 'src'],
      ['embed', 'src'],
      ['object', 'data'],
      ['webview', 'src'],
      ['fencedframe', 'src'],
    ] as const)
      for (const address of [url, 'file:///etc/passwd', 'data:text/html,x', 'app://xiaoer/']) {
        const element = document.createElement(tag)
        if (tag === 'webview') {
          element.setAttribute('preload', 'file:///tmp/evil.js')
          element.setAttribute('nodeintegration', '')
        }
        element.setAttribute(name, address)
        document.body.append(element)
        made.push(element)
      }
    const inner = document.createElement('iframe')
    inner.srcdoc = '<script>parent.owned = 1</script>'
    document.body.append(inner)
    made.push(inner)
    await new Promise((done) => setTimeout(done, 300))
    const bridge = [...document.querySelectorAll('iframe')].map((frame) => {
      try {
        return 'xiaoer' in frame.contentWindow! ? 'bridge' : 'none'
      } catch {
        return 'of another origin'
      }
    })
    for (const element of made) element.remove()
    return { blocked: [...new Set(blocked)].toSorted(), bridge: [...new Set(bridge)] }
  }, evil)
  expect(seen.blocked).toEqual(expect.arrayContaining(['frame-src', 'object-src']))
  expect(seen.bridge).not.toContain('bridge')
})

test('a foreign page with our preload is heard by nobody', async () => {
  const answers = await station.desktop.app.evaluate(async ({ app, BrowserWindow }) => {
    const preload = `${app.getAppPath()}/out/electron/preload.cjs`
    const window = new BrowserWindow({ show: false, webPreferences: { preload } })
    await window.loadURL('data:text/html,<title>attacker</title>')
    const ask = (name: string) =>
      window.webContents.executeJavaScript(
        `window.xiaoer.call('${name}').then((r) => r.ok ? 'answered' : r.error.code)`,
      ) as Promise<string>
    const told = [await ask('app.state'), await ask('chats.start'), await ask('account.signOut')]
    window.destroy()
    return told
  })
  expect(answers).toEqual(['bad_call', 'bad_call', 'bad_call'])
})

test('code from strings, workers of its own, connections: all refused', async () => {
  const outcome = await station.page.evaluate(async (url) => {
    const tried: Record<string, () => unknown> = {
      // oxlint-disable-next-line no-eval -- what an injected script would try
      eval: () => void (0, eval)('window.owned = 1'),
      // The very things an injected script would try.
      // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-call
      Function: () => void new Function('window.owned = 1')(),
      // oxlint-disable-next-line typescript/no-implied-eval
      timer: () => setTimeout('window.owned = 1'),
      import: () => import(/* @vite-ignore */ `${url}/x.js`),
      'import data': () => import(/* @vite-ignore */ `data:text/javascript,window.owned=${1}`),
      worker: () =>
        new Promise((done, fail) => {
          const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])))
          worker.addEventListener('message', done)
          worker.addEventListener('error', () => fail(new Error('refused')))
        }),
      'service worker': () => navigator.serviceWorker.register('/evil.js'),
      wasm: () =>
        WebAssembly.instantiate(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)).then(() => 'ran'),
      fetch: () => fetch(url),
      'fetch file': () => fetch('file:///etc/passwd'),
      websocket: () =>
        new Promise((done, fail) => {
          const socket = new WebSocket(url.replace('http', 'ws'))
          socket.addEventListener('open', done)
          socket.addEventListener('error', () => fail(new Error('refused')))
        }),
      events: () =>
        new Promise((done, fail) => {
          const source = new EventSource(url)
          source.addEventListener('open', done)
          source.addEventListener('error', () => fail(new Error('refused')))
        }),
      image: () =>
        new Promise((done, fail) => {
          const image = new Image()
          image.addEventListener('load', done)
          image.addEventListener('error', () => fail(new Error('refused')))
          image.src = `${url}/x.png`
        }),
      beacon: () => {
        navigator.sendBeacon(url, 'x')
        throw new Error('nobody can tell: the server does')
      },
    }
    // In a task of its own: what the test's protocol evaluates itself is let through.
    return new Promise<string[]>((resolve) => {
      setTimeout(() => {
        const done: string[] = []
        const all = Object.entries(tried).map(async ([name, run]) => {
          try {
            await run()
            done.push(name)
          } catch {}
        })
        // oxlint-disable-next-line promise/no-callback-in-promise -- the task's own end
        void Promise.all(all).then(() => resolve(done))
      })
    })
  }, evil)
  // A timer by a string is refused in silence: `owned` is looked for after each test.
  expect(outcome.filter((name) => name !== 'timer')).toEqual([])
})

test('no device, no place, no clipboard, no screen, no notification of its own', async () => {
  const given = await station.page.evaluate(async () => {
    type Ask = Record<string, (...args: unknown[]) => Promise<unknown>>
    const { usb, serial, hid, bluetooth } = navigator as unknown as Record<string, Ask>
    const media = navigator.mediaDevices
    const asked: Record<string, () => unknown> = {
      usb: () => usb?.['requestDevice']?.({ filters: [] }) ?? Promise.reject(new Error()),
      serial: () => serial?.['requestPort']?.() ?? Promise.reject(new Error()),
      hid: () =>
        hid?.['requestDevice']?.({ filters: [] }).then((devices) => {
          if ((devices as unknown[]).length === 0) throw new Error('none')
        }) ?? Promise.reject(new Error()),
      bluetooth: () =>
        bluetooth?.['requestDevice']?.({ acceptAllDevices: true }) ?? Promise.reject(new Error()),
      camera: () => media.getUserMedia({ video: true }),
      screen: () => media.getDisplayMedia({ video: true }),
      place: () =>
        new Promise((done, fail) =>
          navigator.geolocation.getCurrentPosition(done, () => fail(new Error('refused'))),
        ),
      clipboard: () => navigator.clipboard.readText(),
      'clipboard items': () => navigator.clipboard.read(),
      midi: () => navigator.requestMIDIAccess({ sysex: true }),
      notification: async () => {
        if ((await Notification.requestPermission()) !== 'granted') throw new Error('refused')
      },
      folder: () =>
        (window as unknown as Ask)['showDirectoryPicker']?.() ?? Promise.reject(new Error()),
      fonts: () =>
        (window as unknown as Ask)['queryLocalFonts']?.().then((fonts) => {
          if ((fonts as unknown[]).length === 0) throw new Error('none')
        }) ?? Promise.reject(new Error()),
      idle: async () => {
        const { IdleDetector } = window as unknown as { IdleDetector?: Ask }
        const state = await IdleDetector?.['requestPermission']?.()
        if (state !== 'granted') throw new Error('refused')
      },
    }
    const got: string[] = []
    for (const [name, ask] of Object.entries(asked)) {
      const late = new Promise((_, fail) => setTimeout(() => fail(new Error('no answer')), 1500))
      try {
        await Promise.race([ask(), late])
        got.push(name)
      } catch {}
    }
    return got
  })
  expect(given).toEqual([])
})

test('messages to the window and a changed bridge do nothing', async () => {
  const { page } = station
  const outcome = await page.evaluate(() => {
    for (const data of [
      { t: 'call', name: 'account.signOut' },
      { type: 'app.leaving' },
      'event:chats.open',
    ])
      window.postMessage(data, '*')
    const { xiaoer } = window
    const refused: string[] = []
    const tries: Record<string, () => void> = {
      call: () => Object.assign(xiaoer, { call: () => null }),
      bridge: () => Object.defineProperty(window, 'xiaoer', { value: {} }),
      more: () => Object.assign(xiaoer, { more: 1 }),
    }
    for (const [name, run] of Object.entries(tries))
      try {
        run()
      } catch {
        refused.push(name)
      }
    return { refused, same: window.xiaoer === xiaoer, opener: window.opener as unknown }
  })
  expect(outcome).toMatchObject({ refused: ['call', 'bridge', 'more'], same: true, opener: null })
})

test('a second start with hostile arguments shows the window and obeys nothing', async () => {
  const seen = await station.desktop.app.evaluate(({ app, BrowserWindow }, url) => {
    app.emit('second-instance', {}, ['xiaoer', url, '--no-sandbox', '--inspect=9229'], '/', {})
    app.emit('open-url', { preventDefault: () => undefined }, 'xiaoer://chat/%2e%2e/x')
    app.emit('open-file', { preventDefault: () => undefined }, '/etc/passwd')
    return BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getURL())
  }, evil)
  expect(seen).toEqual(['app://xiaoer/index.html'])
})

test('a link of a message is asked about by its real host, and a script is no link', async () => {
  const asked = await station.desktop.app.evaluate(({ dialog }) => {
    const messages: string[] = []
    Object.assign(globalThis, { asked: messages })
    dialog.showMessageBox = ((...args: [unknown, { message: string; detail: string }]) => {
      const { message, detail } = args.at(-1) as { message: string; detail: string }
      messages.push(`${message} ${detail}`)
      return Promise.resolve({ response: 1, checkboxChecked: false })
    }) as typeof dialog.showMessageBox
    return messages.length
  })
  expect(asked).toBe(0)
  const open = (url: string) =>
    station.page.evaluate((value) => window.xiaoer.call('links.open', { url: value }), url)
  for (const url of [
    'javascript:alert(1)',
    'file:///etc/passwd',
    evil,
    'https://a@attacker.example',
  ])
    expect(await open(url)).toEqual({ ok: true, value: { opened: false } })
  // Cyrillic letters in a well-known name.
  expect(await open('https://tаobаo.example/x')).toEqual({ ok: true, value: { opened: false } })
  const messages = await station.desktop.app.evaluate(
    () => (globalThis as unknown as { asked: string[] }).asked,
  )
  expect(messages).toHaveLength(1)
  expect(messages[0]).toContain('xn--')
  expect(words('desktop:link.open')).not.toBe('')
})
