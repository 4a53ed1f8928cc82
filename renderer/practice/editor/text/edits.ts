import {
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type Node,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { applied, placeOf, type EditPath, type FormEdit } from './apply.ts'
import { flowText, keyText, scalarText, valueText } from './write.ts'
import {
  chunkOf,
  columnOf,
  hasPrefix,
  leafEnd,
  lineEnd,
  lineStart,
  rangeOf,
  shared,
} from './places.ts'

export type { EditPath, FormEdit } from './apply.ts'

export interface Edited {
  readonly text: string
  /** What the text holds now. */
  readonly raw: unknown
  /** The layout had to be written anew. */
  readonly rewritten: boolean
}

/**
 * The text with the change in it and all else as it was. Null: the text can't be read now, or the
 * change leads nowhere.
 */
export function edited(text: string, edit: FormEdit): Edited | null {
  const document = parseDocument(text)
  if (document.errors.length > 0) return null
  const before = document.toJS({ maxAliasCount: 0 }) as unknown
  const raw = applied(before, edit)
  if (raw === undefined) return null
  const wanted = JSON.stringify(raw)
  if (wanted === JSON.stringify(before)) return { text, raw, rewritten: false }
  const small = spliced(text, document, edit)
  if (small !== null) {
    const again = parseDocument(small)
    if (again.errors.length === 0 && JSON.stringify(again.toJS()) === wanted)
      return { text: small, raw, rewritten: false }
  }
  change(document, edit)
  const whole = document.toString({ lineWidth: 0, singleQuote: true })
  const again = parseDocument(whole)
  if (again.errors.length > 0 || JSON.stringify(again.toJS()) !== wanted) return null
  return { text: whole, raw, rewritten: true }
}

/** The smallest change that makes the one text of the other. */
export function spliceOf(
  before: string,
  after: string,
): { readonly from: number; readonly to: number; readonly insert: string } {
  const most = Math.min(before.length, after.length)
  const from = shared(before, after, most)
  let back = 0
  while (
    back < most - from &&
    before.charCodeAt(before.length - 1 - back) === after.charCodeAt(after.length - 1 - back)
  )
    back++
  return { from, to: before.length - back, insert: after.slice(from, after.length - back) }
}

/** Through the parser's own document, where the small way did not do. */
function change(document: Document, edit: FormEdit): void {
  const { path } = edit
  switch (edit.do) {
    case 'set':
      if (edit.value === undefined) document.deleteIn(path)
      else document.setIn(path, document.createNode(edit.value))
      break
    case 'insert': {
      const list: unknown = document.getIn(path)
      if (isSeq(list)) list.items.splice(edit.at, 0, document.createNode(edit.value))
      else document.setIn(path, document.createNode([edit.value]))
      break
    }
    case 'move': {
      const list: unknown = document.getIn(path)
      if (isSeq(list)) list.items.splice(edit.to, 0, ...list.items.splice(edit.from, 1))
      break
    }
    case 'rename': {
      const map: unknown = document.getIn(path)
      if (!isMap(map)) break
      const pair = map.items.find((item) => isScalar(item.key) && item.key.value === edit.from)
      if (pair && isScalar(pair.key)) pair.key.value = edit.to
    }
  }
}

const nodeAt = (document: Document, path: EditPath): unknown =>
  path.length === 0 ? document.contents : document.getIn(path, true)

/** The text with the few characters changed; null: this layout is none of those that are known. */
function spliced(text: string, document: Document, edit: FormEdit): string | null {
  const { path } = edit
  const node = nodeAt(document, path)
  switch (edit.do) {
    case 'set': {
      const parent = nodeAt(document, path.slice(0, -1))
      const last = path.at(-1)
      if (last === undefined) return null
      if (edit.value === undefined) return without(text, parent, last)
      if (node !== undefined && node !== null) return replaced(text, parent, node, edit.value)
      if (isMap(parent)) return withKey(text, parent, String(last), edit)
      // The map is not there, either: it is written with this one key.
      if (typeof last === 'number' || path.length < 2) return null
      const above = { ...edit, path: path.slice(0, -1), value: { [last]: edit.value } }
      return spliced(text, document, above)
    }
    case 'insert':
      if (isSeq(node) && node.items.length > 0) return withItem(text, node, edit.at, edit.value)
      return spliced(text, document, { do: 'set', path, value: [edit.value] })
    case 'move':
      return moved(text, node, edit.from, edit.to)
    case 'rename': {
      if (!isMap(node)) return null
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === edit.from)
      const range = rangeOf(pair?.key)
      if (!range) return null
      return text.slice(0, range[0]) + keyText(edit.to) + text.slice(range[1])
    }
  }
}

