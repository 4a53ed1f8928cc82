import i18next from 'i18next'
import en from '#resources/locales/en/keys.json'
import zhCN from '#resources/locales/zh-CN/keys.json'
import zhTW from '#resources/locales/zh-TW/keys.json'

export const keyTexts = { en, 'zh-CN': zhCN, 'zh-TW': zhTW } as const

/** With the sheet's own part of the program: nothing else names all the actions. */
export function addKeyTexts(): void {
  for (const [language, texts] of Object.entries(keyTexts))
    i18next.addResourceBundle(language, 'keys', texts)
}
