import zhCN from '#resources/locales/zh-CN/buyer.json' with { type: 'json' }
import zhTW from '#resources/locales/zh-TW/buyer.json' with { type: 'json' }
import en from '#resources/locales/en/buyer.json' with { type: 'json' }

/**
 * The three languages of the buyer's page. The files are i18next's, but its runtime alone would take
 * a fifth of the page's weight: looking up a path and filling `{{…}}` is all that is used here.
 */
export const LANGUAGES = ['zh-CN', 'zh-TW', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

type Words = typeof zhCN
type Paths<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${Paths<T[K]>}`
}[keyof T & string]
export type TextKey = Paths<Words>

const words: Record<Language, Words> = { 'zh-CN': zhCN, 'zh-TW': zhTW, en }

export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string

/** The first of the browser's languages that we speak; English for all others. */
export function pickLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const lower = tag.toLowerCase()
    if (/^zh-(?:.*-)?(?:tw|hk|mo|hant)\b/.test(lower) || lower.startsWith('zh-hant')) return 'zh-TW'
    if (/^(?:zh|yue|cmn)\b/.test(lower)) return 'zh-CN'
    if (/^en\b/.test(lower)) return 'en'
  }
  return 'en'
}

export function isLanguage(value: string | null): value is Language {
  return LANGUAGES.some((language) => language === value)
}

export function translator(language: Language): Translate {
  return (key, values = {}) => {
    let found: unknown = words[language]
    for (const part of key.split('.'))
      found = (found as Readonly<Record<string, unknown>> | undefined)?.[part]
    if (typeof found !== 'string') return key
    return found.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) =>
      String(values[name] ?? whole),
    )
  }
}

/** The words for an error code; codes that a buyer can't meet or mend share one sentence. */
export function errorText(t: Translate, code: string): string {
  const known = code in zhCN.error ? (`error.${code}` as TextKey) : 'error.other'
  return t(known)
}