function replaced(text: string, parent: unknown, node: unknown, value: unknown): string | null {
  const range = rangeOf(node)
  if (!range) return null
  const [start, stop] = range
  const flow = (isMap(parent) || isSeq(parent)) && parent.flow === true
  const isCollection = isMap(node) || isSeq(node)
  if (isCollection && node.flow !== true) {
    // A block: from its first sign to the end of its last line.
    const end = leafEnd(node, text)
    const column = columnOf(text, start)
    return text.slice(0, start) + valueText(value, column).trimStart() + text.slice(end)
  }
  const was = text.slice(start, stop)
  const tail = was.endsWith('\n') ? '\n' : ''
  if (flow || isCollection) {
    const made = flowText(value)
    return text.slice(0, start) + made + tail + text.slice(stop)
  }
  if (typeof value === 'object' && value !== null) {
    // Where a word stood: on a line of its own beneath the key, or within its own brackets.
    return text.slice(0, start) + flowText(value) + tail + text.slice(stop)
  }
  const indent = indentOf(text, start) + 2
  const made = scalarText(value, indent, isScalar(node) ? node.type : undefined)
  return text.slice(0, start) + made + tail + text.slice(stop)
}

function indentOf(text: string, at: number): number {
  const from = lineStart(text, at)
  return /^[ ]*(?:- +)*/.exec(text.slice(from, at))?.[0].length ?? 0
}

function withKey(
  text: string,
  map: YAMLMap,
  name: string,
  { value, order }: { readonly value: unknown; readonly order?: readonly string[] | undefined },
): string | null {
  const keys = map.items.map(({ key }) => (isScalar(key) ? String(key.value) : ''))
  const place = placeOf(keys, name, order)
  const range = rangeOf(map)
  if (!range) return null
  const [first] = map.items
  if (map.flow === true || first === undefined) {
    const piece = `${keyText(name)}: ${flowText(value)}`
    if (first === undefined) return `${text.slice(0, range[0])}{ ${piece} }${text.slice(range[1])}`
    const before = map.items[place]
    if (before !== undefined) {
      const at = rangeOf(before.key)?.[0]
      return at === undefined ? null : `${text.slice(0, at)}${piece}, ${text.slice(at)}`
    }
    const last = map.items.at(-1)
    const end = leafEnd(last?.value ?? last?.key, text)
    return `${text.slice(0, end)}, ${piece}${text.slice(end)}`
  }
  const start = rangeOf(first.key)?.[0]
  if (start === undefined) return null
  const column = columnOf(text, start)
  const written = valueText(value, column + 2)
  const piece = `${keyText(name)}:${written.startsWith('\n') ? '' : ' '}${written}`
  const pad = ' '.repeat(column)
  if (place === 0) return `${text.slice(0, start)}${piece}\n${pad}${text.slice(start)}`
  const before = map.items[place - 1]
  const end = lineEnd(text, leafEnd(before?.value ?? before?.key, text))
  return `${text.slice(0, end)}\n${pad}${piece}${text.slice(end)}`
}

