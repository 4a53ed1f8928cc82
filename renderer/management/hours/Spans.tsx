import { Button, Select } from 'antd'
import { Plus, X } from 'lucide-react'
import { useTranslation } from '../../ui/i18n.ts'
import type { Span } from '#shared/protocol/settings.ts'
import { nextSpan, problemOfSpans, timesOfDay } from './week.ts'

const STARTS = timesOfDay(false)
const ENDS = timesOfDay(true)

function optionsOf(times: readonly string[], value: string) {
  const all = times.includes(value) ? times : [...times, value].toSorted()
  return all.map((time) => ({ value: time, label: time }))
}

/** When it is open on one day; none: closed. */
export function Spans({
  day,
  spans,
  onChange,
}: {
  /** Its name, for screen readers. */
  readonly day: string
  readonly spans: readonly Span[]
  readonly onChange: (spans: Span[]) => void
}) {
  const { t } = useTranslation()
  const next = nextSpan(spans)
  const problem = problemOfSpans(spans)
  const put = (index: number, part: Partial<Span>) =>
    onChange(spans.map((span, at) => (at === index ? { ...span, ...part } : span)))
  return (
    <div className="spans">
      {spans.length === 0 && <span className="dim">{t('manage:hours.closed')}</span>}
      {spans.map((span, index) => (
        // Spans have no names; their order is all they have.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index} className="span">
          <Select
            showSearch
            value={span.from}
            status={problem === null ? '' : 'error'}
            aria-label={t('manage:hours.fromOf', { day, number: index + 1 })}
            options={optionsOf(STARTS, span.from)}
            onChange={(from) => put(index, { from })}
          />
          <span aria-hidden="true">–</span>
          <Select
            showSearch
            value={span.to}
            status={problem === null ? '' : 'error'}
            aria-label={t('manage:hours.toOf', { day, number: index + 1 })}
            options={optionsOf(ENDS, span.to)}
            onChange={(to) => put(index, { to })}
          />
          <Button
            type="text"
            size="small"
            icon={<X size={14} />}
            aria-label={t('manage:hours.removeSpan', { day, span: `${span.from}–${span.to}` })}
            onClick={() => onChange(spans.filter((_, at) => at !== index))}
          />
        </span>
      ))}
      <Button
        type="text"
        size="small"
        icon={<Plus size={14} />}
        disabled={next === null}
        aria-label={t('manage:hours.addSpanOf', { day })}
        onClick={() => next && onChange([...spans, next])}
      >
        {t('manage:hours.addSpan')}
      </Button>
      {problem !== null && (
        <span className="form-error" role="alert">
          {t(`manage:hours.problem.${problem}`)}
        </span>
      )}
    </div>
  )
}
