import { createContext, use } from 'react'
import type { Problem } from '#shared/practice/problems.ts'
import type { EditPath, FormEdit } from '../text/edits.ts'
import type { Names } from './names.ts'

export interface FormTools {
  readonly edit: (edit: FormEdit) => void
  readonly goTo: (path: EditPath) => void
  readonly sentenceAt: (path: EditPath) => string | null
  /** How many problems are beneath this place. */
  readonly problemsIn: (path: EditPath) => number
  readonly names: Names
  /** The text can't be read now: nothing can be changed from here. */
  readonly locked: boolean
}

export const FormContext = createContext<FormTools | null>(null)

export function useForm(): FormTools {
  const tools = use(FormContext)
  if (!tools) throw new Error('outside of the form')
  return tools
}

export function sentencesOf(
  problems: readonly Problem[],
  sentence: (problem: Problem) => string,
): Pick<FormTools, 'sentenceAt' | 'problemsIn'> {
  const at = new Map(problems.map((problem) => [problem.path, sentence(problem)]))
  return {
    sentenceAt: (path) => at.get(path.join('.')) ?? null,
    problemsIn: (path) => {
      const begin = path.join('.')
      return problems.filter((one) => one.path === begin || one.path.startsWith(`${begin}.`)).length
    },
  }
}
