import type { Entry } from '../run.ts'
import type { ActionCondition } from '../scenario.ts'
import { actionValues, fitOf, isSlip, type Fit } from './deeds.ts'
import { judged, type Case, type Judged, type Mark } from './judged.ts'
import { missedAt, uniq, type Cited, type Visit } from './visits.ts'

/**
 * Full where it was done; half where the same weighty act was done wrongly, too, before or after: what
 * was mended is not undone. A deed that another line of the rubric asks for is no wrong one.
 */
export function actionMark(mark: Mark<'action'>, about: Case): Judged {
  const { action, buyer } = mark
  const values = actionValues(action)
  const found = deedsFor(action, buyer, about)
  const done = found.filter(({ fit }) => fit === 'done')
  const slips = found.filter(
    ({ fit, entry }) => isSlip(fit, entry) && !askedElsewhere(mark, entry, about),
  )
  const [first] = done
  if (first)
    return slips.length === 0
      ? judged('action', 'done', 1, [first.cite], values)
      : judged('action', 'mended', 0.5, uniq([...slips, first].map(({ cite }) => cite)), values)
  const near =
    slips.at(-1) ?? found.filter(({ entry }) => !askedElsewhere(mark, entry, about)).at(-1)
  if (near && near.fit !== 'done') return judged('action', near.fit, 0, [near.cite], values)
  if (buyer === undefined) return judged('action', 'missing', 0, wherever(about), values)
  const visit = about.visits.get(buyer)
  return judged('action', visit ? 'missing' : 'not_come', 0, missedAt(about.record, visit), values)
}

/** Labels as the play gave them: recalled words were taken as they were said. */
export function labelMark({ buyer, label }: Mark<'label'>, { record, visits }: Case): Judged {
  const visit = visits.get(buyer)
  const [earned] = earnedBy(visit).filter(({ labels }) => labels.includes(label))
  if (earned) return judged('label', 'earned', 1, [earned.cite], { label })
  return judged('label', visit ? 'missing' : 'not_come', 0, missedAt(record, visit), { label })
}

/** The longest part of the process that was kept in its order, of all its steps. */
export function stepsMark({ buyer, labels }: Mark<'steps'>, { record, visits }: Case): Judged {
  const of = labels.length
  const visit = visits.get(buyer)
  if (!visit) return judged('steps', 'not_come', 0, missedAt(record, visit), { of })
  const earned = earnedBy(visit).flatMap((one) =>
    // What one message earns has no order in itself.
    labels
      .filter((label) => one.labels.includes(label))
      .map((label) => ({ label, cite: one.cite })),
  )
  const kept = longestInOrder(labels, earned)
  const count = kept.length
  const cites = kept.map(({ cite }) => cite)
  if (count === of) return judged('steps', 'kept', 1, uniq(cites), { of })
  const has = new Set(earned.map(({ label }) => label))
  const missing = labels.find((label) => !has.has(label))
  if (missing === undefined) {
    const inOrder = new Set(kept.map(({ label }) => label))
    const label = labels.find((one) => !inOrder.has(one)) ?? ''
    const late = earned.filter((one) => one.label === label).map(({ cite }) => cite)
    return judged('steps', 'disordered', count / of, uniq([...cites, ...late]), {
      count,
      of,
      label,
    })
  }
  const left = missedAt(record, visit)
  return count === 0
    ? judged('steps', 'none', 0, left, { of, label: missing })
    : judged('steps', 'partly', count / of, uniq([...cites, ...left.slice(-1)]), {
        count,
        of,
        label: missing,
      })
}

interface Found {
  readonly entry: Entry
  readonly cite: number
  readonly fit: Fit
}

/** Of all entries that may count, in their order: answers that were not recalled, and deeds. */
function deedsFor(action: ActionCondition, buyer: string | undefined, about: Case): Found[] {
  // Of no one buyer, whatever the rubric says.
  const ofNone = action.do === 'suspend' || action.do === 'resume'
  return about.record.entries.flatMap((entry, cite) => {
    if (entry.kind !== 'answered' && entry.kind !== 'did') return []
    if (!ofNone && buyer !== undefined && entry.buyer !== buyer) return []
    if (entry.kind === 'answered' && about.visits.get(entry.buyer)?.recalled.has(entry.cseq))
      return []
    const fit = fitOf(action, entry)
    return fit === null ? [] : [{ entry, cite, fit }]
  })
}

function askedElsewhere(own: Mark<'action'>, entry: Entry, { scenario }: Case): boolean {
  return scenario.rubric.marks.some(
    (mark) =>
      mark.kind === 'action' &&
      mark !== own &&
      (mark.buyer === undefined || (entry.kind === 'did' && mark.buyer === entry.buyer)) &&
      fitOf(mark.action, entry) === 'done',
  )
}

function wherever({ record, visits }: Case): readonly number[] {
  const openings = [...visits.values()].flatMap(({ opening }) =>
    opening === null ? [] : [opening],
  )
  return openings.length > 0 ? uniq(openings) : [record.entries.length - 1]
}

function earnedBy(
  visit: Visit | undefined,
): readonly { labels: readonly string[]; cite: number }[] {
  const all: readonly Cited<Entry>[] = [...(visit?.answers ?? []), ...(visit?.deeds ?? [])]
  return all
    .toSorted((a, b) => a.cite - b.cite)
    .map(({ entry, cite }) => ({ labels: 'labels' in entry ? entry.labels : [], cite }))
}

interface Earned {
  readonly label: string
  readonly cite: number
}

/** Longest common subsequence of the steps and what was earned, the earliest of equals. */
function longestInOrder(steps: readonly string[], earned: readonly Earned[]): readonly Earned[] {
  let best: readonly (readonly Earned[])[] = steps.map(() => [])
  const upTo = (lists: readonly (readonly Earned[])[], step: number) => lists[step] ?? []
  for (const one of earned) {
    const next: (readonly Earned[])[] = []
    for (const [step, label] of steps.entries()) {
      const without = [upTo(best, step), upTo(next, step - 1)]
      const longest = without.reduce((a, b) => (b.length > a.length ? b : a))
      const taken = label === one.label ? [...upTo(best, step - 1), one] : []
      next.push(taken.length > longest.length ? taken : longest)
    }
    best = next
  }
  return upTo(best, steps.length - 1)
}
