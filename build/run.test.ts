import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'

const build = import.meta.dirname
const probe = `zz-probe-${process.pid}`
const probeFile = join(build, 'commands', `${probe}.ts`)
afterEach(async () => {
  await rm(probeFile, { force: true })
})

function start(...args: string[]) {
  return spawn(process.execPath, [join(build, 'run.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function result(child: ReturnType<typeof start>) {
  const exit = once(child, 'close')
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = (await exit) as [number | null]
  return { code, stdout, stderr }
}

test('an unknown command lists the commands', async () => {
  const { code, stderr } = await result(start('no-such-command'))
  expect(code).toBe(2)
  expect(stderr).toContain('there is no command no-such-command')
  expect(stderr).toMatch(/^commands: .*\bstart\b/m)
})

test('a command gets its arguments, and its exit code is passed on', async () => {
  await writeFile(probeFile, 'console.log(process.argv.slice(2).join("|")); process.exitCode = 7')
  const { code, stdout, stderr } = await result(start(probe, 'a b', '--c'))
  expect(stdout).toBe('a b|--c\n')
  expect(code).toBe(7)
  expect(stderr).toMatch(/^xiaoer: Node \d+\.\d+\.\d+ \(.+\)\n$/)
})

test('a stop signal reaches the command, and its own answer is passed on', async () => {
  await writeFile(
    probeFile,
    'process.on("SIGTERM", () => process.exit(9)); console.log("up"); setInterval(() => {}, 1000)',
  )
  const child = start(probe)
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  expect((await result(child)).code).toBe(9)
})
