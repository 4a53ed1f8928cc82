import i18next from 'i18next'
import en from '#resources/locales/en/security.json'
import zhCN from '#resources/locales/zh-CN/security.json'
import zhTW from '#resources/locales/zh-TW/security.json'

export const securityTexts = { en, 'zh-CN': zhCN, 'zh-TW': zhTW } as const

/** With this part of the program, so that the desk's start does not carry them. */
export function addSecurityTexts(): void {
  for (const [language, texts] of Object.entries(securityTexts))
    i18next.addResourceBundle(language, 'security', texts)
}
