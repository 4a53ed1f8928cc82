import { mask } from '../../masking/mask.ts'
import { collect, type Original } from './collect.ts'
import { leftIn } from './look.ts'
import { hitsIn, written, type Hit } from './match.ts'
import { plan, type Needle } from './needles.ts'
import { LeftOver } from './model.ts'
import type { Anonymised, DrillWords, Known, Line, Place, Replacement } from './model.ts'

/** By chance an invented number and its neighbours may read like a piece of an original. */
const TRIES = 12

/**
 * The lines with what tells of a person replaced by invented values of the same kind and shape, the
 * same value always by the same one. What is known is found in any spelling and in parts; the rest by
 * form and by the words around it.
 *
 * @param words resources/practice/drill.json
 * @throws LeftOver when a second look still finds something of an original
 */
export function anonymise(lines: readonly Line[], known: Known, words: DrillWords): Anonymised {
  const originals = collect(lines, known, words)
  for (let tries = 1; ; tries++) {
    const needles = plan(originals, words, known.seed + tries - 1)
    const made = replaced(lines, originals, needles)
    const left = leftIn(
      made.messages.map(({ text }) => text),
      originals,
      words,
    )
    if (left.length === 0) return made
    if (tries === TRIES) throw new LeftOver(left)
  }
}

function replaced(
  lines: readonly Line[],
  originals: readonly Original[],
  needles: readonly Needle[],
): Anonymised {
  const places: Place[][] = originals.map(() => [])
  const messages = lines.map((line, message) => {
    let text = ''
    let from = 0
    for (const hit of hitsIn(line.text, needles)) {
      const start = hit.units[0] ?? 0
      const end = (hit.units.at(-1) ?? 0) + 1
      text += line.text.slice(from, start)
      const value = written(hit, line.text)
      places[hit.needle.of]?.push({
        message,
        was: { start, end },
        now: { start: text.length, end: text.length + value.length },
        ...judged(hit),
      })
      text += value
      from = end
    }
    return { ...line, text: text + line.text.slice(from) }
  })
  const first = ({ places: [place] }: Replacement) =>
    place ? place.message * 1e6 + place.was.start : 0
  const list = originals.flatMap(({ kind, text, doubtful }, of): Replacement[] => {
    const found = places[of] ?? []
    if (found.length === 0) return []
    const replacement = rewritten(
      text,
      hitsIn(
        text,
        needles.filter((needle) => needle.of === of),
      ),
    )
    return [{ kind, mask: maskOf(text), replacement, doubtful, places: found }]
  })
  return { messages, replacements: list.toSorted((a, b) => first(a) - first(b)) }
}

function rewritten(text: string, hits: readonly Hit[]): string {
  let out = ''
  let from = 0
  for (const hit of hits) {
    out += text.slice(from, hit.units[0] ?? 0) + written(hit, text)
    from = (hit.units.at(-1) ?? 0) + 1
  }
  return out + text.slice(from)
}

/** The end of a number is what people name it by; another piece of it may stand there by chance. */
function judged({ needle, offset, length }: Hit): Pick<Place, 'part' | 'doubtful'> {
  const whole = length === needle.signs.length
  const tail = needle.in === 'digits' && offset + length === needle.signs.length
  return {
    part: needle.part || !whole,
    doubtful: needle.doubtful || !(whole || tail),
  }
}

/** Enough for a reviewer to tell values apart by. */
function maskOf(text: string): string {
  const hidden = mask(text)
  if (hidden !== text) return hidden
  const kept = text.length < 8 ? 1 : 2
  return (
    text.slice(0, kept) +
    '*'.repeat(Math.max(1, text.length - 2 * kept)) +
    (text.length > 3 ? text.slice(-kept) : '')
  )
}
