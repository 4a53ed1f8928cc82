import { z } from 'zod'
import { SKILLS } from '../scenario.ts'

const text = (max: number) => z.string().trim().min(1).max(max)
const lines = z.array(text(200)).min(1).max(12)

/**
 * Short everyday talks of a rush and all words around them, of one language: resources/practice/rush.json.
 * `{order}` in a line is the buyer's order number; of title, summary and briefing `{buyers}` and `{minutes}`.
 */
export const rushWords = z.strictObject({
  language: z.enum(['zh-CN', 'zh-TW', 'en']),
  title: text(40),
  summary: text(300),
  briefing: text(400),
  /** Words that hold off an answer for a moment, as a pattern; they end the round, not the question. */
  wait: text(300),
  waits: lines,
  /** Asked for the number of its order. */
  asksOrder: text(300),
  orderIs: lines,
  /** What is said of an answer that is none; then of a second one, on leaving. */
  again: lines,
  givesUp: lines,
  nudges: z.array(lines).min(2).max(2),
  leaves: lines,
  names: z.array(text(20)).min(72),
  personas: z.array(text(120)).min(4),
  carriers: z.array(text(20)).min(2),
  products: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9-]{1,20}$/),
        title: text(60),
        category: text(20),
        priceFen: z.number().int().min(1),
        variants: z.array(text(20)).min(1).max(6),
      }),
    )
    .min(4)
    .max(8),
  questions: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9-]{1,30}$/),
        skills: z.array(z.enum(SKILLS)).min(1),
        goal: text(120),
        /** Absent: it has bought nothing yet. */
        order: z.enum(['paid', 'shipped', 'completed']).optional(),
        /** Each asked when the one before is answered; `wants`: a pattern of what answers it. */
        rounds: z
          .array(z.strictObject({ ask: lines, wants: text(300) }))
          .min(1)
          .max(3),
        thanks: lines,
        ends: z.enum(['solved', 'bought']),
      }),
    )
    .min(12),
})
export type RushWords = z.infer<typeof rushWords>
