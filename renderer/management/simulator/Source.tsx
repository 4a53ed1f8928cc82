import { Button, DatePicker, InputNumber, Segmented, Select } from 'antd'
import dayjs from 'dayjs'
import { Dices } from 'lucide-react'
import { useState } from 'react'
import type { DayShape } from '#shared/dispatch/made-up-day.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { dateIn } from './trial.ts'
import type { DaySource } from './useDay.ts'

const KINDS = ['yesterday', 'date', 'made-up'] as const
type Kind = (typeof KINDS)[number]
const SHAPES: readonly DayShape[] = ['usual', 'even', 'sale']
const DAY = 86_400_000

export function yesterdayIn(zone: string): string {
  return dateIn(zone, Date.now() - DAY)
}

export const MADE_UP: Extract<DaySource, { kind: 'made-up' }> = {
  kind: 'made-up',
  seed: 1,
  buyers: 600,
  shape: 'usual',
  from: 9,
  to: 23,
  staysMinutes: 12,
  accounts: null,
}

interface SourceProps {
  readonly source: DaySource
  readonly onChange: (source: DaySource) => void
}

/** Which day is played through. */
export function Source({ source, onChange }: SourceProps) {
  const { t } = useTranslation()
  const zone = useWork((state) => state.view?.settings.hours.timeZone ?? 'UTC')
  const [madeUp, setMadeUp] = useState(source.kind === 'made-up' ? source : MADE_UP)
  const [picking, setPicking] = useState(false)
  const yesterday = yesterdayIn(zone)
  const kind: Kind =
    source.kind === 'made-up'
      ? 'made-up'
      : picking || source.date !== yesterday
        ? 'date'
        : 'yesterday'
  return (
    <div className="sim-source">
      <Segmented<Kind>
        aria-label={t('monitor:sim.source')}
        value={kind}
        onChange={(next) => {
          setPicking(next === 'date')
          if (next === 'made-up') onChange(madeUp)
          else onChange({ kind: 'date', date: yesterday })
        }}
        options={KINDS.map((value) => ({ value, label: t(`monitor:sim.sources.${value}`) }))}
      />
      {kind === 'date' && source.kind === 'date' && (
        <DatePicker
          aria-label={t('monitor:sim.date')}
          allowClear={false}
          value={dayjs(source.date)}
          maxDate={dayjs(dateIn(zone, Date.now()))}
          onChange={(date) => {
            if (date) onChange({ kind: 'date', date: date.format('YYYY-MM-DD') })
          }}
        />
      )}
      {source.kind === 'made-up' && (
        <MadeUp
          source={source}
          onChange={(next) => {
            setMadeUp(next)
            onChange(next)
          }}
        />
      )}
    </div>
  )
}

function MadeUp({
  source,
  onChange,
}: {
  readonly source: typeof MADE_UP
  readonly onChange: (source: typeof MADE_UP) => void
}) {
  const { t } = useTranslation()
  const accounts = useWork((state) => state.view?.accounts)
  const team = Object.values(accounts ?? {}).filter((one) => !one.disabled && !one.deleted)
  const set = (part: Partial<typeof MADE_UP>) => onChange({ ...source, ...part })
  const number = (
    key: 'buyers' | 'seed' | 'from' | 'to' | 'staysMinutes',
    min: number,
    max: number,
  ) => (
    <label className="sim-number">
      <span>{t(`monitor:sim.madeUp.${key}`)}</span>
      <InputNumber<number>
        min={min}
        max={max}
        precision={0}
        value={source[key]}
        onChange={(value) => {
          if (value !== null) set({ [key]: value })
        }}
      />
    </label>
  )
  return (
    <>
      {number('buyers', 1, 20_000)}
      <label className="sim-number">
        <span>{t('monitor:sim.madeUp.shape')}</span>
        <Select<DayShape>
          value={source.shape}
          onChange={(shape) => set({ shape })}
          options={SHAPES.map((value) => ({ value, label: t(`monitor:sim.shape.${value}`) }))}
        />
      </label>
      {number('from', 0, source.to - 1)}
      {number('to', source.from + 1, 24)}
      {number('staysMinutes', 1, 240)}
      <label className="sim-number wide">
        <span>{t('monitor:sim.madeUp.accounts')}</span>
        <Select<string[]>
          mode="multiple"
          maxTagCount={2}
          value={[...(source.accounts ?? team.map(({ id }) => id))]}
          onChange={(chosen) => set({ accounts: chosen.length === team.length ? null : chosen })}
          options={team.map(({ id, nick }) => ({ value: id, label: nick }))}
          showSearch={{ optionFilterProp: 'label' }}
        />
      </label>
      {number('seed', 0, 999_999)}
      <Button
        icon={<Dices size={15} />}
        onClick={() => set({ seed: 1 + Math.floor(Math.random() * 999_999) })}
      >
        {t('monitor:sim.madeUp.another')}
      </Button>
    </>
  )
}
