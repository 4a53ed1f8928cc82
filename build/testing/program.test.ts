import { expect, test } from 'vitest'
import { runProgram } from './program.ts'

const node = process.execPath

test('a program gives its exit code and the end of its output', async () => {
  const run = await runProgram({
    command: node,
    args: ['-e', 'console.log("out"); console.error("err"); process.exitCode = 3'],
    timeout: 10_000,
    quiet: true,
  })
  expect(run).toMatchObject({ code: 3, timedOut: false })
  expect(run.tail).toContain('out')
  expect(run.tail).toContain('err')
})

test('a program that does not exist fails, and does not throw', async () => {
  const run = await runProgram({ command: '/nonexistent', args: [], timeout: 1_000, quiet: true })
  expect(run.code).toBeUndefined()
  expect(run.tail).toContain('ENOENT')
})

test('at its time limit a program ends together with the detached ones it started', async () => {
  const script = `
    const child = require('node:child_process').spawn(process.execPath,
      ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' })
    console.log('child ' + child.pid)
    setInterval(() => {}, 1000)`
  const run = await runProgram({ command: node, args: ['-e', script], timeout: 1_000, quiet: true })
  expect(run).toMatchObject({ code: undefined, timedOut: true })
  const pid = Number(/child (\d+)/.exec(run.tail)?.[1])
  expect(pid).toBeGreaterThan(0)
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
