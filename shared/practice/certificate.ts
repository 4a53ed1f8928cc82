import { z } from 'zod'

const line = (max: number) => z.string().trim().min(1).max(max)

/**
 * What stands on a certificate, as plain data: the main process makes the page of it, escapes every
 * word and prints it. Scores 0 to 100; null: an item without one.
 */
export const certificate = z.strictObject({
  language: z.enum(['zh-CN', 'zh-TW', 'en']),
  name: line(60),
  course: line(60),
  items: z
    .array(
      z.strictObject({
        kind: z.enum(['scenario', 'exam', 'rush']),
        title: line(120),
        score: z.number().min(0).max(100).nullable(),
      }),
    )
    .min(1)
    .max(60),
  /** YYYY-MM-DD */
  date: z.iso.date(),
  shop: line(60),
  trainer: line(60),
})
export type Certificate = z.infer<typeof certificate>
