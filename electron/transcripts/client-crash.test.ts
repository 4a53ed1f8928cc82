import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { crashFolder, openCrashes } from '../crash/crashes.ts'
import { listCrashes } from '../crash/list.ts'
import { createTranscripts } from './client.ts'

test("the cache's thread crashes: kept by class and place, its words are not", async () => {
  const home = mkdtempSync(join(tmpdir(), 'xiaoer-worker-'))
  openCrashes(home, '0.1.0')
  const file = join(home, 'worker.mjs')
  writeFileSync(
    file,
    `import { parentPort } from 'node:worker_threads'
     parentPort.on('message', () => { throw new RangeError('draft of 李雷') })`,
  )
  const cache = createTranscripts({ worker: pathToFileURL(file) })
  await expect(
    cache.open({ file: join(home, 'x.db'), key: new Uint8Array(32) }),
  ).rejects.toMatchObject({
    code: 'crashed',
  })
  const crashes = listCrashes(crashFolder(home))
  expect(crashes).toMatchObject([{ kind: 'worker', reason: 'RangeError' }])
  expect(JSON.stringify(crashes)).not.toContain('李雷')
  rmSync(home, { recursive: true, force: true })
})
