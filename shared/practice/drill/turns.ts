import type { Line } from './model.ts'

/** What the buyer wrote in a row, and what the agent answered before it wrote again. */
export interface Turn {
  readonly asked: string
  /** Empty: nobody answered. */
  readonly answer: string
  /** Indexes of the answer's messages. */
  readonly answers: readonly number[]
  /** Seconds from its first line to the first answer; null: none. */
  readonly waited: number | null
  /** Seconds from the beginning of the talk to the turn's last line. */
  readonly endedAt: number
}

/** The shop's automatic words are no answer, and what is said before the buyer's first line is none. */
export function turnsOf(messages: readonly Line[]): readonly Turn[] {
  const turns: { askedAt: number; waited: number | null; endedAt: number; answers: number[] }[] = []
  const asked: string[][] = []
  const [first] = messages
  for (const [index, { at, from, text }] of messages.entries()) {
    if (from === 'shop' || text.trim() === '') continue
    const last = turns.at(-1)
    const endedAt = (at - (first?.at ?? at)) / 1000
    if (from === 'agent') {
      if (!last) continue
      last.waited ??= Math.max(0, (at - last.askedAt) / 1000)
      last.answers.push(index)
      last.endedAt = endedAt
    } else if (last && last.answers.length === 0) {
      asked.at(-1)?.push(text.trim())
      last.endedAt = endedAt
    } else {
      turns.push({ askedAt: at, waited: null, endedAt, answers: [] })
      asked.push([text.trim()])
    }
  }
  return turns.map(({ waited, endedAt, answers }, index) => ({
    asked: (asked[index] ?? []).join('\n'),
    answer: answers.map((at) => messages[at]?.text ?? '').join('\n'),
    answers,
    waited,
    endedAt,
  }))
}
