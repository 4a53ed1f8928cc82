/** A message's text in parts: plain, or a link that may be opened. Never HTML. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }

// Ends at white space, quotes, brackets and Chinese or full-width punctuation: people write 「看https://…，谢谢」.
const ADDRESS = /https?:\/\/[^\s<>"'`\u3000-\u303f\uff00-\uffef\u2018-\u201d]+/gi
const TRAILING = /[.,;:!?)\]}]+$/

/** Only http and https become links, and only those the browser itself can parse. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = []
  let end = 0
  for (const match of text.matchAll(ADDRESS)) {
    const written = withoutTail(match[0])
    const href = safeAddress(written)
    if (href === null) continue
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) })
    parts.push({ kind: 'link', text: written, href })
    end = match.index + written.length
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) })
  return parts
}

/** A full stop behind the address is the sentence's; a closing bracket is the address's when it was opened in it. */
function withoutTail(address: string): string {
  let rest = address
  for (;;) {
    const tail = TRAILING.exec(rest)?.[0]
    if (tail === undefined) return rest
    const last = tail.at(-1)
    if (last === ')' && count(rest, '(') >= count(rest, ')')) return rest
    rest = rest.slice(0, -1)
  }
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1
}

function safeAddress(text: string): string | null {
  try {
    const url = new URL(text)
    const open = url.protocol === 'https:' || url.protocol === 'http:'
    // A name before the host (https://bank.example@evil.example) only serves to deceive.
    return open && url.username === '' && url.password === '' ? url.href : null
  } catch {
    return null
  }
}

/** Bytes as people read them: 820 kB, 20 MB. */
export function sizeText(bytes: number): string {
  const mega = bytes / (1024 * 1024)
  if (mega >= 10) return `${Math.round(mega)} MB`
  if (mega >= 1) return `${mega.toFixed(1)} MB`
  return `${Math.max(1, Math.round(bytes / 1024))} kB`
}
