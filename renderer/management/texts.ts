import i18next from 'i18next'
import enManage from '#resources/locales/en/manage.json'
import enMonitor from '#resources/locales/en/monitor.json'
import zhCNManage from '#resources/locales/zh-CN/manage.json'
import zhCNMonitor from '#resources/locales/zh-CN/monitor.json'
import zhTWManage from '#resources/locales/zh-TW/manage.json'
import zhTWMonitor from '#resources/locales/zh-TW/monitor.json'

export const managementTexts = {
  en: { manage: enManage, monitor: enMonitor },
  'zh-CN': { manage: zhCNManage, monitor: zhCNMonitor },
  'zh-TW': { manage: zhTWManage, monitor: zhTWMonitor },
} as const

/** With the management's own part of the program, so that the desk's start does not carry them. */
export function addManagementTexts(): void {
  for (const [language, namespaces] of Object.entries(managementTexts))
    for (const [namespace, texts] of Object.entries(namespaces))
      i18next.addResourceBundle(language, namespace, texts)
}
