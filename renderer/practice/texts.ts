import i18next from 'i18next'
import enPractice from '#resources/locales/en/practice.json'
import enPracticeClass from '#resources/locales/en/practiceClass.json'
import enPracticeEditor from '#resources/locales/en/practiceEditor.json'
import enPracticeExam from '#resources/locales/en/practiceExam.json'
import enPracticeRun from '#resources/locales/en/practiceRun.json'
import enPracticeRush from '#resources/locales/en/practiceRush.json'
import zhCNPractice from '#resources/locales/zh-CN/practice.json'
import zhCNPracticeClass from '#resources/locales/zh-CN/practiceClass.json'
import zhCNPracticeEditor from '#resources/locales/zh-CN/practiceEditor.json'
import zhCNPracticeExam from '#resources/locales/zh-CN/practiceExam.json'
import zhCNPracticeRun from '#resources/locales/zh-CN/practiceRun.json'
import zhCNPracticeRush from '#resources/locales/zh-CN/practiceRush.json'
import zhTWPractice from '#resources/locales/zh-TW/practice.json'
import zhTWPracticeClass from '#resources/locales/zh-TW/practiceClass.json'
import zhTWPracticeEditor from '#resources/locales/zh-TW/practiceEditor.json'
import zhTWPracticeExam from '#resources/locales/zh-TW/practiceExam.json'
import zhTWPracticeRun from '#resources/locales/zh-TW/practiceRun.json'
import zhTWPracticeRush from '#resources/locales/zh-TW/practiceRush.json'

export const practiceTexts = {
  en: {
    practice: enPractice,
    practiceClass: enPracticeClass,
    practiceEditor: enPracticeEditor,
    practiceExam: enPracticeExam,
    practiceRun: enPracticeRun,
    practiceRush: enPracticeRush,
  },
  'zh-CN': {
    practice: zhCNPractice,
    practiceClass: zhCNPracticeClass,
    practiceEditor: zhCNPracticeEditor,
    practiceExam: zhCNPracticeExam,
    practiceRun: zhCNPracticeRun,
    practiceRush: zhCNPracticeRush,
  },
  'zh-TW': {
    practice: zhTWPractice,
    practiceClass: zhTWPracticeClass,
    practiceEditor: zhTWPracticeEditor,
    practiceExam: zhTWPracticeExam,
    practiceRun: zhTWPracticeRun,
    practiceRush: zhTWPracticeRush,
  },
} as const

/** With the first part of practice that is shown, so that the desk's start does not carry them. */
export function addPracticeTexts(): void {
  for (const [language, namespaces] of Object.entries(practiceTexts))
    for (const [namespace, texts] of Object.entries(namespaces))
      i18next.addResourceBundle(language, namespace, texts)
}
