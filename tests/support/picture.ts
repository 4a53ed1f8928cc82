const HEAD = Buffer.from(
  '89504e470d0a1a0a0000000d494844520000000300000002080200000000000000',
  'hex',
)

/** A chunk of a PNG; its check sum is nobody's business here. */
export function pngChunk(name: string, content: string | Buffer): Buffer {
  const body = Buffer.from(content)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  return Buffer.concat([length, Buffer.from(name), body, Buffer.alloc(4)])
}

/** A PNG of 3 x 2 by its structure, with these bytes for its picture; `beside`: further chunks. */
export function pngWith(content: string | Buffer, beside: readonly Buffer[] = []): Buffer {
  return Buffer.concat([HEAD, ...beside, pngChunk('IDAT', content), pngChunk('IEND', '')])
}
