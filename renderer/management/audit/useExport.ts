import { useMemo, useState } from 'react'
import type { AuditQuery, AuditRecord } from '#shared/audit/model.ts'
import { writeTable } from '../../tables/table.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork, useWorkstation } from '../../workstation/app/context.ts'
import { detailsOf, sentenceOf } from './sentence.ts'

/** So many records go into one file; the person is told when there were more. */
const MOST = 10_000
const PAGE = 200

/** What the filter lets through, as a table in a file. */
export function useExport(): {
  readonly busy: boolean
  readonly run: (query: AuditQuery) => Promise<void>
} {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const { desk } = useActions()
  const accounts = useWork((state) => state.view?.accounts)
  const [busy, setBusy] = useState(false)
  return useMemo(() => {
    const collect = async (query: AuditQuery) => {
      const records: AuditRecord[] = []
      const buyers: Record<string, string> = {}
      let before: number | undefined
      for (;;) {
        const page = await call('manage.audit', {
          ...query,
          limit: PAGE,
          ...(before === undefined ? {} : { before }),
        })
        if (!page.ok) return page
        records.push(...page.value.records)
        Object.assign(buyers, page.value.buyers)
        if (page.value.next === null || records.length >= MOST)
          return { ok: true as const, records, buyers, more: page.value.next !== null }
        before = page.value.next
      }
    }
    const run = async (query: AuditQuery) => {
      setBusy(true)
      const found = await collect(query)
      setBusy(false)
      if (!found.ok) {
        desk.toast('error', `error:${found.error.code}`)
        return
      }
      const names = {
        account: (id: string) => accounts?.[id]?.name ?? id,
        buyer: (id: string) => `${found.buyers[id] ?? ''} ${id}`.trim(),
      }
      const columns = ['no', 'at', 'by', 'kind', 'what', 'more', 'alert'] as const
      const table = [
        columns.map((column) => t(`safety:audit.column.${column}`)),
        ...found.records.map((record) => [
          String(record.pos),
          new Date(record.at).toISOString(),
          record.by === null ? t('safety:audit.gateway') : names.account(record.by),
          t(`safety:audit.name.${record.kind}`),
          sentenceOf(t, record, names),
          detailsOf(t, record).join('; '),
          record.alert ? t('safety:audit.alert') : '',
        ]),
      ]
      const name = `${t('manage:section.audit')}.xlsx`
      const result = await call('files.saveBytes', { name, bytes: await writeTable(table, 'xlsx') })
      if (!result.ok) desk.toast('error', `error:${result.error.code}`)
      else if (result.value.saved)
        desk.toast('info', found.more ? 'safety:audit.cut' : 'chats:toast.saved', {
          name,
          count: MOST,
        })
    }
    return { busy, run }
  }, [t, call, desk, accounts, busy])
}
