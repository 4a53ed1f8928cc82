import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { root } from './root.ts'

/** Runs the real linter with the real configuration over a small tree of files. */
function lint(files: Record<string, string>): { status: number | null; problems: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'xiaoer-lint-'))
  folders.push(folder)
  const config = readFileSync(join(root, '.oxlintrc.json'), 'utf8')
    .replace('./build/lint/plugin.ts', join(root, 'build/lint/plugin.ts'))
    // The fixtures have no types to look at.
    .replace('"typeAware": true', '"typeAware": false')
  for (const [path, text] of Object.entries({ ...files, '.oxlintrc.json': config })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const bin = join(root, 'node_modules/oxlint/bin/oxlint')
  const run = spawnSync(process.execPath, [bin, '-f', 'json'], { cwd: folder, encoding: 'utf8' })
  const report = JSON.parse(run.stdout) as { diagnostics: { code: string; filename: string }[] }
  return {
    status: run.status,
    problems: report.diagnostics.map(({ filename, code }) => `${filename} ${code}`),
  }
}

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const zones = ['shared', 'renderer', 'electron', 'gateway'] as const
type Zone = (typeof zones)[number]

/** Every pair of zones that must not meet; everything may import shared. */
const forbiddenPairs = zones.flatMap((from) =>
  [...zones, 'build' as const, 'tests' as const]
    .filter((to) => to !== from && to !== 'shared')
    .map((to) => [from, to] as const),
)

const forms: Record<string, (alias: string, path: string) => string> = {
  alias: (alias) => `import { a } from '${alias}'\nexport const b = a\n`,
  relative: (_alias, path) => `import { a } from '${path}'\nexport const b = a\n`,
  type: (alias) => `import type { A } from '${alias}'\nexport type B = A\n`,
  inlineType: (alias) => `export type B = import('${alias}').A\n`,
  dynamic: (_alias, path) => `export const b = () => import('${path}')\n`,
  reexport: (alias) => `export { a } from '${alias}'\n`,
  star: (_alias, path) => `export * from '${path}'\n`,
}

test('every forbidden import between the zones is an error, in every form', () => {
  const files: Record<string, string> = {}
  for (const [from, to] of forbiddenPairs) {
    for (const [form, write] of Object.entries(forms)) {
      files[`${from}/deep/${to}-${form}.ts`] = write(`#${to}/x.ts`, `../../${to}/x.ts`)
    }
  }
  const { status, problems } = lint(files)
  const caught = new Set(problems)
  const missed = Object.keys(files).filter((file) => !caught.has(`${file} xiaoer(zones)`))
  expect(missed).toEqual([])
  expect(status).not.toBe(0)
})

test('builtin modules, electron and foreign packages stay in their zones', () => {
  const forbidden: [Zone, string][] = [
    ['shared', 'node:fs'],
    ['shared', 'fs'],
    ['shared', 'electron'],
    ['shared', 'electron/main'],
    ['shared', 'better-sqlite3-multiple-ciphers'],
    ['shared', 'react'],
    ['shared', '#resources/locales/en/common.json'],
    ['renderer', 'node:path'],
    ['renderer', 'path'],
    ['renderer', 'electron'],
    ['renderer', 'electron/renderer'],
    ['renderer', 'ws'],
    ['renderer', '@napi-rs/keyring'],
    ['gateway', 'electron'],
    ['gateway', 'electron/main'],
    ['gateway', 'react'],
    ['gateway', 'fs'],
    ['electron', 'electron'],
    ['electron', 'electron/renderer'],
    ['electron', 'react'],
    ['electron', 'fs'],
  ]
  const files = Object.fromEntries(
    forbidden.map(([zone, source], index) => [`${zone}/f${index}.ts`, `import '${source}'\n`]),
  )
  files['electron/preload.ts'] = `import 'electron/main'\n`
  const { problems } = lint(files)
  const caught = new Set(problems)
  const missed = Object.entries(files).filter(([file]) => !caught.has(`${file} xiaoer(zones)`))
  expect(missed).toEqual([])
})

test('only electron/embedded/process.ts may reach the gateway', () => {
  const line = `export * from '#gateway/serve.ts'\n`
  expect(
    lint({
      'electron/embedded/process.ts': line,
      'electron/embedded/supervisor.ts': line,
      'electron/embedded/deep/process.ts': line,
    }).problems.sort(),
  ).toEqual([
    'electron/embedded/deep/process.ts xiaoer(zones)',
    'electron/embedded/supervisor.ts xiaoer(zones)',
  ])
  expect(
    lint({ 'electron/embedded/process.ts': `export * from '#renderer/x.ts'\n` }).problems,
  ).toEqual(['electron/embedded/process.ts xiaoer(zones)'])
})

test('allowed imports pass', () => {
  const { status, problems } = lint({
    'shared/dispatch/decide.ts': `export { a } from '../names/parse.ts'\nexport * from '#shared/x.ts'\nexport { z } from 'zod'\n`,
    'renderer/workstation/gateway/view.tsx': `export * from '../../ui/x.tsx'\nexport * from '#shared/x.ts'\nexport { useState } from 'react'\n`,
    'renderer/workstation/chat.ts': `export * from './gateway/view.tsx'\n`,
    'renderer/ui/words.ts': `import words from '#resources/locales/en/common.json' with { type: 'json' }\nexport const en = words\n`,
    'electron/start.ts': `export { app } from 'electron/main'\nexport * from './link/x.ts'\nexport * from 'node:fs'\nexport * from 'ws'\nexport * from '#shared/x.ts'\n`,
    'electron/preload.ts': `export { ipcRenderer } from 'electron/renderer'\nexport type { B } from '#shared/bridge/x.ts'\n`,
    'gateway/main.ts': `export * from './desk/x.ts'\nexport * from 'node:fs'\nexport * from 'fastify'\nexport * from '#resources/x.json'\n`,
    'gateway/main.test.ts': `export * from '#tests/x.ts'\nexport * from '#electron/x.ts'\n`,
    'tests/e2e/a.spec.ts': `export * from '#gateway/main.ts'\nexport * from '../../electron/start.ts'\n`,
    'build/commands/x.ts': `export * from '#electron/x.ts'\n`,
  })
  expect(problems).toEqual([])
  expect(status).toBe(0)
})

test('Chinese text is an error in sources, and free in tests, comments and escapes', () => {
  const rule = 'xiaoer(no-chinese-text)'
  const { problems } = lint({
    'gateway/a.ts': `export const a = '你好'\n`,
    'shared/b.ts': 'export const b = (n: number) => `${n} 条`\n',
    'renderer/c.tsx': `export const C = () => <p>发送</p>\n`,
    'electron/d.tsx': `export const D = () => <p title="关闭" />\n`,
    'electron/ok.ts': `// 客服 is the agent\nexport const e = /[\\u4e00-\\u9fff]/u\n`,
    'electron/ok.test.ts': `export const f = '你好'\n`,
  })
  expect(problems.sort()).toEqual([
    `electron/d.tsx ${rule}`,
    `gateway/a.ts ${rule}`,
    `renderer/c.tsx ${rule}`,
    `shared/b.ts ${rule}`,
  ])
})
