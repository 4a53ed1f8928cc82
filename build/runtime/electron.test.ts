import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'

const run = promisify(execFile)
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xiaoer-test-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

/** In a process of its own: the choice is made once in each. */
function choose(dist: string) {
  const module = JSON.stringify(new URL('electron.ts', import.meta.url).href)
  const script = `const { chooseElectron } = await import(${module}); console.log(JSON.stringify(await chooseElectron()))`
  return run(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: dist, XIAOER_CACHE: folder },
  })
}

test.skipIf(process.platform !== 'linux')(
  'a folder the user names is taken as it is, and the choice is said in one line',
  async () => {
    await writeFile(join(folder, 'electron'), '')
    await chmod(join(folder, 'electron'), 0o755)
    await writeFile(join(folder, 'version'), 'v45.4.1\n')
    const { stdout, stderr } = await choose(folder)
    expect(JSON.parse(stdout)).toEqual({
      executable: join(folder, 'electron'),
      distDir: folder,
      version: '45.4.1',
      origin: 'installed',
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
      // A current Electron takes the package's own binary.
      env: { ELECTRON_OVERRIDE_DIST_PATH: folder },
    })
    expect(stderr.trim().split('\n')).toEqual([
      `xiaoer: Electron 45.4.1 (ELECTRON_OVERRIDE_DIST_PATH names it): ${join(folder, 'electron')}`,
    ])
  },
)

test('a named folder without an Electron is an error, not a silent other choice', async () => {
  await expect(choose(folder)).rejects.toThrow(`is ${folder}, but no Electron is there`)
})
