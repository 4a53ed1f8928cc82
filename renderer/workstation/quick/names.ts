import i18next from 'i18next'
import type { TableNames } from '#shared/phrases/table.ts'

const LANGUAGES = ['zh-CN', 'zh-TW', 'en'] as const

export function namesIn(language: string): TableNames {
  const t = i18next.getFixedT(language)
  return {
    columns: {
      group: t('quick:column.group'),
      code: t('quick:column.code'),
      title: t('quick:column.title'),
      text: t('quick:column.text'),
      scope: t('quick:column.scope'),
    },
    scopes: { team: t('quick:scope.team'), personal: t('quick:scope.personal') },
  }
}

/** A table may come from a colleague whose workstation speaks another language. */
export function allNames(): readonly TableNames[] {
  return LANGUAGES.map(namesIn)
}
