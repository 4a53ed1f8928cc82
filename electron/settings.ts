import { join } from 'node:path'
import { z } from 'zod'
import type { AutoSuspend, Language } from '#shared/bridge/contract.ts'
import { JsonFile } from './json-file.ts'

const place = z.strictObject({
  x: z.int().optional(),
  y: z.int().optional(),
  width: z.int(),
  height: z.int(),
  maximized: z.boolean(),
})
export type WindowPlace = z.infer<typeof place>

export const autoSuspend = z.strictObject({
  lock: z.boolean(),
  idleMinutes: z
    .int()
    .min(1)
    .max(24 * 60)
    .nullable(),
})
export const NO_AUTO_SUSPEND: AutoSuspend = { lock: false, idleMinutes: null }

const settings = z.strictObject({
  /** Absent: the system's. */
  language: z.enum(['zh-CN', 'zh-TW', 'en']).optional(),
  theme: z.enum(['system', 'light', 'dark']),
  /** Absent: never. */
  autoSuspend: autoSuspend.optional(),
  window: place.optional(),
  zoom: z.number().optional(),
  /** No graphics card could be used, as this Electron found; until then (ms) none is tried. */
  noGraphics: z.strictObject({ electron: z.string(), until: z.number() }).optional(),
})
export type Settings = z.infer<typeof settings>

export function settingsFile(folder: string): JsonFile<Settings> {
  return new JsonFile(join(folder, 'settings.json'), settings, { theme: 'system' })
}

/** Of what the system prefers, the first that we speak; Chinese of Taiwan, Hong Kong and Macao is zh-TW. */
export function chooseLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const [language, ...rest] = tag.toLowerCase().split(/[-_]/)
    if (language === 'en') return 'en'
    if (language === 'zh')
      return rest.some((part) => ['tw', 'hk', 'mo', 'hant'].includes(part)) ? 'zh-TW' : 'zh-CN'
  }
  return 'zh-CN'
}
