import { findPersonal, type PersonalKind, type Span } from '../find.ts'

const KINDS: Readonly<Record<string, PersonalKind>> = {
  p: 'phone',
  i: 'identity',
  c: 'card',
  e: 'email',
  a: 'address',
}
export interface Line {
  readonly text: string
  readonly spans: readonly Span[]
}

/**
 * Lines with `{p|13812345678}` around what is personal, then `---`, then ordinary lines; `\n` is a
 * line break within one text.
 */
export function labelled(lineText: string): {
  personal: readonly Line[]
  ordinary: readonly string[]
} {
  const lines = lineText
    .trim()
    .split('\n')
    .map((line) => line.replaceAll('\\n', '\n'))
  const cut = lines.indexOf('---')
  return { personal: lines.slice(0, cut).map(lineOf), ordinary: lines.slice(cut + 1) }
}

function lineOf(marked: string): Line {
  const spans: Span[] = []
  let text = ''
  for (const piece of marked.split(/(\{[piceaPICEA]\|[^}]*\})/)) {
    const label = /^\{(.)\|([^}]*)\}$/.exec(piece)
    const kind = KINDS[label?.[1] ?? '']
    const words = label?.[2] ?? piece
    if (kind) spans.push({ kind, start: text.length, end: text.length + words.length })
    text += words
  }
  return { text, spans }
}

/** Exactly the same span; of an address at least 7 tenths of both are the same. */
export function isFound(wanted: Span, found: readonly Span[]): boolean {
  return found.some((one) => {
    if (one.kind !== wanted.kind) return false
    const both = Math.min(one.end, wanted.end) - Math.max(one.start, wanted.start)
    const either = Math.max(one.end, wanted.end) - Math.min(one.start, wanted.start)
    return wanted.kind === 'address' ? both / either >= 0.7 : both === either
  })
}

export interface Figures {
  readonly spans: number
  readonly missed: readonly string[]
  readonly lines: number
  readonly wrong: readonly string[]
}

/** A find beside the labels of a labelled line is wrong, too. */
export function measure(lineText: string): Figures {
  const { personal, ordinary } = labelled(lineText)
  const missed: string[] = []
  const wrong: string[] = []
  let spans = 0
  const show = (text: string, found: readonly Span[]) =>
    `${text}  =>  ${found.map((one) => `${one.kind}:${text.slice(one.start, one.end)}`).join(' | ')}`
  for (const line of personal) {
    const found = findPersonal(line.text)
    spans += line.spans.length
    for (const wanted of line.spans)
      if (!isFound(wanted, found)) missed.push(`${wanted.kind}: ${show(line.text, found)}`)
  }
  for (const text of ordinary) {
    const found = findPersonal(text)
    if (found.length > 0) wrong.push(show(text, found))
  }
  return { spans, missed, lines: ordinary.length, wrong }
}
