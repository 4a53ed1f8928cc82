import { mulberry32 } from '../chance/mulberry32.ts'

/** FNV-1a over the UTF-16 units of all parts, kept apart: a seed of its own for each thing to choose. */
export function seedOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5
  const text = parts.join('\u0000')
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}

/** 0 to below 1, by the parts alone: what one buyer does moves no other buyer's choices. */
export function chance(...parts: readonly (string | number)[]): number {
  return mulberry32(seedOf(...parts))()
}

export function pick<T>(list: readonly T[], ...parts: readonly (string | number)[]): T | undefined {
  return list[Math.floor(chance(...parts) * list.length)]
}
