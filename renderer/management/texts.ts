import i18next from 'i18next'
import enManage from '#resources/locales/en/manage.json'
import enMonitor from '#resources/locales/en/monitor.json'
import enSafety from '#resources/locales/en/safety.json'
import zhCNManage from '#resources/locales/zh-CN/manage.json'
import zhCNMonitor from '#resources/locales/zh-CN/monitor.json'
import zhCNSafety from '#resources/locales/zh-CN/safety.json'
import zhTWManage from '#resources/locales/zh-TW/manage.json'
import zhTWMonitor from '#resources/locales/zh-TW/monitor.json'
import zhTWSafety from '#resources/locales/zh-TW/safety.json'

export const managementTexts = {
  en: { manage: enManage, monitor: enMonitor, safety: enSafety },
  'zh-CN': { manage: zhCNManage, monitor: zhCNMonitor, safety: zhCNSafety },
  'zh-TW': { manage: zhTWManage, monitor: zhTWMonitor, safety: zhTWSafety },
} as const

/** With the management's own part of the program, so that the desk's start does not carry them. */
export function addManagementTexts(): void {
  for (const [language, namespaces] of Object.entries(managementTexts))
    for (const [namespace, texts] of Object.entries(namespaces))
      i18next.addResourceBundle(language, namespace, texts)
}
