import { useMemo, useState } from 'react'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import { labelOf } from '#shared/phrases/match.ts'
import { planImport, type PlannedRow } from '#shared/phrases/table.ts'
import type { Phrase } from '#shared/phrases/model.ts'
import { readTable, TableError, type Table } from '../../tables/table.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { FieldError } from '../../ui/TextField.tsx'
import { useActions } from '../app/context.ts'
import { useJudge } from '../conversation/KeptWords.tsx'
import { allNames } from './names.ts'

interface ImportDialogProps {
  readonly scope: Phrase['scope']
  readonly onClose: () => void
}
type Kind = PlannedRow['kind']
/** What needs a look comes first. */
const KINDS = ['wrong', 'changed', 'new', 'same'] as const satisfies readonly Kind[]
const SHOWN = 200

/** A table of quick replies: first what it would do, row by row, then it is done. */
export function ImportDialog({ scope: usual, onClose }: ImportDialogProps) {
  const { t } = useTranslation()
  const { quick, desk } = useActions()
  const [table, setTable] = useState<Table | null>(null)
  const [scope, setScope] = useState(usual)
  const [error, setError] = useState<string | null>(null)
  const [failed, setFailed] = useState<BridgeErrorCode | null>(null)
  const [busy, setBusy] = useState(false)
  const judge = useJudge()
  const plan = table ? planOf(table, scope) : null
  /** By the row's number: its words that will be asked about or stopped when it is sent. */
  const marked = useMemo(() => {
    const rows = new Map<number, { readonly blocked: boolean; readonly said: string }>()
    for (const { row, phrase } of table ? (planOf(table, scope) ?? []) : []) {
      const found = judge(phrase.text)
      if (found.length > 0)
        rows.set(row, {
          blocked: found.some(({ verdict }) => verdict === 'block'),
          said: found
            .slice(0, 3)
            .map(({ kind, start, end }) =>
              t('chats:words.kept.place', {
                word: phrase.text.slice(start, end),
                kind: t(`chats:words.kind.${kind}`),
              }),
            )
            .join(t('chats:words.between')),
        })
    }
    return rows
    // What the plan is made of besides changes no words.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [table, scope, judge, t])

  function planOf(rows: Table, its: Phrase['scope']): readonly PlannedRow[] | null {
    return planImport(rows, quick.store.getState().phrases, {
      names: allNames(),
      scope: its,
      mayTeam: quick.mayEdit('team'),
      newId: () => crypto.randomUUID(),
      place: Date.now(),
    })
  }
  async function read(file: File): Promise<void> {
    setError(null)
    setTable(null)
    try {
      await quick.ensure()
      const rows = await readTable(new Uint8Array(await file.arrayBuffer()))
      if (planOf(rows, scope) === null) setError('no_columns')
      else setTable(rows)
    } catch (problem) {
      setError(problem instanceof TableError ? problem.code : 'unreadable')
    }
  }
  const counts = Object.fromEntries(
    KINDS.map((kind) => [kind, plan?.filter((row) => row.kind === kind).length ?? 0]),
  ) as Record<Kind, number>
  const todo = counts.new + counts.changed

  const rank = ({ row, kind }: PlannedRow) => kind === 'wrong' || marked.has(row)

  async function apply(): Promise<void> {
    if (!plan) return
    setBusy(true)
    setFailed(null)
    const outcome = await quick.save(
      plan
        .filter(({ kind }) => kind === 'new' || kind === 'changed')
        .map(({ phrase, revision }) => ({ phrase, revision })),
    )
    setBusy(false)
    if (!outcome.ok) {
      setFailed(outcome.error.code)
      return
    }
    desk.toast('info', 'quick:toast.imported', { count: todo })
    onClose()
  }
  return (
    <Dialog
      title={t('quick:import.title')}
      wide
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button look="primary" disabled={todo === 0 || busy} onClick={() => void apply()}>
            {t('quick:import.apply', { count: todo })}
          </Button>
        </>
      }
    >
      <div className="import">
        <p className="field-hint">{t('quick:import.lead')}</p>
        <input
          type="file"
          accept=".xlsx,.csv,.txt,text/csv"
          aria-label={t('quick:import.file')}
          onChange={(event) => {
            const file = event.target.files?.[0]
            if (file) void read(file)
          }}
        />
        {quick.mayEdit('team') && (
          <label className="import-scope">
            {t('quick:import.scope')}
            <select
              className="input"
              value={scope}
              onChange={(event) => setScope(event.target.value === 'team' ? 'team' : 'personal')}
            >
              <option value="team">{t('quick:scope.team')}</option>
              <option value="personal">{t('quick:scope.personal')}</option>
            </select>
          </label>
        )}
        <div role="alert">
          {error !== null && <FieldError>{t(`quick:import.error.${error}`)}</FieldError>}
          {failed && <FieldError>{t(`error:${failed}`)}</FieldError>}
        </div>
        {plan && (
          <>
            <p role="status">
              {KINDS.map((kind) => (
                <span key={kind} className={`import-count ${kind}`}>
                  {t(`quick:import.kind.${kind}`)} <strong>{counts[kind]}</strong>
                </span>
              ))}
              {marked.size > 0 && (
                <span className="import-count words">
                  {t('chats:words.kept.rows')} <strong>{marked.size}</strong>
                </span>
              )}
            </p>
            <div className="import-rows scroll">
              <table>
                <thead>
                  <tr>
                    <th>{t('quick:import.row')}</th>
                    <th>{t('quick:import.what')}</th>
                    <th>{t('quick:column.code')}</th>
                    <th>{t('quick:column.title')}</th>
                    <th>{t('quick:column.text')}</th>
                  </tr>
                </thead>
                <tbody>
                  {KINDS.flatMap((kind) => plan.filter((row) => row.kind === kind))
                    .toSorted((a, b) => Number(rank(b)) - Number(rank(a)))
                    .slice(0, SHOWN)
                    .map(({ row, kind, why, phrase }) => (
                      <tr key={row} data-kind={kind}>
                        <td className="tabular">{row}</td>
                        <td>{why ? t(`quick:wrong.${why}`) : t(`quick:import.kind.${kind}`)}</td>
                        <td>{phrase.code}</td>
                        <td>{labelOf(phrase)}</td>
                        <td className="clip">
                          {phrase.text.slice(0, 80)}
                          <RowWords found={marked.get(row)} />
                        </td>
                      </tr>
                    ))}
                </tbody>
              </table>
              {plan.length > SHOWN && (
                <p className="phrase-hint">
                  {t('quick:import.more', { count: plan.length - SHOWN })}
                </p>
              )}
            </div>
          </>
        )}
      </div>
    </Dialog>
  )
}

function RowWords({
  found,
}: {
  readonly found: { readonly blocked: boolean; readonly said: string } | undefined
}) {
  const { t } = useTranslation()
  if (!found) return null
  return (
    <span className={found.blocked ? 'kept-words blocked' : 'kept-words'}>
      {t(`chats:words.kept.${found.blocked ? 'block' : 'warn'}`)} {found.said}
    </span>
  )
}
