/** Head of the largest frame, in bytes. */
const HEAD = 10
const TEXT = 0x81
const scratch = Buffer.allocUnsafeSlow(64 * 1024)

/**
 * One websocket message of text as a server sends it (RFC 6455, 5.2): whole, unmasked, not compressed.
 * The library measures the text, encodes it and hands head and text to the socket as two; most of what
 * a gateway does all day is sending.
 */
export function textFrame(text: string): Buffer {
  // UTF-8 takes up to three bytes for each UTF-16 unit.
  const isSmall = text.length * 3 <= scratch.length - HEAD
  const bytes = isSmall ? scratch : Buffer.allocUnsafeSlow(HEAD + Buffer.byteLength(text))
  const length = bytes.write(text, HEAD)
  const start = writeHead(bytes, length)
  const frame = bytes.subarray(start, HEAD + length)
  return isSmall ? Buffer.from(frame) : frame
}

/** Ends where the text begins; returns where it begins itself. */
function writeHead(bytes: Buffer, length: number): number {
  const size = length < 126 ? 2 : length < 0x10000 ? 4 : HEAD
  const start = HEAD - size
  bytes[start] = TEXT
  bytes[start + 1] = size === 2 ? length : size === 4 ? 126 : 127
  if (size === 4) bytes.writeUInt16BE(length, start + 2)
  if (size === HEAD) bytes.writeBigUInt64BE(BigInt(length), start + 2)
  return start
}
