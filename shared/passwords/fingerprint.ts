/**
 * The bundled list of breached passwords holds fingerprints of 40 bits, sorted, each as the distance
 * to the one before it (base-128, low part first): about four bytes a password. A good password is
 * taken for a listed one once in `2 ** 40 / list` tries, one in ten million. No secret depends on the
 * fingerprint: the list is public, and a password never leaves the process that looks it up.
 */
export const FINGERPRINT_BITS = 40

/** As people vary them: capitals and full-width forms don't make another password of it. */
export function foldPassword(password: string): string {
  return password.normalize('NFKC').toLowerCase()
}

/** Two 32-bit mixes over UTF-16 units, 40 bits of them; spread evenly, which the test measures. */
export function fingerprint(folded: string): number {
  let high = 0x9e3779b9
  let low = 0x85ebca6b
  for (let at = 0; at < folded.length; at++) {
    const unit = folded.charCodeAt(at)
    high = Math.imul(high ^ unit, 0x85ebca77)
    low = Math.imul(low ^ unit, 0xc2b2ae3d)
    high ^= high >>> 15
    low ^= low >>> 13
  }
  high = Math.imul(high ^ (low >>> 16), 0x27d4eb2f)
  low = Math.imul(low ^ (high >>> 13), 0x165667b1)
  high ^= high >>> 16
  low ^= low >>> 15
  return (high & 0xff) * 2 ** 32 + (low >>> 0)
}

/** @param sorted ascending, without doubles */
export function packFingerprints(sorted: readonly number[]): Uint8Array {
  const bytes: number[] = []
  let before = 0
  for (const value of sorted) {
    let distance = value - before
    before = value
    while (distance >= 128) {
      bytes.push((distance % 128) + 128)
      distance = Math.floor(distance / 128)
    }
    bytes.push(distance)
  }
  return Uint8Array.from(bytes)
}

export function unpackFingerprints(packed: Uint8Array, count: number): Float64Array {
  const values = new Float64Array(count)
  let at = 0
  let value = 0
  for (let index = 0; index < count; index++) {
    let scale = 1
    let byte = packed[at++] ?? 0
    while (byte >= 128) {
      value += (byte - 128) * scale
      scale *= 128
      byte = packed[at++] ?? 0
    }
    value += byte * scale
    values[index] = value
  }
  return values
}

export interface PackedList {
  readonly count: number
  /** Base64. */
  readonly packed: string
}

/** Whether a password is on the list. */
export function breachedIn(list: PackedList): (password: string) => boolean {
  const text = atob(list.packed)
  const bytes = Uint8Array.from(text, (sign) => sign.charCodeAt(0))
  const values = unpackFingerprints(bytes, list.count)
  return (password) => {
    const wanted = fingerprint(foldPassword(password))
    let from = 0
    let to = values.length
    while (from < to) {
      const middle = (from + to) >> 1
      const value = values[middle] ?? 0
      if (value === wanted) return true
      if (value < wanted) from = middle + 1
      else to = middle
    }
    return false
  }
}
