import { Alert, Button, Progress, Select, Table as Grid } from 'antd'
import { FileUp } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import type { ImportedLine } from '#shared/orders/model.ts'
import { moneyText } from '../../state/money.ts'
import { readTable, TableError, type Table } from '../../tables/table.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWorkstation } from '../../workstation/app/context.ts'
import { Fields } from '../parts/Field.tsx'
import { IMPORT_FIELDS, REQUIRED, type ImportField } from './fields.ts'
import { chunksOf, guessMapping, missingFields, readRows, type Mapping } from './rows.ts'
import { importWords } from './words.ts'

const CURRENCIES = ['CNY', 'HKD', 'TWD', 'MOP', 'USD', 'EUR', 'JPY', 'GBP', 'SGD', 'MYR'] as const
const SHOWN = 5
const NAMED = 50

interface Opened {
  readonly name: string
  readonly table: Table
}

/** A table of orders: its columns are matched, what it would be is shown, bad rows are named. */
export function Import({ onDone }: { readonly onDone: () => void }) {
  const { t, i18n } = useTranslation()
  const { call } = useWorkstation()
  const file = useRef<HTMLInputElement>(null)
  const [opened, setOpened] = useState<Opened | null>(null)
  const [mapping, setMapping] = useState<Mapping>({})
  const [currency, setCurrency] = useState<string>('CNY')
  const [error, setError] = useState<string | null>(null)
  const [sent, setSent] = useState<{ chunks: number; of: number } | null>(null)
  const [done, setDone] = useState<number | null>(null)
  const [now] = useState(() => Date.now())

  const words = useMemo(importWords, [])
  const missing = missingFields(mapping)
  const read = useMemo(
    () =>
      opened && missingFields(mapping).length === 0
        ? readRows(opened.table, mapping, words, { currency, now })
        : null,
    [opened, mapping, words, currency, now],
  )

  async function open(chosen: File) {
    setError(null)
    setDone(null)
    setOpened(null)
    try {
      const table = await readTable(new Uint8Array(await chosen.arrayBuffer()))
      setMapping(guessMapping(table[0] ?? [], words))
      setOpened({ name: chosen.name, table })
    } catch (problem) {
      const code = problem instanceof TableError ? problem.code : 'unreadable'
      setError(t(`manage:orderSystem.file.${code}`))
    }
  }
  async function send() {
    if (!read) return
    const chunks = chunksOf(read.lines)
    let orders = 0
    setError(null)
    for (const [index, lines] of chunks.entries()) {
      setSent({ chunks: index, of: chunks.length })
      const result = await call('orders.import', { lines })
      if (!result.ok) {
        setSent(null)
        // What went before it is there: the same table may be imported again as a whole.
        setError(
          t('manage:orderSystem.stopped', { reason: t(`error:${result.error.code}`), orders }),
        )
        return
      }
      orders += result.value.orders
    }
    setSent(null)
    setDone(orders)
    setOpened(null)
    onDone()
  }
  function shownOf(line: ImportedLine, field: keyof ImportedLine) {
    if (field === 'price' || field === 'total')
      return moneyText({ amount: line[field], currency: line.currency }, i18n.language)
    return field === 'state' ? t(`chats:orderState.${line.state}`) : line[field]
  }
  const head = opened?.table[0] ?? []
  const columns = [
    { value: -1, label: t('manage:orderSystem.noColumn') },
    ...head.map((name, index) => ({
      value: index,
      label: name === '' ? t('manage:orderSystem.columnNumber', { number: index + 1 }) : name,
    })),
  ]
  return (
    <Fields title={t('manage:orderSystem.import')} lead={t('manage:orderSystem.importLead')}>
      <div className="import-file">
        <input
          ref={file}
          type="file"
          hidden
          accept=".xlsx,.csv,.txt,text/csv"
          aria-label={t('manage:orderSystem.choose')}
          onChange={(event) => {
            const chosen = event.target.files?.[0]
            if (chosen) void open(chosen)
            event.currentTarget.value = ''
          }}
        />
        <Button icon={<FileUp size={16} />} onClick={() => file.current?.click()}>
          {t('manage:orderSystem.choose')}
        </Button>
        {opened && (
          <span className="dim">
            {t('manage:orderSystem.opened', {
              name: opened.name,
              count: opened.table.length - 1,
            })}
          </span>
        )}
      </div>
      <div role="status">
        {done !== null && (
          <Alert type="success" showIcon title={t('manage:orderSystem.done', { count: done })} />
        )}
      </div>
      {error !== null && <Alert type="error" showIcon title={error} />}
      {opened && (
        <>
          <h3>{t('manage:orderSystem.match')}</h3>
          <div className="import-columns">
            {IMPORT_FIELDS.map((field) => (
              <Column
                key={field}
                field={field}
                columns={columns}
                value={mapping[field]}
                onChange={(at) => setMapping(withColumn(mapping, field, at))}
              />
            ))}
            <label className="import-column">
              <span>{t('manage:orderSystem.usualCurrency')}</span>
              <Select
                value={currency}
                aria-label={t('manage:orderSystem.usualCurrency')}
                options={CURRENCIES.map((one) => ({ value: one, label: one }))}
                onChange={setCurrency}
              />
            </label>
          </div>
          {missing.length > 0 && (
            <Alert
              type="warning"
              showIcon
              title={t('manage:orderSystem.missing', {
                columns: missing.map((field) => t(`manage:orderSystem.column.${field}`)).join(', '),
              })}
            />
          )}
        </>
      )}
      {read && (
        <>
          <h3>{t('manage:orderSystem.preview')}</h3>
          <Grid
            size="small"
            pagination={false}
            scroll={{ x: 'max-content' }}
            rowKey={(line) => `${line.number} ${line.title} ${line.variant} ${line.price}`}
            dataSource={read.lines.slice(0, SHOWN)}
            columns={(
              ['number', 'customer', 'title', 'count', 'price', 'total', 'state'] as const
            ).map((field) => ({
              key: field,
              title: t(`manage:orderSystem.column.${field}`),
              render: (_: unknown, line: ImportedLine) => shownOf(line, field),
            }))}
          />
          {read.bad.length > 0 && (
            <div className="import-bad">
              <Alert
                type="warning"
                showIcon
                title={t('manage:orderSystem.bad', { count: read.bad.length })}
              />
              <ul className="scroll">
                {read.bad.slice(0, NAMED).map(({ row, field, value, why }) => (
                  <li key={`${row} ${field}`}>
                    {t(`manage:orderSystem.why.${why}`, {
                      row,
                      column: t(`manage:orderSystem.column.${field}`),
                      value: value.slice(0, 60),
                    })}
                  </li>
                ))}
                {read.bad.length > NAMED && (
                  <li>{t('manage:orderSystem.moreBad', { count: read.bad.length - NAMED })}</li>
                )}
              </ul>
            </div>
          )}
          <div className="button-row">
            <Button
              type="primary"
              disabled={read.orders === 0}
              loading={sent !== null}
              onClick={() => void send()}
            >
              {t('manage:orderSystem.send', { count: read.orders })}
            </Button>
            {sent !== null && sent.of > 1 && (
              <Progress
                percent={Math.round((sent.chunks / sent.of) * 100)}
                aria-label={t('manage:orderSystem.import')}
              />
            )}
          </div>
        </>
      )}
    </Fields>
  )
}

function withColumn(mapping: Mapping, field: ImportField, at: number): Mapping {
  const { [field]: _old, ...rest } = mapping
  return at < 0 ? rest : { ...rest, [field]: at }
}

interface ColumnProps {
  readonly field: ImportField
  readonly columns: readonly { readonly value: number; readonly label: string }[]
  readonly value: number | undefined
  readonly onChange: (at: number) => void
}

function Column({ field, columns, value, onChange }: ColumnProps) {
  const { t } = useTranslation()
  const needed = REQUIRED.some((one) => one === field)
  const name = t(`manage:orderSystem.column.${field}`)
  return (
    <label className="import-column">
      <span>
        {name}
        {needed && <span className="needed"> {t('manage:orderSystem.needed')}</span>}
      </span>
      <Select
        value={value ?? -1}
        aria-label={name}
        status={needed && value === undefined ? 'error' : ''}
        options={[...columns]}
        onChange={onChange}
      />
    </label>
  )
}
