import { expect, test } from 'vitest'
import { withoutMetadata } from './metadata.ts'
import { sniffPicture } from './sniff.ts'

const CANARY = 'GPS 30.2741N 120.1551E of Hong'

function segment(marker: number, content: Buffer | string): Buffer {
  const body = Buffer.isBuffer(content) ? content : Buffer.from(content, 'latin1')
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}

/** TIFF with the orientation and a description, in one of the two byte orders. */
function exif(orientation: number, little: boolean): Buffer {
  const tiff = Buffer.alloc(8 + 2 + 24 + 4)
  const short = (value: number, at: number) =>
    little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at)
  const long = (value: number, at: number) =>
    little ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at)
  tiff.write(little ? 'II' : 'MM', 0, 'latin1')
  short(42, 2)
  long(8, 4)
  short(2, 8)
  short(0x010e, 10)
  short(2, 12)
  long(CANARY.length, 14)
  long(38, 18)
  short(0x0112, 22)
  short(3, 24)
  long(1, 26)
  short(orientation, 30)
  return segment(
    0xe1,
    Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, Buffer.from(CANARY)]),
  )
}

const FRAME = segment(0xc2, Buffer.from('0800060008010111 00'.replaceAll(' ', ''), 'hex'))
const JFIF = segment(0xe0, Buffer.from('4a46494600010100000100010000', 'hex'))
const PROFILE = segment(0xe2, 'ICC_PROFILE\0\u0001\u0001colours')
/** Two scans of a progressive picture, with a stuffed FF, a restart and a table whose bytes look like an end. */
const SCANS = Buffer.concat([
  segment(0xda, Buffer.from('01010000000', 'hex')),
  Buffer.from('12ff0034ffd056', 'hex'),
  segment(0xc4, Buffer.from('00ffd900', 'hex')),
  segment(0xda, Buffer.from('0101003f00', 'hex')),
  Buffer.from('789a', 'hex'),
])
const END = Buffer.from('ffd9', 'hex')
const START = Buffer.from('ffd8', 'hex')

test.each([true, false])(
  'a photo keeps its picture, its colours and how it is held (%s)',
  (little) => {
    const photo = Buffer.concat([
      START,
      JFIF,
      exif(6, little),
      segment(0xe1, `http://ns.adobe.com/xap/1.0/\0<x>${CANARY}</x>`),
      PROFILE,
      segment(0xe2, `MPF\0${CANARY}`),
      segment(0xed, `Photoshop 3.0\0${CANARY}`),
      segment(0xfe, CANARY),
      FRAME,
      SCANS,
      END,
      Buffer.from(`ftyp a phone's video with ${CANARY}`),
    ])
    expect(sniffPicture(photo)).toEqual({ type: 'image/jpeg', width: 8, height: 6 })
    const clean = withoutMetadata(photo, 'image/jpeg')
    expect(clean.includes(CANARY)).toBe(false)
    expect(sniffPicture(clean)).toEqual({ type: 'image/jpeg', width: 8, height: 6 })
    const upright = clean.subarray(
      START.length + JFIF.length,
      -(PROFILE.length + FRAME.length + SCANS.length + 2),
    )
    expect(upright.toString('hex')).toBe(
      'ffe100224578696600004d4d002a00000008000101120003000000010006000000000000',
    )
    expect(clean).toEqual(Buffer.concat([START, JFIF, upright, PROFILE, FRAME, SCANS, END]))
    // What was cleaned once is not changed again: the same picture has the same address.
    expect(withoutMetadata(clean, 'image/jpeg')).toEqual(clean)
  },
)

test('an upright photo keeps no EXIF at all; one that is cut off keeps what came', () => {
  const upright = Buffer.concat([START, exif(1, true), FRAME, SCANS, END])
  expect(withoutMetadata(upright, 'image/jpeg')).toEqual(Buffer.concat([START, FRAME, SCANS, END]))
  const cut = Buffer.concat([START, FRAME, SCANS])
  expect(withoutMetadata(cut, 'image/jpeg')).toEqual(cut)
})

