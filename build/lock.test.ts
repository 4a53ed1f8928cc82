import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withLock } from './lock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xiaoer-lock-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

test('work under the same lock never overlaps, also when some of it fails', async () => {
  const path = join(folder, 'lock')
  let running = 0
  let most = 0
  const work = async (index: number): Promise<void> => {
    running += 1
    most = Math.max(most, running)
    await new Promise(setImmediate)
    running -= 1
    if (index === 1) throw new Error('failed')
  }
  const all = await Promise.allSettled([0, 1, 2].map((i) => withLock(path, () => work(i))))
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(most).toBe(1)
  expect(existsSync(path)).toBe(false)
})

test('the lock of a dead process is taken over', async () => {
  const path = join(folder, 'lock')
  // No process has an id above the largest that Linux gives.
  writeFileSync(path, String(2 ** 22 + 1))
  await expect(withLock(path, async () => 'done')).resolves.toBe('done')
})
