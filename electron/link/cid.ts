import { randomBytes } from 'node:crypto'

/**
 * A UUID of version 7: random, and its first 48 bits say when it was made, so that an item of the
 * outbox still has its time after a restart.
 */
export function newCid(now: number): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(now, 0, 6)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}

export function timeOfCid(cid: string): number {
  return Number.parseInt(cid.slice(0, 8) + cid.slice(9, 13), 16)
}
