import type { Span } from './span.ts'

const EMAIL =
  /[A-Za-z0-9._%+-]{1,64} ?[@＠] ?[A-Za-z0-9-]{1,63}(?:[.．][A-Za-z0-9-]{1,63}){0,5}[.．]([A-Za-z]{2,24})(?![A-Za-z0-9])/g
/** icon@2x.png is a picture's name. */
const FILES = new Set([
  'png',
  'jpg',
  'jpeg',
  'gif',
  'webp',
  'svg',
  'avif',
  'css',
  'js',
  'ts',
  'pdf',
])

export function findEmails(text: string): Span[] {
  return Array.from(text.matchAll(EMAIL)).flatMap((match) =>
    FILES.has((match[1] ?? '').toLowerCase())
      ? []
      : [{ kind: 'email', start: match.index, end: match.index + match[0].length } as const],
  )
}
