import { inflateSync } from 'node:zlib'

/** What a printed PDF says: its pages' sizes in points, and its words by the fonts' own tables. */
export interface Pdf {
  readonly pages: readonly { readonly width: number; readonly height: number }[]
  readonly text: string
}

interface Part {
  readonly head: string
  readonly data: Buffer | null
}

/** Of PDFs as Chromium writes them: plain objects, one stream per page, ToUnicode tables of two bytes. */
export function pdfOf(bytes: Buffer): Pdf {
  const parts = partsOf(bytes)
  const all = [...parts.values()]
  const pages = all
    .filter(({ head }) => /\/Type\s*\/Page\b(?!s)/.test(head))
    .map((page) => {
      const box = /\/MediaBox\s*\[([^\]]+)\]/.exec(page.head)?.[1] ?? ''
      const [left = 0, low = 0, right = 0, high = 0] = box.trim().split(/\s+/).map(Number)
      return { width: right - left, height: high - low, page }
    })
  const text = pages.map(({ page }) => textOf(page, parts)).join('\n')
  return { pages: pages.map(({ width, height }) => ({ width, height })), text }
}

function partsOf(bytes: Buffer): ReadonlyMap<number, Part> {
  const raw = bytes.toString('latin1')
  const parts = new Map<number, Part>()
  for (const match of raw.matchAll(/(\d+) 0 obj\s*/g)) {
    const from = match.index + match[0].length
    const end = raw.indexOf('endobj', from)
    const body = raw.slice(from, end)
    const begin = /stream\r?\n/.exec(body)
    if (!begin) {
      parts.set(Number(match[1]), { head: body, data: null })
      continue
    }
    const head = body.slice(0, begin.index)
    const at = from + begin.index + begin[0].length
    const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0)
    const data = bytes.subarray(at, at + length)
    parts.set(Number(match[1]), {
      head,
      data: head.includes('/FlateDecode') ? inflateSync(data) : data,
    })
  }
  return parts
}

function textOf(page: Part, parts: ReadonlyMap<number, Part>): string {
  const content = Number(/\/Contents (\d+) 0 R/.exec(page.head)?.[1])
  const resources = page.head
  const fonts = new Map<string, ReadonlyMap<number, string>>()
  for (const [, name = '', id = ''] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const table = Number(/\/ToUnicode (\d+) 0 R/.exec(parts.get(Number(id))?.head ?? '')?.[1])
    fonts.set(name, tableOf(parts.get(table)?.data?.toString('latin1') ?? ''))
  }
  let current: ReadonlyMap<number, string> = new Map()
  let text = ''
  const stream = parts.get(content)?.data?.toString('latin1') ?? ''
  for (const [, font, hex] of stream.matchAll(/\/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>/g)) {
    if (font !== undefined) current = fonts.get(font) ?? new Map()
    else if (hex !== undefined)
      for (let at = 0; at < hex.length; at += 4)
        text += current.get(Number.parseInt(hex.slice(at, at + 4), 16)) ?? ''
  }
  return text
}

function tableOf(cmap: string): ReadonlyMap<number, string> {
  const table = new Map<number, string>()
  const signOf = (hex: string) => Buffer.from(hex, 'hex').swap16().toString('utf16le')
  for (const [, block = ''] of cmap.matchAll(/beginbfchar([^]*?)endbfchar/g))
    for (const [, from = '', to = ''] of block.matchAll(/<([0-9A-F]+)>\s*<([0-9A-F]+)>/gi))
      table.set(Number.parseInt(from, 16), signOf(to))
  for (const [, block = ''] of cmap.matchAll(/beginbfrange([^]*?)endbfrange/g))
    for (const [, from = '', to = '', first = ''] of block.matchAll(
      /<([0-9A-F]+)>\s*<([0-9A-F]+)>\s*<([0-9A-F]+)>/gi,
    )) {
      const begin = Number.parseInt(from, 16)
      for (let code = begin; code <= Number.parseInt(to, 16); code++)
        table.set(code, String.fromCodePoint(Number.parseInt(first, 16) + code - begin))
    }
  return table
}
