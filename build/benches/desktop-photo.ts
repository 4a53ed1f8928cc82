import { crc32, deflateSync } from 'node:zlib'

const WIDTH = 1280
const HEIGHT = 960
/** Pixels of one patch of colour: the file is as large as a small photograph, not as noise. */
const PATCH = 8

/** A PNG of 1280 × 960 that is another one for each number. */
export function photo(number: number): Buffer {
  let seed = number + 1
  const next = () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0)
  const row = 1 + WIDTH * 3
  const raw = Buffer.alloc(row * HEIGHT)
  for (let y = 0; y < HEIGHT; y++) {
    if (y % PATCH > 0) {
      raw.copy(raw, y * row, (y - 1) * row, y * row)
      continue
    }
    for (let x = 0; x < WIDTH; x += PATCH) {
      const colour = next()
      for (let at = y * row + 1 + x * 3, end = at + PATCH * 3; at < end; at += 3)
        raw.writeUIntBE(colour >>> 8, at, 3)
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(WIDTH, 0)
  header.writeUInt32BE(HEIGHT, 4)
  // Eight bits, red green blue.
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(raw, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