function withItem(text: string, list: YAMLSeq, at: number, value: unknown): string | null {
  if (list.flow === true) {
    const before = list.items[at]
    const made = flowText(value)
    if (before !== undefined) {
      const start = rangeOf(before)?.[0]
      return start === undefined ? null : `${text.slice(0, start)}${made}, ${text.slice(start)}`
    }
    const end = leafEnd(list.items.at(-1), text)
    return `${text.slice(0, end)}, ${made}${text.slice(end)}`
  }
  const chunk = chunkOf(text, list.items[Math.min(at, list.items.length - 1)])
  if (!chunk) return null
  const made = `- ${valueText(value, chunk.column + 2).trimStart()}`
  const pad = ' '.repeat(chunk.column)
  if (at >= list.items.length)
    return `${text.slice(0, chunk.end)}\n${pad}${made}${text.slice(chunk.end)}`
  return `${text.slice(0, chunk.dash)}${made}\n${pad}${text.slice(chunk.dash)}`
}

function without(text: string, parent: unknown, last: string | number): string | null {
  if (isSeq(parent)) {
    const index = Number(last)
    const { items } = parent
    if (items.length === 1) return emptied(text, parent, '[]')
    if (parent.flow === true)
      return withoutFlow(
        text,
        items.map((item) => rangeOf(item)?.[0]),
        items.map((item) => leafEnd(item, text)),
        index,
      )
    const chunk = chunkOf(text, items[index])
    return chunk
      ? text.slice(0, chunk.from) + text.slice(Math.min(chunk.end + 1, text.length))
      : null
  }
  if (!isMap(parent)) return null
  const { items } = parent
  const index = items.findIndex((item) => isScalar(item.key) && String(item.key.value) === last)
  const pair = items[index]
  if (!pair) return null
  if (items.length === 1) return emptied(text, parent, '{}')
  const starts = items.map((item) => rangeOf(item.key)?.[0])
  const ends = items.map((item) => leafEnd(item.value ?? item.key, text))
  if (parent.flow === true) return withoutFlow(text, starts, ends, index)
  const start = starts[index]
  const end = ends[index]
  if (start === undefined || end === undefined) return null
  const stop = lineEnd(text, end)
  if (!hasPrefix(text, start))
    return text.slice(0, lineStart(text, start)) + text.slice(Math.min(stop + 1, text.length))
  // The first of an item, behind its dash: the next one moves up.
  const next = starts[index + 1]
  if (next === undefined) return null
  return text.slice(0, start) + text.slice(next)
}

function withoutFlow(
  text: string,
  starts: readonly (number | undefined)[],
  ends: readonly number[],
  index: number,
): string | null {
  const next = starts[index + 1]
  const start = starts[index]
  const end = ends[index]
  const before = ends[index - 1]
  if (start === undefined || end === undefined) return null
  if (next !== undefined) return text.slice(0, start) + text.slice(next)
  return before === undefined ? null : text.slice(0, before) + text.slice(end)
}

function emptied(text: string, node: Node, nothing: string): string | null {
  const range = rangeOf(node)
  return range ? text.slice(0, range[0]) + nothing + text.slice(leafEnd(node, text)) : null
}

function moved(text: string, list: unknown, from: number, to: number): string | null {
  if (!isSeq(list)) return null
  if (list.flow === true) {
    const ranges = list.items.map((item) => {
      const start = rangeOf(item)?.[0]
      return start === undefined ? null : ([start, leafEnd(item, text)] as const)
    })
    const words = ranges.map((range) => (range ? text.slice(...range) : ''))
    words.splice(to, 0, ...words.splice(from, 1))
    let out = ''
    let at = 0
    for (const [index, range] of ranges.entries()) {
      if (!range) return null
      out += text.slice(at, range[0]) + (words[index] ?? '')
      at = range[1]
    }
    return out + text.slice(at)
  }
  const chunks = list.items.map((item) => chunkOf(text, item, true))
  const mine = chunks[from]
  const target = chunks[to]
  if (!mine || !target) return null
  const piece = `${text.slice(mine.from, mine.end)}\n`
  if (to < from) {
    const before = text.slice(0, target.from)
    const between = text.slice(target.from, mine.from)
    return before + piece + between + text.slice(Math.min(mine.end + 1, text.length))
  }
  const between = text.slice(Math.min(mine.end + 1, text.length), target.end)
  const behind = text.slice(target.end)
  return `${text.slice(0, mine.from)}${between}\n${piece.slice(0, -1)}${behind}`
}
