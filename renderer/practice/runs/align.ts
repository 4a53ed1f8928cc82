import type { Entry } from '#shared/practice/run.ts'
import { buyerOf, type Line } from './talk.ts'

/** What a buyer said in one go, and all that followed until it spoke again. */
export interface Turn {
  readonly asked: readonly Line[]
  readonly rest: readonly Line[]
}

/** The same words of the buyer side by side; null: the other run has nothing at this place. */
export interface Pair {
  /** The places of its turns in the two talks. */
  readonly id: string
  readonly own: Turn | null
  readonly model: Turn | null
  /** The buyer said the same in both. */
  readonly same: boolean
}

/** One buyer's part of two runs, line for line by what the buyer said. */
export function aligned(
  own: readonly Entry[],
  model: readonly Entry[],
  buyer: string,
): readonly Pair[] {
  const left = turnsOf(own, buyer)
  const right = turnsOf(model, buyer)
  // The longest row of turns that both have in the same order.
  const most = Array.from({ length: left.length + 1 }, () =>
    Array.from({ length: right.length + 1 }, () => 0),
  )
  const from = (i: number, j: number) => most[i]?.[j] ?? 0
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--)
      (most[i] ?? [])[j] = alike(left[i], right[j])
        ? from(i + 1, j + 1) + 1
        : Math.max(from(i + 1, j), from(i, j + 1))
  const pairs: Pair[] = []
  let i = 0
  let j = 0
  while (i < left.length || j < right.length) {
    const one = left[i]
    const other = right[j]
    if (one && other && alike(one, other) && from(i, j) === from(i + 1, j + 1) + 1) {
      pairs.push({ id: `${i} ${j}`, own: one, model: other, same: true })
      i++
      j++
    } else if (one && (!other || from(i + 1, j) >= from(i, j + 1))) {
      pairs.push({ id: `${i} -`, own: one, model: null, same: false })
      i++
    } else {
      pairs.push({ id: `- ${j}`, own: null, model: other ?? null, same: false })
      j++
    }
  }
  return pairs
}

function turnsOf(entries: readonly Entry[], buyer: string): readonly Turn[] {
  const turns: { asked: Line[]; rest: Line[] }[] = []
  for (const [index, entry] of entries.entries()) {
    if (buyerOf(entry) !== buyer) continue
    const open = turns.at(-1)
    const line = { index, entry }
    if (entry.kind !== 'asked') {
      if (open) open.rest.push(line)
      else turns.push({ asked: [], rest: [line] })
    } else if (open && open.rest.length === 0) open.asked.push(line)
    else turns.push({ asked: [line], rest: [] })
  }
  return turns
}

/** What opens a turn says what it is about. */
function alike(one: Turn | undefined, other: Turn | undefined): boolean {
  const said = textsOf(one)
  return said.length > 0 && textsOf(other).some((text) => said.includes(text))
}

function textsOf(turn: Turn | undefined): readonly string[] {
  return (turn?.asked ?? []).flatMap(({ entry }) => (entry.kind === 'asked' ? [entry.text] : []))
}
