import { Document, isMap, isScalar, isSeq, visit, type Scalar } from 'yaml'

const PLAIN = { lineWidth: 0, singleQuote: true } as const

/** One value within brackets. */
export function flowText(value: unknown): string {
  const document = new Document([value], { aliasDuplicateObjects: false })
  visit(document, {
    Collection(_, node) {
      node.flow = true
    },
    Scalar(_, node) {
      // A break would have to be indented by what stands around it.
      if (typeof node.value === 'string' && node.value.includes('\n')) node.type = 'QUOTE_DOUBLE'
    },
  })
  const text = document.toString({ ...PLAIN, flowCollectionPadding: true }).trim()
  return text.slice(1, -1).trim().replace(/,$/, '')
}

export function keyText(key: string): string {
  const document = new Document({ [key]: 1 })
  return document.toString(PLAIN).trim().slice(0, -': 1'.length)
}

/** Of a block; `indent`: of the lines of a long text. */
export function scalarText(value: unknown, indent: number, was?: Scalar.Type): string {
  if (typeof value === 'string' && value.includes('\n')) {
    const long = was === 'BLOCK_LITERAL' || value.split('\n').length > 2 || value.length > 80
    const trouble = /^\s|[ \t]$|[ \t]\n|\n\n$/.test(value)
    if (!long || trouble) return JSON.stringify(value)
    const pad = ' '.repeat(indent)
    const lines = value.replace(/\n$/, '').split('\n')
    const head = value.endsWith('\n') ? '|' : '|-'
    return [head, ...lines.map((line) => (line === '' ? '' : pad + line))].join('\n')
  }
  if (was === 'QUOTE_DOUBLE' && typeof value === 'string') return JSON.stringify(value)
  if (was === 'QUOTE_SINGLE' && typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  return flowText(value)
}

/**
 * A value beneath a key, of a block whose items begin in this column. Begins with a line break where
 * it is a map or a list with lines of its own.
 */
export function valueText(value: unknown, column: number): string {
  if (typeof value !== 'object' || value === null) return scalarText(value, column)
  if (short(value)) return flowText(value)
  const document = new Document(value, { aliasDuplicateObjects: false })
  visit(document, {
    Seq(_, node) {
      if (node.items.every((item) => isScalar(item))) node.flow = true
    },
    Pair(_, { key, value: under }) {
      if (isScalar(key) && key.value === 'when' && isMap(under)) flat(under)
      if (isSeq(under) && under.items.length === 0) under.flow = true
    },
    Scalar(_, node) {
      if (typeof node.value === 'string' && node.value.includes('\n')) node.type = 'QUOTE_DOUBLE'
    },
  })
  const pad = ' '.repeat(column)
  const lines = document
    .toString({ ...PLAIN, indentSeq: true })
    .trimEnd()
    .split('\n')
  return `\n${lines.map((line) => (line === '' ? '' : pad + line)).join('\n')}`
}

function flat(map: unknown): void {
  if (!isMap(map) && !isSeq(map)) return
  map.flow = true
}

/** Fits into one line: words, or a map of a few of them. */
function short(value: object): boolean {
  const all = Object.values(value) as unknown[]
  if (all.some((each) => typeof each === 'object' && each !== null && !plainList(each)))
    return false
  return JSON.stringify(value).length <= 72
}

const plainList = (value: object): boolean =>
  Array.isArray(value) && value.every((each) => typeof each !== 'object' || each === null)
