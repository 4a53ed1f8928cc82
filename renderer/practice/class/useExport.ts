import { useState } from 'react'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import { dateAt } from '#shared/practice/due.ts'
import type { TraineeView } from '#shared/practice/courses.ts'
import type { Sheet } from '../../tables/workbook.ts'
import type { TableFormat } from '../../tables/table.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWorkstation } from '../../workstation/app/context.ts'
import { useAsk } from '../ask.ts'
import { classSheet, runSheet, sheetsOf, type SheetParts, type WorkDone } from './sheets.ts'
import { useShopClock } from './shop.ts'

/**
 * The class or one of it in a file: as a workbook everything, as csv one table, which is all that such
 * a file can hold (of the class its lines, of a trainee the runs).
 */
export function useExport() {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const { desk } = useActions()
  const ask = useAsk()
  const { zone, now } = useShopClock()
  const [busy, setBusy] = useState(false)
  const fail = (code: BridgeErrorCode) => desk.toast('error', `error:${code}`)
  const parts = (): SheetParts => ({ t, zone, now: now() })

  async function save(
    name: string,
    format: TableFormat,
    sheets: readonly Sheet[],
    one: Sheet,
  ): Promise<void> {
    const { tableOfSheet, writeWorkbook } = await import('../../tables/workbook.ts')
    const bytes =
      format === 'xlsx'
        ? await writeWorkbook(sheets)
        : (await import('../../tables/csv.ts')).writeCsv(tableOfSheet(one))
    const file = `${name} ${dateAt(zone, now())}.${format}`
    const result = await call('files.saveBytes', { name: file, bytes })
    if (!result.ok) fail(result.error.code)
    else if (result.value.saved) desk.toast('info', 'chats:toast.saved', { name: file })
  }
  async function whole(): Promise<WorkDone | null> {
    const [work, assignments] = await Promise.all([ask('class.work'), ask('assignments.list')])
    for (const answer of [work, assignments])
      if (!answer.ok) {
        fail(answer.error.code)
        return null
      }
    if (!work.ok || !assignments.ok) return null
    return { ...work.value, assignments: assignments.value.assignments }
  }
  return {
    busy,
    async ofClass(trainees: readonly TraineeView[], format: TableFormat): Promise<void> {
      setBusy(true)
      const work = format === 'xlsx' ? await whole() : EMPTY
      if (work) {
        const name = t('practice:section.class')
        await save(name, format, sheetsOf(trainees, work, parts()), classSheet(trainees, parts()))
      }
      setBusy(false)
    },
    async ofTrainee(trainee: TraineeView, work: WorkDone, format: TableFormat): Promise<void> {
      setBusy(true)
      const sheets = sheetsOf([trainee], work, parts())
      const one = runSheet([trainee], work.runs, parts())
      await save(trainee.nick, format, sheets, one)
      setBusy(false)
    },
  }
}

const EMPTY: WorkDone = { runs: [], sittings: [], assignments: [] }
