import { Button, DatePicker, Input, Select, Switch } from 'antd'
import dayjs from 'dayjs'
import { CalendarPlus, Copy, Trash2 } from 'lucide-react'
import { useMemo } from 'react'
import { isOpen, isTimeZone, nextOpening } from '#shared/dispatch/hours.ts'
import type { WorkingHours } from '#shared/protocol/settings.ts'
import { useSecond } from '../../ui/clock.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { Field, Fields } from '../parts/Field.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Screen } from '../parts/Screen.tsx'
import { useDraft } from '../parts/useDraft.ts'
import { Spans } from './Spans.tsx'
import { freeDate, problemOfHours } from './week.ts'
import './hours.css'

type Holiday = WorkingHours['holidays'][number]

/** D11: when the shop is open, by the week and on single days. */
export function Hours() {
  const { t, i18n } = useTranslation()
  const draft = useDraft<WorkingHours>(
    'hours',
    ['never_open', 'unknown_time_zone'],
    (settings) => settings.hours,
    (hours) => ({ hours }),
  )
  const { value: hours, set } = draft
  const problem = problemOfHours(hours)
  const days = useMemo(() => {
    // 5 January 2026 is a Monday.
    const format = new Intl.DateTimeFormat(i18n.language, { weekday: 'long', timeZone: 'UTC' })
    return Array.from({ length: 7 }, (_, day) => format.format(Date.UTC(2026, 0, 5 + day)))
  }, [i18n.language])
  const zones = useMemo(
    () =>
      [...new Set([...Intl.supportedValuesOf('timeZone'), hours.timeZone])].map((zone) => ({
        value: zone,
        label: zone,
      })),
    [hours.timeZone],
  )
  const setHoliday = (index: number, part: Partial<Holiday>) =>
    set({
      holidays: hours.holidays.map((one, at) => (at === index ? { ...one, ...part } : one)),
    })

  return (
    <Screen
      title={t('manage:section.hours')}
      lead={t('manage:hours.lead')}
      footer={
        <SaveBar
          draft={draft}
          problem={problem === null ? null : t(`manage:hours.problem.${problem}`)}
        />
      }
    >
      <Fields title={t('manage:hours.when')}>
        <Field label={t('manage:hours.on')} hint={t('manage:hours.onHint')}>
          {({ id }) => <Switch id={id} checked={hours.on} onChange={(on) => set({ on })} />}
        </Field>
        <Field label={t('manage:hours.timeZone')}>
          {({ id }) => (
            <Select
              id={id}
              showSearch
              className="zone"
              value={hours.timeZone}
              options={zones}
              onChange={(timeZone) => set({ timeZone })}
            />
          )}
        </Field>
        <Now hours={hours} />
      </Fields>
      <Fields title={t('manage:hours.week')} lead={t('manage:hours.weekLead')}>
        <ul className="week">
          {hours.week.map((spans, day) => {
            const name = days[day] ?? ''
            return (
              <li key={name}>
                <strong>{name}</strong>
                <Spans
                  day={name}
                  spans={spans}
                  onChange={(next) =>
                    set({ week: hours.week.map((old, at) => (at === day ? next : old)) })
                  }
                />
                <Button
                  type="text"
                  size="small"
                  icon={<Copy size={14} />}
                  aria-label={t('manage:hours.copyOf', { day: name })}
                  onClick={() => set({ week: hours.week.map(() => spans) })}
                >
                  {t('manage:hours.copy')}
                </Button>
              </li>
            )
          })}
        </ul>
      </Fields>
      <Fields title={t('manage:hours.holidays')} lead={t('manage:hours.holidaysLead')}>
        <ul className="week holidays">
          {hours.holidays.map((holiday, index) => (
            // A date may be typed twice for a moment.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index}>
              <DatePicker
                allowClear={false}
                value={dayjs(holiday.date)}
                aria-label={t('manage:hours.dateOf', { number: index + 1 })}
                onChange={(date) => {
                  if (date) setHoliday(index, { date: date.format('YYYY-MM-DD') })
                }}
              />
              <Input
                value={holiday.name}
                maxLength={40}
                placeholder={t('manage:hours.holidayName')}
                aria-label={t('manage:hours.holidayNameOf', { date: holiday.date })}
                onChange={(event) => setHoliday(index, { name: event.target.value })}
              />
              <Spans
                day={holiday.date}
                spans={holiday.spans}
                onChange={(spans) => setHoliday(index, { spans })}
              />
              <Button
                type="text"
                icon={<Trash2 size={16} />}
                aria-label={t('manage:hours.removeHoliday', { date: holiday.date })}
                onClick={() => set({ holidays: hours.holidays.filter((_, at) => at !== index) })}
              />
            </li>
          ))}
        </ul>
        <div className="button-row">
          <Button
            icon={<CalendarPlus size={16} />}
            disabled={hours.holidays.length >= 200}
            onClick={() =>
              set({
                holidays: [
                  ...hours.holidays,
                  {
                    date: freeDate(hours.holidays, dayjs().format('YYYY-MM-DD')),
                    name: '',
                    spans: [],
                  },
                ],
              })
            }
          >
            {t('manage:hours.addHoliday')}
          </Button>
        </div>
      </Fields>
    </Screen>
  )
}

/** What buyers would find now by the hours as they stand on the screen. */
function Now({ hours }: { readonly hours: WorkingHours }) {
  const { t, i18n } = useTranslation()
  const skew = useWork((state) => state.skew)
  const minute = Math.floor((useSecond() * 1000 + skew) / 60_000) * 60_000
  const told = useMemo(() => {
    if (!isTimeZone(hours.timeZone)) return null
    const format = new Intl.DateTimeFormat(i18n.language, {
      timeZone: hours.timeZone,
      weekday: 'short',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    const now = format.format(minute)
    if (!hours.on) return t('manage:hours.always', { now })
    if (problemOfHours(hours) !== null) return null
    if (isOpen(hours, minute)) return t('manage:hours.open', { now })
    const next = nextOpening(hours, minute)
    return next === null
      ? t('manage:hours.neverOpens', { now })
      : t('manage:hours.opensAt', { now, next: format.format(next) })
  }, [hours, minute, i18n.language, t])
  return told === null ? null : (
    <p className="try-result" role="status">
      {told}
    </p>
  )
}
