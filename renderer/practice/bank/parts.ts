import type { BankView } from '#shared/practice/exam/api.ts'
import { rowsOf } from '#shared/practice/exam/table.ts'
import { writeTable } from '../../tables/table.ts'
import { useActions, useWork, useWorkstation } from '../../workstation/app/context.ts'
import { namesOf } from './names.ts'

export function chaptersOf({ questions }: BankView) {
  const counts = new Map<string, number>()
  for (const { question } of questions)
    counts.set(question.chapter, (counts.get(question.chapter) ?? 0) + 1)
  return [...counts].map(([chapter, count]) => ({ chapter, count }))
}

/** Questions as a table in a file of the person's choice, in its language. */
export function useSaveTable() {
  const { call } = useWorkstation()
  const { desk } = useActions()
  const language = useWork((state) => state.app?.language ?? 'zh-CN')
  return async (questions: Parameters<typeof rowsOf>[0], title: string) => {
    const name = `${title}.xlsx`
    const bytes = await writeTable(rowsOf(questions, namesOf(language)), 'xlsx')
    const result = await call('files.saveBytes', { name, bytes })
    if (!result.ok) desk.toast('error', `error:${result.error.code}`)
    else if (result.value.saved) desk.toast('info', 'chats:toast.saved', { name })
  }
}
