/**
 * What an Electron app must not say, as rules over the syntax: our own, since no linter that is alive
 * understands a code base like ours (docs/decisions/0074-electron-security-linter.md). What a rule
 * cannot see by syntax is tried by attacks in the real window (tests/e2e).
 */
interface Node {
  readonly type: string
}
interface Named extends Node {
  readonly name?: string
  readonly value?: unknown
}
interface Property extends Node {
  readonly key: Named
  readonly value: Node
  readonly computed: boolean
}
interface Member extends Node {
  readonly object: Node
  readonly property: Named
  readonly computed: boolean
}
interface Call extends Node {
  readonly callee: Node
  readonly arguments: readonly Node[]
}

/** Settings that are walls: the only value each of them may be given. */
const ONLY: Readonly<Record<string, boolean>> = {
  sandbox: true,
  contextIsolation: true,
  webSecurity: true,
  safeDialogs: true,
  disableDialogs: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  plugins: false,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  navigateOnDragDrop: false,
  spellcheck: false,
  enableWebSQL: false,
  enableRemoteModule: false,
  bypassCSP: false,
  allowServiceWorkers: false,
  allowExtensions: false,
}
/** Settings that nobody has a reason to give. */
const NEVER = new Set(['enableBlinkFeatures', 'additionalArguments', 'nativeWindowOpen'])

/** Doors: what may be called or made in one file alone. Empty: nowhere. */
const DOORS: readonly (readonly [what: string, files: readonly string[], why: string])[] = [
  [
    'new BrowserWindow',
    ['electron/desktop/page-window.ts', 'electron/desktop/print-page.ts'],
    'every window has the same walls',
  ],
  ['new BaseWindow', [], 'every window has the same walls'],
  ['new BrowserView', [], 'every page has the same walls'],
  ['new WebContentsView', [], 'every page has the same walls'],
  ['ipcMain.handle', ['electron/bridge/door.ts'], 'sender and schema are looked at there'],
  ['ipcMain.handleOnce', [], 'sender and schema are looked at in the bridge'],
  ['ipcMain.on', [], 'sender and schema are looked at in the bridge'],
  ['ipcMain.once', [], 'sender and schema are looked at in the bridge'],
  ['ipcRenderer.invoke', ['electron/preload.ts'], 'pages know verbs, no channels'],
  ['ipcRenderer.send', [], 'pages know verbs, no channels'],
  ['ipcRenderer.sendSync', [], 'pages know verbs, no channels'],
  ['contextBridge.exposeInMainWorld', ['electron/preload.ts'], 'one thing is shown to pages'],
  ['shell.openExternal', ['electron/security/external-links.ts'], 'links are looked at there'],
  ['shell.openPath', [], 'a received file is saved, never opened'],
  ['shell.openItem', [], 'a received file is saved, never opened'],
  ['crashReporter.start', [], 'a dump holds what people said'],
  // The page that is printed is alone in a session that reaches nothing.
  [
    'session.fromPartition',
    ['electron/desktop/print-page.ts'],
    'guards stand on the default session',
  ],
  ['session.fromPath', [], 'guards stand on the default session'],
  ['commandLine.appendSwitch', [], 'a switch can take a wall down'],
  ['app.setAsDefaultProtocolClient', [], 'no way in from other programs yet'],
]
/** By the method's name alone: who it is called on cannot be seen. */
const METHODS: Readonly<Record<string, readonly string[]>> = {
  loadURL: ['electron/desktop/page-window.ts', 'electron/desktop/print-page.ts'],
  loadFile: [],
  executeJavaScript: ['electron/desktop/flush-page.ts'],
  executeJavaScriptInIsolatedWorld: ['electron/desktop/screenshot.ts'],
  insertCSS: [],
  openDevTools: [],
  setCertificateVerifyProc: [],
  registerSchemesAsPrivileged: ['electron/security/scheme.ts'],
  registerBufferProtocol: ['electron/security/scheme.ts'],
  registerFileProtocol: [],
  interceptBufferProtocol: [],
  setPermissionRequestHandler: [
    'electron/security/permissions.ts',
    'electron/desktop/print-page.ts',
  ],
  setPermissionCheckHandler: ['electron/security/permissions.ts', 'electron/desktop/print-page.ts'],
  setWindowOpenHandler: ['electron/security/navigation.ts'],
}
/** Privileges of a scheme that ours must not have. */
const SCHEME_FORBIDDEN = new Set([
  'bypassCSP',
  'allowServiceWorkers',
  'allowExtensions',
  'corsEnabled',
])

