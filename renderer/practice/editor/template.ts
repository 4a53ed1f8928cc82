import type { Language } from '#shared/bridge/contract.ts'
import en from '#resources/practice/templates/en.yaml?raw'
import zhCN from '#resources/practice/templates/zh-CN.yaml?raw'
import zhTW from '#resources/practice/templates/zh-TW.yaml?raw'

const TEMPLATES: Readonly<Record<Language, string>> = { en, 'zh-CN': zhCN, 'zh-TW': zhTW }

/** A small scenario that works, with what is to be changed in its comments. */
export function templateIn(language: Language, id: string): string {
  return TEMPLATES[language].replace(/^id:.*$/mu, `id: ${id}`)
}
