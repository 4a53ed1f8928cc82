import { PHRASE_VARIABLES, type PhraseVariable } from './variables.ts'

/** What is known now; a variable without a value, or with an empty one, is missing. */
export type PhraseValues = Readonly<Partial<Record<PhraseVariable, string | undefined>>>

export type FilledPart =
  | { readonly kind: 'text'; readonly text: string; readonly at: number }
  | { readonly kind: 'value'; readonly text: string; readonly at: number }
  | {
      readonly kind: 'missing'
      readonly text: string
      readonly variable: PhraseVariable
      readonly at: number
    }

const VARIABLE = new RegExp(`\\{(${PHRASE_VARIABLES.join('|')})\\}`, 'g')

/** `at`: the offset in the filled text. A missing variable stays as it was written. */
export function filledParts(text: string, values: PhraseValues): readonly FilledPart[] {
  const parts: FilledPart[] = []
  let end = 0
  let at = 0
  const add = (part: FilledPart) => {
    if (part.text === '') return
    parts.push(part)
    at += part.text.length
  }
  for (const match of text.matchAll(VARIABLE)) {
    const variable = match[1] as PhraseVariable
    add({ kind: 'text', text: text.slice(end, match.index), at })
    // As it is: a value is never read for variables again.
    const value = values[variable]
    if (value === undefined || value === '') add({ kind: 'missing', text: match[0], variable, at })
    else add({ kind: 'value', text: value, at })
    end = match.index + match[0].length
  }
  add({ kind: 'text', text: text.slice(end), at })
  return parts
}

export function fillPhrase(text: string, values: PhraseValues): string {
  return filledParts(text, values)
    .map((part) => part.text)
    .join('')
}

/** The first variable that still stands in a text that is about to be sent. */
export function unfilledIn(
  text: string,
): { readonly variable: PhraseVariable; readonly at: number } | null {
  const match = new RegExp(VARIABLE.source).exec(text)
  return match ? { variable: match[1] as PhraseVariable, at: match.index } : null
}
