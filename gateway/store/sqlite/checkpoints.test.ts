import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { tempFolder } from '../store.fixture.ts'
import type { Background } from './background.ts'
import { Checkpoints } from './checkpoints.ts'

it('[S18] a disk that does not even tell a size does not end the gateway', () => {
  const folder = tempFolder()
  const file = join(folder.path, 'gateway.db')
  // Asked for its size it answers with an error, as a disk with EIO does.
  symlinkSync(`${file}-wal`, `${file}-wal`)
  vi.useFakeTimers()
  const checkpoints = new Checkpoints([file], {} as Background)
  try {
    expect(() => vi.advanceTimersByTime(3000)).not.toThrow()
  } finally {
    checkpoints.stop()
    vi.useRealTimers()
    folder.remove()
  }
})
