import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ShopViews } from '../store/engine.ts'
import { Follower } from './follower.ts'
import type { Row } from './row.ts'

/** Rows that are followed at once, and how long that takes, ms. */
const SLICE = 8192
const TOOK = 100

function following(
  head: () => number,
  fails: () => boolean = () => false,
): { follower: Follower; reached: () => number; tries: () => number } {
  let reached = 0
  let tries = 0
  const views: Pick<ShopViews, 'reached' | 'follow'> = {
    reached: () => reached,
    async follow(rows) {
      tries++
      if (fails()) throw new Error('the disk is full')
      await new Promise((resolve) => setTimeout(resolve, TOOK))
      reached += rows.length
    },
  }
  const rowsIn = async (after: number, limit: number) =>
    Array.from({ length: Math.min(limit, head() - after) }, () => ({}) as Row)
  const follower = new Follower(views as ShopViews, head, rowsIn)
  return { follower, reached: () => reached, tries: () => tries }
}

describe('what follows the log', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('rests between two slices as long as one took', async () => {
    let head = SLICE
    const { follower, reached } = following(() => head)
    follower.wake()
    await vi.advanceTimersByTimeAsync(TOOK)
    expect(reached()).toBe(SLICE)
    head += SLICE - 1
    follower.wake()
    await vi.advanceTimersByTimeAsync(TOOK - 10)
    head += SLICE
    follower.wake()
    // Its rest is over, it takes a slice, and not earlier.
    await vi.advanceTimersByTimeAsync(TOOK)
    expect(reached()).toBe(SLICE)
    await vi.advanceTimersByTimeAsync(20)
    expect(reached()).toBe(2 * SLICE)
  })

  it('rests no longer while it falls behind: rows go out of memory', async () => {
    const { follower, reached } = following(() => 4 * SLICE)
    follower.wake()
    await vi.advanceTimersByTimeAsync(4 * TOOK + 40)
    expect(reached()).toBe(4 * SLICE)
  })

  it('a full disk is tried again a few times a second, and it goes on when there is room', async () => {
    let isFull = true
    const { follower, reached, tries } = following(
      () => 2 * SLICE,
      () => isFull,
    )
    follower.wake()
    await vi.advanceTimersByTimeAsync(1000)
    expect(tries()).toBeGreaterThan(1)
    expect(tries()).toBeLessThan(6)
    isFull = false
    await vi.advanceTimersByTimeAsync(1000)
    expect(reached()).toBe(2 * SLICE)
  })
})
