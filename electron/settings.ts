import { join } from 'node:path'
import { z } from 'zod'
import type { AutoSuspend, Language } from '#shared/bridge/contract.ts'
import { DEFAULT_PREFERENCES, type Preferences } from '#shared/bridge/preferences.ts'
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

export const preferences = z.strictObject({
  density: z.enum(['compact', 'comfortable']),
  fontSize: z.int().min(13).max(20),
  font: z.enum(['system', 'serif', 'round']),
  sendKey: z.enum(['enter', 'ctrl-enter']),
  undoSeconds: z.int().min(0).max(30),
  volume: z.number().min(0).max(1),
  sounds: z.strictObject({
    new_buyer: z.boolean(),
    waiting: z.boolean(),
    slow: z.boolean(),
    forward: z.boolean(),
    whisper: z.boolean(),
    sent: z.boolean(),
  }),
  notifications: z.boolean(),
  preview: z.boolean(),
  flash: z.boolean(),
  quietUntil: z.number().min(0),
  guard: z.boolean(),
  keys: z.record(z.string().max(60), z.string().max(60)),
}) satisfies z.ZodType<Preferences>

const settings = z.strictObject({
  /** Absent: the system's. */
  language: z.enum(['zh-CN', 'zh-TW', 'en']).optional(),
  theme: z.enum(['system', 'light', 'dark']),
  /** Absent: never. */
  autoSuspend: autoSuspend.optional(),
  /** What differs from the defaults. */
  preferences: preferences.partial().optional(),
  window: place.optional(),
  /** Windows of single conversations: the last place of one, and those that were open, by account. */
  chatWindow: place.optional(),
  tornOff: z.record(z.string(), z.array(z.string())).optional(),
  zoom: z.number().optional(),
  /** No graphics card could be used, as this Electron found; until then (ms) none is tried. */
  noGraphics: z.strictObject({ electron: z.string(), until: z.number() }).optional(),
})
export type Settings = z.infer<typeof settings>

/** What an earlier version's file lacks is as usual. */
export function preferencesOf({ preferences: kept }: Settings): Preferences {
  const given = Object.entries(kept ?? {}).filter(([, value]) => value !== undefined)
  return { ...DEFAULT_PREFERENCES, ...(Object.fromEntries(given) as Partial<Preferences>) }
}

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
