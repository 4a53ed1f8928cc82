export interface Emoji {
  readonly unicode: string
  readonly label: string
  /** Lower-case names and tags, of the window's language and English. */
  readonly words: string
}
interface Stored {
  readonly unicode: string
  readonly hexcode: string
  readonly label: string
  readonly tags?: readonly string[]
  readonly group?: number
  readonly order?: number
}

/** Parts such as skin tones, which are no pictures by themselves. */
const COMPONENTS = 2

async function dataOf(language: string): Promise<readonly Stored[]> {
  switch (language) {
    case 'zh-CN':
      return (await import('emojibase-data/zh/compact.json')).default
    case 'zh-TW':
      return (await import('emojibase-data/zh-hant/compact.json')).default
    default:
      return (await import('emojibase-data/en/compact.json')).default
  }
}

const known = new Map<string, Promise<readonly Emoji[]>>()

/** By the order of Unicode; found by names of the language and by English ones. */
export function loadEmoji(language: string): Promise<readonly Emoji[]> {
  let list = known.get(language)
  if (!list) {
    list = Promise.all([dataOf(language), dataOf('en')]).then(([own, english]) =>
      joined(own, english),
    )
    // What could not be read is tried again.
    list.catch(() => known.delete(language))
    known.set(language, list)
  }
  return list
}

/**
 * A sequence that this computer's font does not know is drawn as its parts, side by side; a sign it
 * does not know as another font's box. What it knows is all of one width.
 */
const pen =
  typeof OffscreenCanvas === 'undefined' ? null : new OffscreenCanvas(1, 1).getContext('2d')
function drawn(unicode: string): boolean {
  if (!pen) return true
  pen.font = '20px sans-serif'
  const part = pen.measureText(unicode).width / pen.measureText('😀').width
  return part > 0.9 && part < 1.1
}

function joined(own: readonly Stored[], english: readonly Stored[]): readonly Emoji[] {
  const names = new Map(english.map((one) => [one.hexcode, wordsOf(one)]))
  return own
    .filter(({ group, unicode }) => group !== undefined && group !== COMPONENTS && drawn(unicode))
    .toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map((one) => ({
      unicode: one.unicode,
      label: one.label,
      words: `${wordsOf(one)} ${names.get(one.hexcode) ?? ''}`,
    }))
}

function wordsOf({ label, tags }: Stored): string {
  return [label, ...(tags ?? [])].join(' ').toLowerCase()
}

/** Without a search those used last come first; with one, those whose name begins with it. */
export function findEmoji(
  all: readonly Emoji[],
  search: string,
  recent: readonly string[],
): readonly Emoji[] {
  const query = search.trim().toLowerCase()
  if (query === '') {
    const first = recent.flatMap((unicode) => all.find((one) => one.unicode === unicode) ?? [])
    return [...first, ...all.filter((one) => !recent.includes(one.unicode))]
  }
  const found = all.filter(({ words, unicode }) => words.includes(query) || unicode === query)
  const rank = ({ label, unicode }: Emoji) =>
    Number(!label.toLowerCase().startsWith(query)) * 2 + Number(!recent.includes(unicode))
  return found.toSorted((a, b) => rank(a) - rank(b))
}
