import { tells } from '../facts.ts'
import { judged, type Case, type Judged, type Mark } from './judged.ts'
import { endOf, missedAt, uniq, type Visit } from './visits.ts'
import { wordIn } from './words.ts'

/**
 * The last word counts: half where it was told wrongly before. What was recalled tells nothing any
 * more.
 */
export function factMark({ buyer, fact }: Mark<'fact'>, about: Case): Judged {
  const { record, scenario, visits, wits } = about
  const visit = visits.get(buyer)
  if (!visit) return judged('fact', 'not_come', 0, missedAt(record, visit), { fact })
  const all = visit.answers.flatMap(({ entry, cite }) => {
    const told = tells(scenario, fact, entry.text, wits)
    return told === null ? [] : [{ told, cite, gone: visit.recalled.has(entry.cseq) }]
  })
  const told = all.filter(({ gone }) => !gone)
  const right = told.filter((one) => one.told === 'right')
  const wrong = told.filter((one) => one.told === 'wrong')
  const [first] = right
  if (told.at(-1)?.told === 'wrong')
    return judged('fact', 'wrong', 0, uniq(wrong.map(({ cite }) => cite)), { fact })
  if (first)
    return wrong.length === 0
      ? judged('fact', 'told', 1, [first.cite], { fact })
      : judged('fact', 'corrected', 0.5, uniq(told.map(({ cite }) => cite)), { fact })
  return all.length > 0
    ? judged('fact', 'recalled', 0, uniq(all.map(({ cite }) => cite)), { fact })
    : judged('fact', 'untold', 0, missedAt(record, visit), { fact })
}

/** Of all buyers who wrote: to how many one of the words was written and not recalled. */
export function toneMark({ any }: Mark<'tone'>, { record, visits }: Case): Judged {
  const came = [...visits.values()].filter(({ opening }) => opening !== null)
  const of = came.length
  if (of === 0) return judged('tone', 'none', 0, endOf(record), {})
  const kind = came.map((visit) => kindWords(visit, any))
  const count = kind.filter((cite) => cite !== null).length
  if (count === of)
    return judged('tone', 'all', 1, uniq(kind.filter((cite) => cite !== null)), { of })
  const rough = came
    .filter((_, index) => kind[index] === null)
    .flatMap(({ answers, opening, last }) => {
      const said = answers.map(({ cite }) => cite)
      return said.length > 0 ? said : [opening ?? last]
    })
  return judged('tone', 'share', count / of, uniq(rough), { count, of })
}

function kindWords(visit: Visit, any: readonly string[]): number | null {
  const found = visit.answers.find(
    ({ entry }) => !visit.recalled.has(entry.cseq) && wordIn(entry.text, any) !== null,
  )
  return found?.cite ?? null
}
