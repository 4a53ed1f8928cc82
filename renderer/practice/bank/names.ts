import type { Language } from '#shared/bridge/contract.ts'
import type { Question } from '#shared/practice/exam/model.ts'
import { ENGLISH_QUESTION_NAMES, type QuestionNames } from '#shared/practice/exam/table.ts'
import columns from '#resources/practice/questions/columns.json'

/** All that a table's columns and values may be called; English ones are always known. */
export const QUESTION_NAMES: readonly QuestionNames[] = [columns['zh-CN'], columns['zh-TW']]

export function namesOf(language: Language): QuestionNames {
  return language === 'en' ? ENGLISH_QUESTION_NAMES : columns[language]
}

/** One of each kind, for a template. */
export function samplesOf(questions: readonly Question[]): readonly Question[] {
  const kinds = new Map<string, Question>()
  for (const question of questions)
    if (!kinds.has(question.kind)) kinds.set(question.kind, question)
  return [...kinds.values()]
}
