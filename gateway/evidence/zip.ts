import { promisify } from 'node:util'
import { crc32, deflateRaw } from 'node:zlib'

const deflate = promisify(deflateRaw)

export interface Member {
  readonly path: string
  readonly bytes: Buffer
  /** Pictures are packed already. */
  readonly packed?: boolean
}

/** ZIP's own limit without its later extension. */
export const ZIP_MOST = 0xffff_ffff

/** 1980-01-01, where ZIP's times begin: the same contents give the same file. */
const DATE = 0x0021
const UTF8 = 0x0800

/** A ZIP, packed off the main thread. Paths are ours. */
export async function zipOf(members: readonly Member[]): Promise<Buffer> {
  const parts: Buffer[] = []
  const list: Buffer[] = []
  let at = 0
  for (const { path, bytes, packed } of members) {
    const name = Buffer.from(path)
    const data = packed === true ? bytes : await deflate(bytes)
    const method = packed === true ? 0 : 8
    const header = Buffer.alloc(26)
    header.writeUInt16LE(20, 0)
    header.writeUInt16LE(UTF8, 2)
    header.writeUInt16LE(method, 4)
    header.writeUInt16LE(DATE, 8)
    header.writeUInt32LE(crc32(bytes), 10)
    header.writeUInt32LE(data.length, 14)
    header.writeUInt32LE(bytes.length, 18)
    header.writeUInt16LE(name.length, 22)
    parts.push(Buffer.from([0x50, 0x4b, 3, 4]), header, name, data)
    const entry = Buffer.alloc(14)
    entry.writeUInt32LE(at, 10)
    list.push(Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), header, entry, name)
    at += 30 + name.length + data.length
  }
  const size = list.reduce((sum, { length }) => sum + length, 0)
  if (at + size > ZIP_MOST) throw new RangeError('more than a ZIP holds')
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(members.length, 8)
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, ...list, end])
}
