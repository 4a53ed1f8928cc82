import { z } from 'zod'

/** How long a model may take for one line, seconds. */
export const VOICE_SECONDS = { least: 1, most: 10, usual: 5 } as const

/**
 * Where a chat model is asked, in the manner of OpenAI's `…/chat/completions`. Plain http is for a model
 * on the shop's own machines. Neither a name nor a password stands in the address: keys have their field.
 */
export const voiceUrl = z
  .string()
  .trim()
  .max(300)
  .refine((value) => {
    if (!URL.canParse(value)) return false
    const { protocol, username, password, hash, search } = new URL(value)
    const isPlain = username === '' && password === '' && hash === '' && search === ''
    return (protocol === 'http:' || protocol === 'https:') && isPlain
  })

export const voiceSettings = z
  .strictObject({
    on: z.boolean(),
    /** Empty only where it is off. */
    url: voiceUrl.or(z.literal('')),
    model: z.string().trim().max(120),
    /** Absent: as it was, unless the address is another; null: none. */
    key: z.string().min(1).max(500).nullable().optional(),
    seconds: z.number().min(VOICE_SECONDS.least).max(VOICE_SECONDS.most),
  })
  .refine(({ on, url, model }) => !on || (url !== '' && model !== ''))
export type VoiceSettings = z.infer<typeof voiceSettings>

/** The key itself is never told. */
export interface VoiceView {
  readonly on: boolean
  readonly url: string
  readonly model: string
  readonly hasKey: boolean
  readonly seconds: number
}

/**
 * Why a line is said as it is written. unreachable: no connection; slow: over its time; refused: the
 * model's server said no; malformed: no answer in the format; unfit: facts of the line were lost, or
 * others invented, or it is far too long.
 */
export const VOICE_FAILURES = ['unreachable', 'slow', 'refused', 'malformed', 'unfit'] as const
export type VoiceFailure = (typeof VOICE_FAILURES)[number]

export interface VoiceTried {
  /** What would be said: the model's words, or the line itself. */
  readonly said: string
  /** Null: the model's words. */
  readonly failure: VoiceFailure | null
  /** What the model answered where that is unfit; null otherwise. */
  readonly answered: string | null
  readonly ms: number
}
