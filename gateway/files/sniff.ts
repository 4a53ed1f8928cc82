/** A picture told by its own bytes, never by what the sender calls it. */
export interface Picture {
  readonly type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | 'image/avif'
  readonly width: number
  readonly height: number
}

/** null: not a picture that is shown inline. */
export function sniffPicture(bytes: Buffer): Picture | null {
  const size = png(bytes) ?? gif(bytes) ?? webp(bytes) ?? jpeg(bytes) ?? avif(bytes)
  return size && size.width > 0 && size.height > 0 ? size : null
}

function png(bytes: Buffer): Picture | null {
  if (bytes.length < 24 || bytes.readUInt32BE(0) !== 0x89504e47) return null
  if (bytes.readUInt32BE(4) !== 0x0d0a1a0a || bytes.toString('latin1', 12, 16) !== 'IHDR')
    return null
  return { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}

function gif(bytes: Buffer): Picture | null {
  if (bytes.length < 10 || !/^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))) return null
  return { type: 'image/gif', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }
}

function webp(bytes: Buffer): Picture | null {
  if (bytes.length < 30 || bytes.toString('latin1', 0, 4) !== 'RIFF') return null
  if (bytes.toString('latin1', 8, 12) !== 'WEBP') return null
  const of = (width: number, height: number): Picture => ({ type: 'image/webp', width, height })
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return of(bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff)
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21)
      return of((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1)
    }
    case 'VP8X':
      return of(bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1)
    default:
      return null
  }
}

/** Walks the segments to the frame header (SOFn), which holds the size. */
function jpeg(bytes: Buffer): Picture | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null
  let at = 2
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return {
        type: 'image/jpeg',
        height: bytes.readUInt16BE(at + 5),
        width: bytes.readUInt16BE(at + 7),
      }
    // Start of scan without a frame header before it: not a picture we can trust.
    if (marker === 0xda) return null
    at += 2 + bytes.readUInt16BE(at + 2)
  }
  return null
}

/** An ISO base media file of the brand avif; its size is in the `ispe` property, near the beginning. */
function avif(bytes: Buffer): Picture | null {
  if (bytes.length < 24 || bytes.toString('latin1', 4, 8) !== 'ftyp') return null
  const brands = bytes.toString('latin1', 8, Math.min(bytes.readUInt32BE(0), 64, bytes.length))
  if (!/^avif|^.{8}(?:.{4})*avif/s.test(brands)) return null
  const at = bytes.subarray(0, 4096).indexOf('ispe', 0, 'latin1')
  if (at < 0 || at + 16 > bytes.length) return null
  return {
    type: 'image/avif',
    width: bytes.readUInt32BE(at + 8),
    height: bytes.readUInt32BE(at + 12),
  }
}
