import { Alert, Button, Segmented, Skeleton } from 'antd'
import { useCallback, useState } from 'react'
import type { BankView } from '#shared/practice/exam/api.ts'
import { Screen } from '../../management/parts/Screen.tsx'
import { useAsked } from '../../management/parts/useAsked.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useAsk } from '../ask.ts'
import './bank.css'
import { Papers } from './Papers.tsx'
import { Questions } from './Questions.tsx'
import { OneResult, Statistics } from './Statistics.tsx'

const TABS = ['questions', 'papers', 'results'] as const
type Tab = (typeof TABS)[number]

/** The trainers' side of exams: questions, recipes of papers, and what came of them. */
export function Bank() {
  const { t } = useTranslation()
  const ask = useAsk()
  const [tab, setTab] = useState<Tab>('questions')
  const [sitting, setSitting] = useState<string | null>(null)
  const fetch = useCallback(() => ask('bank.get'), [ask])
  const { state, error, again } = useAsked<BankView>(fetch)
  if (sitting !== null) return <OneResult id={sitting} onBack={() => setSitting(null)} />
  return (
    <Screen
      wide
      title={t('practice:section.bank')}
      lead={t(`practiceExam:bank.lead.${tab}`)}
      actions={
        <Segmented
          value={tab}
          onChange={setTab}
          options={TABS.map((value) => ({ value, label: t(`practiceExam:bank.tab.${value}`) }))}
        />
      }
    >
      {error !== null && (
        <Alert
          className="screen-alert"
          type="error"
          showIcon
          title={t(`error:${error}`)}
          action={
            <Button size="small" onClick={again}>
              {t('common:retry')}
            </Button>
          }
        />
      )}
      {!state && error === null && <Skeleton active className="late" />}
      {state && tab === 'questions' && <Questions bank={state} onChanged={again} />}
      {state && tab === 'papers' && <Papers bank={state} onChanged={again} />}
      {state && tab === 'results' && <Statistics bank={state} onOpen={setSitting} />}
    </Screen>
  )
}