test('of a PNG texts, times and EXIF go, and what hangs behind its end', () => {
  const chunk = (name: string, content: Buffer | string) => {
    const body = Buffer.from(content)
    const head = Buffer.alloc(8)
    head.writeUInt32BE(body.length, 0)
    head.write(name, 4, 'latin1')
    return Buffer.concat([head, body, Buffer.alloc(4, 7)])
  }
  const magic = Buffer.from('89504e470d0a1a0a', 'hex')
  const header = chunk('IHDR', Buffer.from('00000003000000020806000000', 'hex'))
  const shown = [chunk('iCCP', 'colours'), chunk('IDAT', 'picture'), chunk('IEND', '')]
  const [profile = magic, data = magic, end = magic] = shown
  const whole = Buffer.concat([
    magic,
    header,
    chunk('tEXt', `Author\0${CANARY}`),
    profile,
    chunk('eXIf', CANARY),
    data,
    chunk('iTXt', CANARY),
    end,
    Buffer.from(CANARY),
  ])
  expect(withoutMetadata(whole, 'image/png')).toEqual(Buffer.concat([magic, header, ...shown]))
  const cut = Buffer.concat([magic, header, data.subarray(0, 10)])
  expect(withoutMetadata(cut, 'image/png')).toEqual(cut)
})

test('of a WebP EXIF and XMP go, and the flags that tell of them', () => {
  const chunk = (name: string, content: Buffer | string) => {
    const body = Buffer.from(content)
    const head = Buffer.alloc(8)
    head.write(name, 0, 'latin1')
    head.writeUInt32LE(body.length, 4)
    return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
  }
  const riff = (chunks: readonly Buffer[]) => {
    const body = Buffer.concat([Buffer.from('WEBP'), ...chunks])
    const head = Buffer.alloc(8)
    head.write('RIFF', 0, 'latin1')
    head.writeUInt32LE(body.length, 4)
    return Buffer.concat([head, body])
  }
  const flags = (value: number) => chunk('VP8X', Buffer.from([value, 0, 0, 0, 2, 0, 0, 1, 0, 0]))
  const picture = chunk('VP8 ', 'odd')
  const whole = riff([
    flags(0x2c),
    chunk('ICCP', 'colours'),
    picture,
    chunk('EXIF', CANARY),
    chunk('XMP ', CANARY),
  ])
  expect(withoutMetadata(whole, 'image/webp')).toEqual(
    riff([flags(0x20), chunk('ICCP', 'colours'), picture]),
  )
})

test('of a GIF comments and foreign extensions go, its frames and how often they are shown stay', () => {
  const blocks = (text: string) =>
    Buffer.concat([Buffer.from([text.length]), Buffer.from(text), Buffer.from([0])])
  const head = Buffer.from('4749463839610300020080000000000000ffffff', 'hex').subarray(0, 13 + 6)
  const loop = Buffer.concat([
    Buffer.from([0x21, 0xff, 11]),
    Buffer.from('NETSCAPE2.0'),
    Buffer.from([3, 1, 0, 0, 0]),
  ])
  const control = Buffer.from([0x21, 0xf9, 4, 0, 10, 0, 0, 0])
  const frame = Buffer.concat([Buffer.from('2c00000000030002000002', 'hex'), blocks('pixels')])
  const xmp = Buffer.concat([
    Buffer.from([0x21, 0xff, 11]),
    Buffer.from('XMP DataXMP'),
    blocks(CANARY),
  ])
  const comment = Buffer.concat([Buffer.from([0x21, 0xfe]), blocks(CANARY)])
  const end = Buffer.from([0x3b])
  const whole = Buffer.concat([
    head,
    xmp,
    loop,
    comment,
    control,
    frame,
    control,
    frame,
    end,
    Buffer.from(CANARY),
  ])
  expect(withoutMetadata(whole, 'image/gif')).toEqual(
    Buffer.concat([head, loop, control, frame, control, frame, end]),
  )
})

test('bytes that only begin like a picture go through without a fault, never longer', () => {
  const starts = [
    ['image/jpeg', 'ffd8ffe1'],
    ['image/png', '89504e470d0a1a0a0000000d49484452'],
    ['image/webp', '524946461000000057454250565038580a000000'],
    ['image/gif', '474946383961030002008000'],
  ] as const
  for (const [type, start] of starts)
    for (let round = 0; round < 300; round++) {
      const rest = Buffer.from(Array.from({ length: round }, (_, i) => (i * 31 + round * 17) % 256))
      const bytes = Buffer.concat([Buffer.from(start, 'hex'), Buffer.alloc(30), rest])
      expect(withoutMetadata(bytes, type).length).toBeLessThanOrEqual(bytes.length)
    }
})
