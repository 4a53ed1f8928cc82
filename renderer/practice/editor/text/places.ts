import { isCollection, isMap, isPair, isScalar } from 'yaml'

/** Start and end of the value itself, in UTF-16 units; null: it was not read from a text. */
export function rangeOf(node: unknown): readonly [number, number] | null {
  if (!isScalar(node) && !isCollection(node)) return null
  const { range } = node
  return range ? [range[0], range[1]] : null
}

export const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}
export const columnOf = (text: string, at: number): number => at - lineStart(text, at)

/** More than spaces stands before it in its line. */
export const hasPrefix = (text: string, at: number): boolean =>
  text.slice(lineStart(text, at), at).trim() !== ''

/** Where its last sign ends: of a block that is not where its range does. */
export function leafEnd(node: unknown, text: string): number {
  if (isPair(node)) return leafEnd(node.value ?? node.key, text)
  const range = rangeOf(node)
  if (!range) return 0
  if (isCollection(node) && node.flow !== true) {
    const last: unknown = node.items.at(-1)
    if (isMap(node) && isPair(last)) {
      const value = rangeOf(last.value)
      // An empty value lies behind its key's colon.
      return value && value[1] > value[0]
        ? leafEnd(last.value, text)
        : Math.max(range[0], leafEnd(last.key, text) + 1)
    }
    return last === undefined ? range[1] : leafEnd(last, text)
  }
  return range[0] + text.slice(...range).trimEnd().length
}

export interface Chunk {
  /** The beginning of its first line; with its comments where they are asked for. */
  readonly from: number
  readonly dash: number
  /** The end of its last line, without the break. */
  readonly end: number
  /** Of the dash. */
  readonly column: number
}

/** The lines of one item of a block list; null: another layout. */
export function chunkOf(text: string, item: unknown, withComments = false): Chunk | null {
  const start = rangeOf(item)?.[0]
  if (start === undefined) return null
  const begin = lineStart(text, start)
  const before = text.slice(begin, start)
  const dash = begin + before.lastIndexOf('- ')
  // Only spaces may stand before the dash: an item of a list within a list has two of them.
  if (dash < begin || text.slice(begin, dash).trim() !== '') return null
  let from = begin
  while (withComments && from > 0) {
    const above = lineStart(text, from - 1)
    const line = text.slice(above, from - 1)
    const comment = line.trimStart()
    if (!comment.startsWith('#') || line.length - comment.length !== dash - begin) break
    from = above
  }
  return { from, dash, end: lineEnd(text, leafEnd(item, text)), column: dash - begin }
}

/** How many signs the two begin with alike. */
export function shared(one: string, other: string, most: number): number {
  let count = 0
  while (count < most && one.charCodeAt(count) === other.charCodeAt(count)) count++
  return count
}
