import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from './root.ts'

/** The real sources, the real linter, its one rule; a wall is taken down and must be missed. */
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'xiaoer-electron-lint-'))
  cpSync(join(root, 'electron'), join(folder, 'electron'), { recursive: true })
  const config = {
    jsPlugins: [join(root, 'build/lint/plugin.ts')],
    categories: { correctness: 'off' },
    rules: { 'xiaoer/electron-security': 'error' },
    ignorePatterns: ['**/*.test.ts'],
  }
  writeFileSync(join(folder, '.oxlintrc.json'), JSON.stringify(config))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function lint(): string[] {
  const bin = join(root, 'node_modules/oxlint/bin/oxlint')
  const run = spawnSync(process.execPath, [bin, '-f', 'json', 'electron'], {
    cwd: folder,
    encoding: 'utf8',
  })
  const report = JSON.parse(run.stdout) as { diagnostics: { filename: string; message: string }[] }
  return report.diagnostics.map(({ filename, message }) => `${filename}: ${message}`)
}

test('of the app as it is the linter reports nothing', () => {
  expect(lint()).toEqual([])
})

const walls: readonly (readonly [file: string, from: string, to: string, told: RegExp])[] = [
  ['desktop/page-window.ts', 'sandbox: true', 'sandbox: false', /sandbox may only be true/],
  ['desktop/page-window.ts', 'contextIsolation: true', 'contextIsolation: !1', /contextIsolation/],
  ['desktop/page-window.ts', 'nodeIntegration: false', 'nodeIntegration: true', /nodeIntegration/],
  ['desktop/page-window.ts', 'webviewTag: false', 'webSecurity: false', /webSecurity/],
  ['desktop/page-window.ts', '!app.isPackaged', 'true', /devTools/],
  ['security/navigation.ts', "'will-redirect'", "'will-redirekt'", /will-redirect stood here/],
  ['security/navigation.ts', "action: 'deny'", "action: 'allow'", /no window opens/],
  ['security/permissions.ts', 'setPermissionCheckHandler', 'on', /setPermissionCheckHandler/],
  ['security/csp.ts', `"script-src 'self'"`, `"script-src 'unsafe-eval'"`, /unsafe/],
  ['security/session.ts', "'will-download'", "'x'", /will-download stood here/],
  ['bridge/door.ts', 'trustedCaller(event)', 'trusted(event)', /trustedCaller\(\) stood here/],
  ['main.ts', 'app.enableSandbox()', 'void 0', /enableSandbox\(\) stood here/],
  ['main.ts', '    guardSession()\n', '', /guardSession\(\) stood here/],
]
const additions: readonly (readonly [code: string, told: RegExp])[] = [
  [
    "import { BrowserWindow as Win } from 'electron/main'\nexport const w = new Win({})\n",
    /new BrowserWindow/,
  ],
  ["import * as e from 'electron/main'\ne.ipcMain.on('x', () => 1)\n", /ipcMain\.on/],
  ["import { shell } from 'electron/common'\nvoid shell.openPath('x')\n", /openPath/],
  ["import { shell } from 'electron/common'\nvoid shell.openExternal('x')\n", /openExternal/],
  ["import { crashReporter } from 'electron/main'\ncrashReporter.start({})\n", /crashReporter/],
  ["import { app } from 'electron/main'\napp.commandLine.appendSwitch('x')\n", /appendSwitch/],
  ["export const f = (c) => c.executeJavaScript('1')\n", /executeJavaScript/],
  ['export const f = (p) => {\n  p.webSecurity = false\n}\n', /webSecurity may only be true/],
]

test('each wall that is taken down is missed', () => {
  const broken = new Map<string, string>()
  for (const [name, from, to] of walls) {
    const text = broken.get(name) ?? readFileSync(join(folder, 'electron', name), 'utf8')
    expect(text, name).toContain(from)
    broken.set(name, text.replaceAll(from, to))
  }
  const whole = new Map<string, string>()
  for (const [name, text] of broken) {
    whole.set(name, readFileSync(join(folder, 'electron', name), 'utf8'))
    writeFileSync(join(folder, 'electron', name), text)
  }
  const told = lint()
  for (const [name, text] of whole) writeFileSync(join(folder, 'electron', name), text)
  for (const [name, from, , message] of walls)
    expect(
      told.filter((line) => line.startsWith(`electron/${name}: `)).join('\n'),
      `${name} without ${from}`,
    ).toMatch(message)
})

test('a second door speaks, under whatever name it was imported', () => {
  const files = additions.map(([code], index) => {
    const file = join(folder, `electron/extra-${index}.ts`)
    writeFileSync(file, code)
    return file
  })
  const told = lint()
  for (const file of files) rmSync(file)
  for (const [index, [code, message]] of additions.entries())
    expect(
      told.filter((line) => line.startsWith(`electron/extra-${index}.ts: `)).join('\n'),
      code,
    ).toMatch(message)
})
