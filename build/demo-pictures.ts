import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { root } from './root.ts'

/**
 * Draws the pictures of the demo shop's goods, calm and flat, into resources/demo/orders-pictures.json
 * (data addresses: the gateway of a packaged app has no folder to read them from).
 * Run once by hand: `node build/demo-pictures.ts`.
 */
const SIZE = 160
type Colour = readonly [number, number, number]
/** Signed: inside where it is negative; coordinates 0..1. */
type Shape = (x: number, y: number) => number

const box =
  (cx: number, cy: number, w: number, h: number, r = 0.03): Shape =>
  (x, y) => {
    const dx = Math.abs(x - cx) - w / 2 + r
    const dy = Math.abs(y - cy) - h / 2 + r
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - r
  }
const disc =
  (cx: number, cy: number, r: number): Shape =>
  (x, y) =>
    Math.hypot(x - cx, y - cy) - r
const ring =
  (cx: number, cy: number, r: number, w: number): Shape =>
  (x, y) =>
    Math.abs(Math.hypot(x - cx, y - cy) - r) - w
const line =
  (x1: number, y1: number, x2: number, y2: number, w: number): Shape =>
  (x, y) => {
    const t = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2)
    const at = Math.max(0, Math.min(1, t))
    return Math.hypot(x - x1 - at * (x2 - x1), y - y1 - at * (y2 - y1)) - w
  }

interface Drawing {
  readonly ground: Colour
  readonly parts: readonly (readonly [Colour, Shape])[]
}

const steel: Colour = [214, 218, 222]
const ink: Colour = [92, 104, 116]
const DRAWINGS: Readonly<Record<string, Drawing>> = {
  p1001: {
    ground: [226, 234, 240],
    parts: [
      [[124, 151, 173], box(0.5, 0.58, 0.3, 0.54, 0.07)],
      [steel, box(0.5, 0.27, 0.22, 0.14, 0.04)],
    ],
  },
  p1002: {
    ground: [240, 234, 222],
    parts: [
      [[120, 168, 178], box(0.5, 0.6, 0.34, 0.44, 0.09)],
      [[232, 176, 108], box(0.5, 0.36, 0.36, 0.1, 0.04)],
      [ink, line(0.55, 0.32, 0.64, 0.16, 0.02)],
      [ink, ring(0.5, 0.62, 0.08, 0.012)],
    ],
  },
  p2001: {
    ground: [232, 232, 228],
    parts: [
      [[168, 174, 178], box(0.5, 0.6, 0.66, 0.3, 0.05)],
      [[244, 244, 242], box(0.34, 0.4, 0.26, 0.16, 0.06)],
      [[244, 244, 242], box(0.66, 0.4, 0.26, 0.16, 0.06)],
      [[196, 200, 203], box(0.5, 0.66, 0.66, 0.04, 0.01)],
    ],
  },
  p2002: {
    ground: [228, 238, 236],
    parts: [
      [[158, 196, 192], box(0.5, 0.62, 0.6, 0.14, 0.07)],
      [[188, 214, 210], box(0.5, 0.49, 0.56, 0.14, 0.07)],
      [[216, 231, 228], box(0.5, 0.36, 0.52, 0.14, 0.07)],
    ],
  },
  p3001: {
    ground: [240, 232, 224],
    parts: [
      [[176, 140, 112], disc(0.48, 0.62, 0.2)],
      [[222, 206, 190], line(0.34, 0.26, 0.48, 0.46, 0.03)],
      [[222, 206, 190], line(0.62, 0.26, 0.48, 0.46, 0.03)],
      [[222, 206, 190], box(0.48, 0.27, 0.32, 0.05, 0.02)],
      [ink, ring(0.7, 0.6, 0.1, 0.02)],
    ],
  },
  p3002: {
    ground: [238, 228, 226],
    parts: [
      [ink, box(0.5, 0.56, 0.74, 0.07, 0.03)],
      [[182, 84, 80], box(0.5, 0.6, 0.54, 0.32, 0.08)],
      [[204, 116, 110], box(0.5, 0.42, 0.58, 0.08, 0.04)],
      [steel, disc(0.5, 0.34, 0.05)],
    ],
  },
  p4001: {
    ground: [234, 234, 222],
    parts: [
      [ink, line(0.28, 0.84, 0.66, 0.52, 0.018)],
      [ink, line(0.72, 0.84, 0.34, 0.52, 0.018)],
      [[148, 150, 108], box(0.5, 0.54, 0.46, 0.08, 0.04)],
      [[168, 170, 126], box(0.5, 0.33, 0.42, 0.3, 0.05)],
    ],
  },
  p4002: {
    ground: [230, 232, 238],
    parts: [
      [ink, ring(0.5, 0.22, 0.07, 0.018)],
      [[96, 106, 128], box(0.5, 0.54, 0.46, 0.58, 0.14)],
      [[126, 136, 158], box(0.5, 0.66, 0.34, 0.24, 0.05)],
      [steel, box(0.5, 0.6, 0.26, 0.02, 0.01)],
    ],
  },
}

function pixels({ ground, parts }: Drawing): Buffer {
  const rows = Buffer.alloc(SIZE * (SIZE * 3 + 1))
  for (let py = 0; py < SIZE; py++)
    for (let px = 0; px < SIZE; px++) {
      let colour: readonly number[] = ground
      for (const [paint, shape] of parts) {
        const far = shape((px + 0.5) / SIZE, (py + 0.5) / SIZE) * SIZE
        const cover = Math.max(0, Math.min(1, 0.5 - far))
        colour = colour.map((value, index) => value + ((paint[index] ?? 0) - value) * cover)
      }
      const at = py * (SIZE * 3 + 1) + 1 + px * 3
      for (const [index, value] of colour.entries()) rows[at + index] = Math.round(value)
    }
  return rows
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const head = Buffer.alloc(4)
  head.writeUInt32BE(data.length)
  const tail = Buffer.alloc(4)
  tail.writeUInt32BE(crc32(body))
  return Buffer.concat([head, body, tail])
}

function png(drawing: Drawing): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(SIZE, 0)
  header.writeUInt32BE(SIZE, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels(drawing), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const pictures = Object.fromEntries(
  Object.entries(DRAWINGS).map(([id, drawing]) => [
    id,
    `data:image/png;base64,${png(drawing).toString('base64')}`,
  ]),
)
writeFileSync(
  join(root, 'resources/demo/orders-pictures.json'),
  `${JSON.stringify(pictures, null, 2)}\n`,
)
