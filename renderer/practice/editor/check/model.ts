import { parseDocument } from 'yaml'
import type { Problem } from '#shared/practice/problems.ts'
import { readScenario } from '#shared/practice/read.ts'
import type { Wits } from '#shared/practice/wits.ts'

/** What a look at a text gives. */
export interface Looked {
  readonly problems: readonly Problem[]
  /** What it holds, however wrong; undefined: it can't be read as YAML. */
  readonly raw: unknown
}

/** The problems of a scenario's text, and what the form is to show. Takes a while for a long one. */
export function look(text: string, wits: Wits): Looked {
  const read = readScenario(text, wits)
  return { problems: read.ok ? [] : read.problems, raw: rawOf(text) }
}

export function rawOf(text: string): unknown {
  try {
    const document = parseDocument(text)
    if (document.errors.length > 0) return undefined
    // An alias makes a small file a huge one; `look` has told of it.
    return (document.toJS({ maxAliasCount: 0 }) as unknown) ?? {}
  } catch {
    return undefined
  }
}

export interface Ask {
  readonly id: number
  readonly text: string
}
export interface Answer extends Looked {
  readonly id: number
}
