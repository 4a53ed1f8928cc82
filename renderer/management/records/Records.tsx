import { Button, Input, Select } from 'antd'
import { Search } from 'lucide-react'
import { useCallback, useState } from 'react'
import type { BuyerEntry } from '#shared/protocol/api.ts'
import type { RecordSettings } from '#shared/protocol/settings.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork, useWorkstation } from '../../workstation/app/context.ts'
import { BuyerRows, useBuyers } from '../buyers/BuyerRows.tsx'
import { Copied } from '../identity/Identity.tsx'
import { Field, Fields } from '../parts/Field.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Screen } from '../parts/Screen.tsx'
import { useAsked } from '../parts/useAsked.ts'
import { useDraft } from '../parts/useDraft.ts'
import { BuyerActs } from './BuyerActs.tsx'
import './records.css'

const FOUND = 20
const HELD = 200
const PAUSE = 250
/** T3: at least six months. */
const MONTHS = [6, 12, 24, 36, 60, 120] as const

/** T3, T5: how long words are kept, whose are kept as evidence, what goes out and what is erased. */
export function Records() {
  const { t } = useTranslation()
  const isMain = useWork((state) => state.view?.accounts[state.view.me]?.role === 'main')
  return isMain ? (
    <OfMain />
  ) : (
    <Screen title={t('manage:section.records')} lead={t('safety:records.leadSupervisor')}>
      <Buyers mayHold={false} />
    </Screen>
  )
}

function OfMain() {
  const { t } = useTranslation()
  const draft = useDraft<RecordSettings>(
    'records',
    [],
    (settings) => settings.records,
    (records) => ({ records }),
  )
  const { keepMonths } = draft.value
  return (
    <Screen
      title={t('manage:section.records')}
      lead={t('safety:records.lead')}
      footer={<SaveBar draft={draft} />}
    >
      <Buyers mayHold />
      <Fields title={t('safety:records.keep')} lead={t('safety:records.keepLead')}>
        <Field
          label={t('safety:records.months')}
          hint={t(keepMonths === null ? 'safety:records.everHint' : 'safety:records.monthsHint')}
        >
          {(ids) => (
            <Select
              {...ids}
              className="records-months"
              value={keepMonths ?? 0}
              onChange={(months: number) => draft.set({ keepMonths: months === 0 ? null : months })}
              options={[
                { value: 0, label: t('safety:records.ever') },
                ...choices(keepMonths).map((months) => ({
                  value: months,
                  label: t('safety:records.some', { count: months }),
                })),
              ]}
            />
          )}
        </Field>
      </Fields>
      <Seal />
    </Screen>
  )
}

/** What was set some other way is offered, too. */
function choices(now: number | null): readonly number[] {
  return now === null || MONTHS.some((months) => months === now)
    ? MONTHS
    : [...MONTHS, now].toSorted((a, b) => a - b)
}

function Buyers({ mayHold }: { readonly mayHold: boolean }) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const { desk } = useActions()
  const [text, setText] = useState('')
  const [round, setRound] = useState(0)
  const words = text.trim()
  const found = useBuyers(words === '' ? null : { text: words, limit: FOUND }, round, PAUSE)
  const held = useBuyers(mayHold ? { mark: 'evidence', limit: HELD } : null, round, 0)
  const hold = useCallback(
    async (entry: BuyerEntry, on: boolean): Promise<void> => {
      const { id, name } = entry.buyer
      const result = await call('chats.command', { type: 'buyer.mark', buyer: id, evidence: on })
      if (result.ok)
        desk.toast('info', `safety:records.${on ? 'heldNow' : 'releasedNow'}`, { name })
      else desk.toast('error', `error:${result.error.code}`)
      setRound((old) => old + 1)
    },
    [call, desk],
  )
  const acts = (entry: BuyerEntry) => (
    <BuyerActs
      entry={entry}
      mayHold={mayHold}
      onHold={(on) => void hold(entry, on)}
      onErased={() => setRound((old) => old + 1)}
    />
  )
  return (
    <>
      <Fields title={t('safety:records.buyer')} lead={t('safety:records.buyerLead')}>
        <div className="tools-row">
          <Input
            allowClear
            value={text}
            maxLength={60}
            prefix={<Search size={14} aria-hidden="true" />}
            placeholder={t('manage:buyers.search')}
            aria-label={t('manage:buyers.search')}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        {words !== '' && (
          <BuyerRows of={found} empty={t('manage:nothingFound', { text: words })} act={acts} />
        )}
      </Fields>
      {mayHold && (
        <Fields
          title={t('safety:records.held', { count: held.list?.buyers.length ?? 0 })}
          lead={t('safety:records.heldLead')}
        >
          <BuyerRows of={held} empty={t('safety:records.heldNone')} act={acts} />
        </Fields>
      )}
    </>
  )
}

/** By which anyone can tell that an exported record was sealed by this gateway. */
function Seal() {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const { state, error, again } = useAsked(useCallback(() => call('manage.seals'), [call]))
  return (
    <Fields title={t('safety:records.seal')} lead={t('safety:records.sealLead')}>
      {error !== null && (
        <p role="alert">
          {t(`error:${error}`)}{' '}
          <Button size="small" onClick={again}>
            {t('common:retry')}
          </Button>
        </p>
      )}
      {state && <Copied label={t('safety:records.fingerprint')} text={state.fingerprint} />}
    </Fields>
  )
}
