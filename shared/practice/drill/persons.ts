import { fold, isHan } from './signs.ts'
import type { DrillWords } from './model.ts'

export interface PersonName {
  /** Folded; empty where only the given name is known, or it is no name of that kind. */
  readonly surname: string
  readonly given: string
}

/** A Chinese name as surname and given name; null: a nick, a foreign name, an id. */
export function personOf(name: string, { persons }: DrillWords): PersonName | null {
  const { text } = fold(name)
  if (text === '' || !Array.from(text).every(isHan)) return null
  const compound = text.slice(0, 2)
  if (persons.compoundSurnames.includes(compound) && text.length <= 4)
    return { surname: compound, given: text.slice(2) }
  const first = text.slice(0, 1)
  if (!persons.surnames.includes(first) || text.length > 3) return null
  const given = text.slice(1)
  const titled = persons.titles.includes(given) || persons.doubtfulTitles.includes(given)
  return { surname: first, given: titled ? '' : given }
}

/** A nick without what many have: «customer service», «mother». Folded. */
export function nickCore(nick: string, { persons }: DrillWords): string {
  let core = fold(nick).text
  for (const start of persons.nickStarts)
    if (core.startsWith(start) && core.length > start.length) core = core.slice(start.length)
  for (const end of persons.nickEnds)
    if (core.endsWith(end) && core.length > end.length) core = core.slice(0, -end.length)
  return core
}