/** What a file must say at least once, `…()` as a call; taken out, it is missed. */
const MUST: Readonly<Record<string, readonly string[]>> = {
  'electron/desktop/page-window.ts': [
    'sandbox',
    'contextIsolation',
    'nodeIntegration',
    'webviewTag',
    'navigateOnDragDrop',
    'spellcheck',
    'devTools',
  ],
  'electron/security/navigation.ts': [
    'will-navigate',
    'will-frame-navigate',
    'will-redirect',
    'will-attach-webview',
    'setWindowOpenHandler',
    'deny',
  ],
  'electron/security/permissions.ts': [
    'setPermissionRequestHandler',
    'setPermissionCheckHandler',
    'setDevicePermissionHandler',
    'setDisplayMediaRequestHandler',
  ],
  'electron/security/session.ts': [
    'onBeforeRequest',
    'will-download',
    'certificate-error',
    'select-client-certificate',
    'login',
  ],
  'electron/main.ts': [
    'enableSandbox()',
    'requestSingleInstanceLock()',
    'guardNavigation()',
    'guardPermissions()',
    'guardSession()',
  ],
  'electron/bridge/door.ts': [
    'trustedCaller()',
    'readArgument()',
    'senderFrame',
    'isOurs()',
    'safeParse()',
  ],
}

function nameOf(node: Named): string | undefined {
  if (node.type === 'Identifier') return node.name
  return typeof node.value === 'string' ? node.value : undefined
}

/** `a.b.c` of a member chain, from its last names. */
function pathOf(node: Node): string {
  if (node.type === 'Identifier') return (node as Named).name ?? ''
  if (node.type !== 'MemberExpression') return ''
  const { object, property, computed } = node as Member
  if (computed && property.type !== 'Literal') return ''
  return `${pathOf(object)}.${nameOf(property) ?? ''}`
}

function isLiteral(node: Node, value: boolean): boolean {
  return node.type === 'Literal' && (node as Named).value === value
}

type Report = (node: Node, message: string) => void

/** @param file path relative to the root, such as `electron/main.ts` */
export function electronRule(file: string, report: Report): Record<string, (node: never) => void> {
  const missing = new Set(MUST[file])
  /** `import { BrowserWindow as Windows }`: what it is called here → what it is. */
  const aliases = new Map<string, string>()
  const real = (path: string) => {
    const [first = '', ...rest] = path.split('.')
    return [aliases.get(first) ?? first, ...rest].join('.')
  }
  const seen = (name: string | undefined) => {
    if (name !== undefined) missing.delete(name)
  }
  const judgeDoor = (node: Node, what: string) => {
    for (const [door, files, why] of DOORS) {
      const fits = what === door || what.endsWith(`.${door}`)
      if (fits && !files.includes(file)) report(node, `${door} is not for this file: ${why}`)
    }
  }
  const judgeSetting = (node: Node, name: string | undefined, value: Node) => {
    if (name === undefined) return
    const only = ONLY[name]
    if (only !== undefined && Object.hasOwn(ONLY, name) && !isLiteral(value, only))
      report(node, `${name} may only be ${only}, written out`)
    if (NEVER.has(name)) report(node, `${name} takes a wall down`)
    if (SCHEME_FORBIDDEN.has(name) && !isLiteral(value, false))
      report(node, `${name} gives a page of ours more than it needs`)
  }
  return {
    ImportSpecifier: (node: Node & { imported: Named; local: Named }) => {
      const [imported, local] = [nameOf(node.imported), nameOf(node.local)]
      if (imported !== undefined && local !== undefined && imported !== local)
        aliases.set(local, imported)
    },
    Property: ({ key, value, computed }: Property) => {
      const name = computed ? undefined : nameOf(key)
      seen(name)
      judgeSetting(key, name, value)
      // Tools for the one who builds it, never in what is shipped.
      if (name === 'devTools' && !isLiteral(value, false) && !isNotPackaged(value))
        report(key, 'devTools may only be !app.isPackaged')
      if (name === 'action' && value.type === 'Literal' && (value as Named).value === 'allow')
        report(key, 'no window opens by a page of ours')
    },
    AssignmentExpression: (node: Node & { left: Node; right: Node }) => {
      if (node.left.type === 'MemberExpression')
        judgeSetting(node.left, nameOf((node.left as Member).property), node.right)
    },
    Literal: (node: Named) => {
      if (typeof node.value !== 'string') return
      seen(node.value)
      if (/'unsafe-|^unsafe-/.test(node.value)) report(node, 'no policy of ours says unsafe-…')
      if (/^http:\/\/(?!127\.0\.0\.1|localhost|\*)/.test(node.value))
        report(node, 'nothing is loaded over plain http')
    },
    TemplateElement: (node: Node & { value: { raw: string } }) => {
      if (node.value.raw.includes("'unsafe-")) report(node, 'no policy of ours says unsafe-…')
    },
    Identifier: (node: Named) => seen(node.name),
    NewExpression: (node: Call) => judgeDoor(node, `new ${real(pathOf(node.callee))}`),
    CallExpression: (node: Call) => {
      const path = real(pathOf(node.callee))
      judgeDoor(node, path)
      const method = path.split('.').at(-1) ?? ''
      seen(`${method}()`)
      const files = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined
      if (files && path.includes('.') && !files.includes(file))
        report(node, `${method} is not for this file`)
    },
    'Program:exit': (node: Node) => {
      for (const name of missing) report(node, `${name} stood here as a wall and is gone`)
    },
  }
}

function isNotPackaged(node: Node): boolean {
  if (node.type !== 'UnaryExpression') return false
  const { operator, argument } = node as Node & { operator: string; argument: Node }
  return operator === '!' && pathOf(argument) === 'app.isPackaged'
}
