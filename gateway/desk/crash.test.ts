import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { newKey, openTestShop, tempFolder } from '../store/store.fixture.ts'
import { verify } from '../store/verify.ts'

const WRITER = join(import.meta.dirname, 'writer.child.ts')

interface Written {
  readonly cid: string
  readonly pos: number
}

/** Runs the writer and hands each of its lines to `each`, until the process has ended. */
async function watch(
  command: string,
  args: readonly string[],
  each: (line: string, kill: () => void) => void,
): Promise<Written[]> {
  // A group of its own, so that a test that fails leaves nothing running.
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  onTestFinished(() => endGroup(child.pid))
  const ended = once(child, 'exit')
  const written: Written[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, , cid, pos] = line.split(' ')
    // The last line may be cut off by the kill.
    if (word === 'ok' && cid && pos) written.push({ cid, pos: Number(pos) })
    each(line, () => child.kill('SIGKILL'))
  }
  await ended
  return written
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

async function loggedCids(file: string, key: string): Promise<Map<string, number>> {
  const open = await openTestShop(file, key)
  const cids = new Map<string, number>()
  for (let after = 0; ;) {
    const rows = await open.shop.rows(after, 5000)
    for (const { event, pos } of rows)
      if (event.type === 'message.sent' && event.message.cid !== null)
        cids.set(event.message.cid, pos)
    const last = rows.at(-1)
    if (!last) break
    after = last.pos
  }
  await open.close()
  return cids
}

describe('the end of the process and of the disk', () => {
  const key = newKey()
  let folder: ReturnType<typeof tempFolder>
  beforeEach(() => {
    folder = tempFolder()
  })
  afterEach(() => folder.remove())

  it('[I1][S10] kill -9 at any point: every message that was answered is there', async () => {
    const file = join(folder.path, 'gateway.db')
    const written: Written[] = []
    for (const [round, lines] of [3, 170, 401].entries()) {
      let seen = 0
      written.push(
        ...(await watch(process.execPath, [WRITER, file, key, `r${round}`], (_line, kill) => {
          if (++seen >= lines) kill()
        })),
      )
    }
    expect(written.length).toBeGreaterThan(400)
    const logged = await loggedCids(file, key)
    expect(written.filter(({ cid, pos }) => logged.get(cid) !== pos)).toEqual([])
    expect(await verify(file, key)).toMatchObject({ ok: true })
  })

  it('[S18] a full disk: storage_failed, the process lives, and nothing answered is lost', async () => {
    // A small file system of its own, gone with the process; as root or in a user's own namespace.
    const mount = join(folder.path, 'small')
    mkdirSync(mount)
    const kept = join(folder.path, 'kept')
    mkdirSync(kept)
    const space = process.getuid?.() === 0 ? ['-m'] : ['-rm']
    const script = [
      `mount -t tmpfs -o size=3m tmpfs ${mount}`,
      // Takes the room away first, so that some can be given back while the writer runs.
      `dd if=/dev/zero of=${mount}/ballast bs=1k count=1000 2>/dev/null`,
      `(while [ ! -e ${kept}/release ]; do sleep 0.05; done; rm ${mount}/ballast; echo released > ${kept}/released; while [ ! -e ${kept}/copy ]; do sleep 0.05; done; kill -9 $(cat ${kept}/pid); cp ${mount}/gateway.db ${mount}/gateway.db-wal ${kept}/) > /dev/null &`,
      `${process.execPath} ${WRITER} ${mount}/gateway.db ${key} full 2000 & echo $! > ${kept}/pid`,
      'wait',
    ].join('\n')
    let failed = 0
    let after = 0
    const touch = (name: string) => spawn('touch', [join(kept, name)])
    const written = await watch('unshare', [...space, 'sh', '-c', script], (line) => {
      if (line === 'error storage_failed') {
        if (++failed === 30) touch('release')
      } else if (failed >= 30 && line.startsWith('ok') && ++after === 30) touch('copy')
    })
    expect(failed).toBeGreaterThanOrEqual(30)
    expect(after).toBeGreaterThanOrEqual(30)
    const file = join(kept, 'gateway.db')
    const logged = await loggedCids(file, key)
    expect(written.filter(({ cid, pos }) => logged.get(cid) !== pos)).toEqual([])
    expect(await verify(file, key)).toMatchObject({ ok: true })
  })
})
