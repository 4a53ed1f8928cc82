import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startDisplay, withDisplay } from './display.ts'
import { findProgram } from './system.ts'

// Parts of the `test` system set: `npm test` has seen to them; elsewhere there is no virtual desk.
const possible = process.platform === 'linux' && findProgram('Xvfb') !== undefined

test.runIf(possible)(
  'a virtual desk has a screen and an unlocked keychain, and leaves nothing',
  async () => {
    const folder = await withDisplay({ keychain: 'scratch', when: 'always' }, async (display) => {
      expect(display.virtual).toBe(true)
      const run = (file: string, args: readonly string[], input = '') =>
        execFileSync(file, [...args], { env: display.env, input, encoding: 'utf8' })
      run('secret-tool', ['store', '--label=test', 'name', 'a'], 'secret')
      expect(run('secret-tool', ['lookup', 'name', 'a'])).toBe('secret')
      expect(run('xdotool', ['getdisplaygeometry']).trim()).toBe('1600 1000')
      return display.env['XDG_RUNTIME_DIR']
    })
    expect(folder).toBeDefined()
    expect(existsSync(String(folder))).toBe(false)
  },
)

test.runIf(possible)('two desks at once have their own numbers and keychains', async () => {
  const [one, two] = await Promise.all([
    startDisplay({ keychain: 'scratch', when: 'always' }),
    startDisplay({ keychain: 'scratch', when: 'always' }),
  ])
  try {
    expect(one.env['DISPLAY']).not.toBe(two.env['DISPLAY'])
    execFileSync('secret-tool', ['store', '--label=test', 'name', 'a'], {
      env: one.env,
      input: 'x',
    })
    expect(() => execFileSync('secret-tool', ['lookup', 'name', 'a'], { env: two.env })).toThrow(
      'Command failed',
    )
  } finally {
    await Promise.all([one.stop(), two.stop()])
  }
})
