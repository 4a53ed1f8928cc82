import { createInstance, type i18n } from 'i18next'
import en from '#resources/locales/en/desktop.json' with { type: 'json' }
import zhCN from '#resources/locales/zh-CN/desktop.json' with { type: 'json' }
import zhTW from '#resources/locales/zh-TW/desktop.json' with { type: 'json' }
import type { Language } from '#shared/bridge/contract.ts'

/** The main process's own words: tray, menu, notifications, dialogs. */
export interface Texts {
  readonly language: Language
  readonly t: (key: string, values?: Readonly<Record<string, string | number>>) => string
}

let instance: i18n | null = null

export function loadTexts(language: Language): Texts {
  if (!instance) {
    instance = createInstance()
    void instance.init({
      lng: language,
      fallbackLng: 'zh-CN',
      defaultNS: 'desktop',
      initAsync: false,
      interpolation: { escapeValue: false },
      resources: {
        'zh-CN': { desktop: zhCN },
        'zh-TW': { desktop: zhTW },
        en: { desktop: en },
      },
    })
  } else if (instance.language !== language) void instance.changeLanguage(language)
  const { t } = instance
  return { language, t: (key, values) => t(key, { ...values }) }
}
