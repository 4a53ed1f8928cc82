import { expect, test } from 'vitest'
import { z } from 'zod'
import { newCid, timeOfCid } from './cid.ts'

test('[S20] a cid is a UUID, never the same, and tells its time', () => {
  const now = 1_795_314_476_149
  const cids = Array.from({ length: 1000 }, () => newCid(now))
  expect(new Set(cids).size).toBe(1000)
  for (const cid of cids) {
    expect(z.uuid().safeParse(cid).success).toBe(true)
    expect(timeOfCid(cid)).toBe(now)
  }
})
