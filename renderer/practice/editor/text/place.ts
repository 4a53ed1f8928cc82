import { LineCounter, parseDocument } from 'yaml'
import type { EditPath } from './edits.ts'
import { rangeOf } from './places.ts'

/** Where the value at the path begins, or the nearest there is above it; both from 1. */
export function placeIn(
  text: string,
  path: EditPath,
): { readonly line: number; readonly column: number } {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter })
  for (let length = path.length; length > 0; length--) {
    const range = rangeOf(document.getIn(path.slice(0, length), true))
    if (!range) continue
    const { line, col } = lineCounter.linePos(range[0])
    return { line, column: col }
  }
  return { line: 1, column: 1 }
}
