import type { Picture } from './sniff.ts'

/**
 * The picture without what its maker wrote beside it: place, time, device and owner (EXIF, XMP, IPTC),
 * comments, and whatever hangs behind its end (a phone's video, a second picture, a zip). What is
 * needed to show it right stays: colour profile, animation, and of EXIF the orientation. What can't
 * be followed to its end (cut off in an upload) is kept up to there. AVIF is left as it is.
 */
export function withoutMetadata(bytes: Buffer, type: Picture['type']): Buffer {
  switch (type) {
    case 'image/jpeg':
      return jpeg(bytes)
    case 'image/png':
      return png(bytes)
    case 'image/webp':
      return webp(bytes)
    case 'image/gif':
      return gif(bytes)
    case 'image/avif':
      return bytes
  }
}

const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda

function jpeg(bytes: Buffer): Buffer {
  const kept: Buffer[] = [bytes.subarray(0, 2)]
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === EOI) {
      kept.push(bytes.subarray(at, at + 2))
      return Buffer.concat(kept)
    }
    const end = at + 2 + bytes.readUInt16BE(at + 2)
    const segment = bytes.subarray(at, end)
    const orientation = marker === 0xe1 ? orientationIn(segment) : null
    if (orientation !== null) kept.push(orientationOnly(orientation))
    else if (isShown(marker, segment)) kept.push(segment)
    at = end
    if (marker !== SOS) continue
    // The coded picture runs to the next real marker: FF followed by neither 00 nor a restart.
    const from = at
    while (at + 1 < bytes.length && !isMarker(bytes[at], bytes[at + 1])) at++
    if (at + 1 >= bytes.length) at = bytes.length
    kept.push(bytes.subarray(from, at))
  }
  // Two bytes may be left: the end itself.
  if (bytes[at] === 0xff && bytes[at + 1] === EOI) kept.push(bytes.subarray(at, at + 2))
  return Buffer.concat(kept)
}

function isMarker(first: number | undefined, second: number | undefined): boolean {
  if (first !== 0xff || second === undefined) return false
  return second !== 0 && second !== 0xff && (second < 0xd0 || second > SOI - 1)
}

/** Application segments and comments are dropped, but the base header, colour profile and Adobe's transform. */
function isShown(marker: number, segment: Buffer): boolean {
  if (marker === 0xfe) return false
  if (marker < 0xe0 || marker > 0xef) return true
  if (marker === 0xe0) return segment.toString('latin1', 4, 8) === 'JFIF'
  if (marker === 0xe2) return segment.toString('latin1', 4, 15) === 'ICC_PROFILE'
  return marker === 0xee && segment.toString('latin1', 4, 9) === 'Adobe'
}

const ORIENTATION = 0x0112

/** 2 to 8; null where it is upright, or said nowhere. */
function orientationIn(segment: Buffer): number | null {
  if (segment.toString('latin1', 4, 10) !== 'Exif\0\0') return null
  const tiff = segment.subarray(10)
  const little = tiff.toString('latin1', 0, 2) === 'II'
  const short = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  try {
    const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4)
    for (let index = 0; index < short(directory); index++) {
      const entry = directory + 2 + index * 12
      if (short(entry) !== ORIENTATION) continue
      const value = short(entry + 8)
      return value >= 2 && value <= 8 ? value : null
    }
    return null
  } catch {
    return null
  }
}

/** An EXIF segment with this one tag (CIPA DC-008, TIFF 6.0). */
function orientationOnly(value: number): Buffer {
  const segment = Buffer.alloc(36)
  segment.writeUInt16BE(0xffe1, 0)
  segment.writeUInt16BE(34, 2)
  segment.write('Exif\0\0MM\0*', 4, 'latin1')
  segment.writeUInt32BE(8, 14)
  segment.writeUInt16BE(1, 18)
  segment.writeUInt16BE(ORIENTATION, 20)
  segment.writeUInt16BE(3, 22)
  segment.writeUInt32BE(1, 24)
  segment.writeUInt16BE(value, 28)
  return segment
}

const PNG_SHOWN = new Set(
  'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs cICP mDCV cLLI acTL fcTL fdAT'.split(
    ' ',
  ),
)

function png(bytes: Buffer): Buffer {
  const kept: Buffer[] = [bytes.subarray(0, 8)]
  let at = 8
  while (at + 12 <= bytes.length) {
    const end = at + 12 + bytes.readUInt32BE(at)
    const name = bytes.toString('latin1', at + 4, at + 8)
    if (PNG_SHOWN.has(name)) kept.push(bytes.subarray(at, end))
    if (name === 'IEND') break
    at = end
  }
  return at + 12 <= bytes.length ? Buffer.concat(kept) : withRest(kept, bytes, at)
}

const WEBP_SHOWN = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP'])
/** Of a VP8X chunk's flags: there is EXIF, there is XMP. */
const WEBP_SAYS = 0x08 | 0x04

function webp(bytes: Buffer): Buffer {
  const size = Math.min(bytes.length, bytes.readUInt32LE(4) + 8)
  const kept: Buffer[] = []
  let at = 12
  while (at + 8 <= size) {
    const length = bytes.readUInt32LE(at + 4)
    const end = at + 8 + length + (length % 2)
    const name = bytes.toString('latin1', at, at + 4)
    if (WEBP_SHOWN.has(name)) {
      const chunk = Buffer.from(bytes.subarray(at, Math.min(end, size)))
      if (name === 'VP8X' && chunk.length > 8) chunk.writeUInt8((chunk[8] ?? 0) & ~WEBP_SAYS, 8)
      kept.push(chunk)
    }
    at = end
  }
  const body = Buffer.concat(kept)
  const head = Buffer.from(bytes.subarray(0, 12))
  head.writeUInt32LE(body.length + 4, 4)
  return Buffer.concat([head, body])
}

/** How often an animation is shown. */
const GIF_SHOWN = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0'])

function gif(bytes: Buffer): Buffer {
  const tableAt = (at: number) => ((bytes[at] ?? 0) & 0x80 ? 3 << (((bytes[at] ?? 0) & 7) + 1) : 0)
  let at = 13 + tableAt(10)
  const kept: Buffer[] = [bytes.subarray(0, at)]
  const blocksEnd = (from: number) => {
    let end = from
    while (end < bytes.length && bytes[end] !== 0) end += (bytes[end] ?? 0) + 1
    return end + 1
  }
  while (at < bytes.length) {
    const from = at
    const kind = bytes[at]
    if (kind === 0x3b) return Buffer.concat([...kept, bytes.subarray(at, at + 1)])
    if (kind === 0x2c) at = blocksEnd(at + 11 + tableAt(at + 9))
    else if (kind === 0x21) at = blocksEnd(at + 2)
    else return withRest(kept, bytes, bytes.length)
    const label = kind === 0x21 ? bytes[from + 1] : null
    const isApplication = label === 0xff
    if (label === 0xfe || label === 0x01) continue
    if (isApplication && !GIF_SHOWN.has(bytes.toString('latin1', from + 3, from + 14))) continue
    kept.push(bytes.subarray(from, at))
  }
  return Buffer.concat(kept)
}

function withRest(kept: readonly Buffer[], bytes: Buffer, from: number): Buffer {
  return Buffer.concat([...kept, bytes.subarray(Math.min(from, bytes.length))])
}
