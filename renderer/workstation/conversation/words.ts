/** A message's text cut into plain parts, links and the words that were searched for. */
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly at: number }
  | { readonly kind: 'hit'; readonly text: string; readonly at: number }
  | { readonly kind: 'link'; readonly text: string; readonly url: string; readonly at: number }

// Ends before CJK text and before punctuation that closes the sentence around the address.
const LINK = /https?:\/\/[^\s<>"'\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+/giu
const TRAILING = /[.,;:!?)\]}]+$/

export function partsOf(text: string, search: string): readonly Part[] {
  const parts: Part[] = []
  let end = 0
  for (const match of text.matchAll(LINK)) {
    const url = match[0].replace(TRAILING, '')
    if (!URL.canParse(url)) continue
    addText(parts, text.slice(end, match.index), end, search)
    parts.push({ kind: 'link', text: url, url, at: match.index })
    end = match.index + url.length
  }
  addText(parts, text.slice(end), end, search)
  return parts
}

function addText(parts: Part[], text: string, offset: number, search: string): void {
  const needle = search.trim().toLowerCase()
  // Lower case may change lengths in a few scripts; then nothing is marked rather than wrongly.
  const folded = text.toLowerCase()
  let end = 0
  if (needle !== '' && folded.length === text.length)
    for (let at = folded.indexOf(needle); at >= 0; at = folded.indexOf(needle, end)) {
      if (at > end) parts.push({ kind: 'text', text: text.slice(end, at), at: offset + end })
      end = at + needle.length
      parts.push({ kind: 'hit', text: text.slice(at, end), at: offset + at })
    }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end), at: offset + end })
}
