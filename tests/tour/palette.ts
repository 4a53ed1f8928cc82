import { crc32, deflateSync, inflateSync } from 'node:zlib'

/**
 * PNG as Chromium makes it (8 bits, RGB or RGBA, not interlaced) with a palette of at most 256 colours:
 * screens have few, and the pictures are a third as large. Text and lines keep theirs; where there are
 * more, such as in a photo, the nearest are taken together.
 */
export function withPalette(png: Buffer): Buffer {
  const { width, height, pixels } = decoded(png)
  const counts = new Map<number, number>()
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
  const palette = chosen(counts)
  const index = new Map<number, number>()
  for (const color of counts.keys()) index.set(color, nearest(palette, color))
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      rows[y * (width + 1) + x + 1] = index.get(pixels[y * width + x] ?? 0) ?? 0
  const head = Buffer.from(png.subarray(16, 29))
  head[9] = 3
  return Buffer.concat([
    png.subarray(0, 8),
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette.flatMap((color) => partsOf(color)))),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const partsOf = (color: number): [number, number, number] => [
  color >> 16,
  (color >> 8) & 255,
  color & 255,
]

interface Box {
  readonly colors: readonly number[]
  readonly weight: number
}

/** Median cut: the box that errs most is halved until there are enough. */
function chosen(counts: ReadonlyMap<number, number>): number[] {
  if (counts.size <= 256) return [...counts.keys()]
  const boxOf = (colors: readonly number[]): Box => {
    let spread = 0
    let total = 0
    for (const part of [16, 8, 0]) {
      const all = colors.map((color) => (color >> part) & 255)
      spread = Math.max(spread, most(all) - least(all))
    }
    for (const color of colors) total += counts.get(color) ?? 0
    return { colors, weight: colors.length < 2 ? 0 : spread * Math.sqrt(total) * spread }
  }
  // What covers much of the screen is kept exactly.
  const kept = [...counts].toSorted((a, b) => b[1] - a[1]).slice(0, 96)
  const exact = kept.map(([color]) => color)
  const others = new Set(exact)
  let boxes = [boxOf([...counts.keys()].filter((color) => !others.has(color)))]
  while (boxes.length < 256 - exact.length) {
    boxes = boxes.toSorted((a, b) => a.weight - b.weight)
    const widest = boxes.pop()
    if (!widest || widest.weight === 0) break
    boxes.push(...halved(widest.colors, counts).map(boxOf))
  }
  return [...exact, ...boxes.map(({ colors }) => middle(colors, counts))]
}

function halved(
  colors: readonly number[],
  counts: ReadonlyMap<number, number>,
): [readonly number[], readonly number[]] {
  const range = (part: number) => {
    const all = colors.map((color) => (color >> part) & 255)
    return most(all) - least(all)
  }
  const part = [16, 8, 0].toSorted((a, b) => range(b) - range(a))[0] ?? 0
  const sorted = colors.toSorted((a, b) => ((a >> part) & 255) - ((b >> part) & 255))
  const whole = sorted.reduce((sum, color) => sum + (counts.get(color) ?? 0), 0)
  let sum = 0
  let cut = 0
  while (cut < sorted.length - 1 && sum < whole / 2) sum += counts.get(sorted[cut++] ?? 0) ?? 0
  return [sorted.slice(0, Math.max(1, cut)), sorted.slice(Math.max(1, cut))]
}

function middle(colors: readonly number[], counts: ReadonlyMap<number, number>): number {
  let all = 0
  const sum = [0, 0, 0]
  for (const color of colors) {
    const count = counts.get(color) ?? 0
    all += count
    for (const [part, value] of partsOf(color).entries())
      sum[part] = (sum[part] ?? 0) + value * count
  }
  const [red = 0, green = 0, blue = 0] = sum.map((value) => Math.round(value / all))
  return (red << 16) | (green << 8) | blue
}

function nearest(palette: readonly number[], color: number): number {
  const [red, green, blue] = partsOf(color)
  let best = 0
  let least = Infinity
  for (const [index, one] of palette.entries()) {
    const [r, g, b] = partsOf(one)
    const away = (r - red) ** 2 * 2 + (g - green) ** 2 * 4 + (b - blue) ** 2 * 3
    if (away < least) {
      least = away
      best = index
      if (away === 0) break
    }
  }
  return best
}

const most = (all: readonly number[]) => all.reduce((a, b) => Math.max(a, b), 0)
const least = (all: readonly number[]) => all.reduce((a, b) => Math.min(a, b), 255)

function decoded(png: Buffer): { width: number; height: number; pixels: Uint32Array } {
  const width = png.readUInt32BE(16)
  const height = png.readUInt32BE(20)
  const kind = png[25]
  if (png[24] !== 8 || (kind !== 2 && kind !== 6) || png[28] !== 0)
    throw new Error('not a picture as Chromium makes them')
  const size = kind === 2 ? 3 : 4
  const data: Buffer[] = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  const raw = inflateSync(Buffer.concat(data))
  const stride = width * size
  const rows = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)]
    for (let x = 0; x < stride; x++) {
      const left = x < size ? 0 : (rows[y * stride + x - size] ?? 0)
      const up = y === 0 ? 0 : (rows[(y - 1) * stride + x] ?? 0)
      const corner = x < size || y === 0 ? 0 : (rows[(y - 1) * stride + x - size] ?? 0)
      rows[y * stride + x] =
        (raw[y * (stride + 1) + 1 + x] ?? 0) + foretold(filter, left, up, corner)
    }
  }
  const pixels = new Uint32Array(width * height)
  for (let at = 0; at < pixels.length; at++) pixels[at] = rows.readUIntBE(at * size, 3)
  return { width, height, pixels }
}

/** The PNG filters' guess at a byte (PNG specification, 9.2). */
function foretold(filter: number | undefined, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left
    case 2:
      return up
    case 3:
      return (left + up) >> 1
    case 4: {
      const sum = left + up - corner
      const [a, b, c] = [Math.abs(sum - left), Math.abs(sum - up), Math.abs(sum - corner)]
      return a <= b && a <= c ? left : b <= c ? up : corner
    }
    default:
      return 0
  }
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([size, body, sum])
}
