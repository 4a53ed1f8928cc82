import { Alert, Button, Empty, Select, Skeleton } from 'antd'
import { useMemo, useState } from 'react'
import type { DecisionsQuery } from '#shared/protocol/api.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { AccountSelect } from './AccountSelect.tsx'
import { Candidates } from './Candidates.tsx'
import { sentenceOf } from './sentence.ts'
import { useStamp } from './stamp.ts'
import { useDecisionPage } from './useDecisions.ts'

interface QuestionProps {
  readonly account: string | null
  readonly onAccount: (account: string | null) => void
}

/** «Why did X get this buyer»: one of its newest buyers, the sentence, and how the others stood. */
export function WhyGot({ account, onAccount }: QuestionProps) {
  const { t } = useTranslation()
  return (
    <>
      <div className="question">
        <AccountSelect label={t('monitor:question.account')} value={account} onChange={onAccount} />
        {account === null && <span className="quiet">{t('monitor:question.choose')}</span>}
      </div>
      {account !== null && <Answer key={account} account={account} />}
    </>
  )
}

const NEWEST = 100

function Answer({ account }: { readonly account: string }) {
  const { t } = useTranslation()
  const stamp = useStamp()
  const nick = useWork((state) => state.view?.accounts[account]?.nick ?? account)
  const [token, setToken] = useState(0)
  const [chosen, setChosen] = useState<number | null>(null)
  const query = useMemo<DecisionsQuery>(
    () => ({ account, outcome: 'got', limit: NEWEST }),
    [account],
  )
  const { loaded } = useDecisionPage(query, token)
  if (loaded.kind === 'loading') return <Skeleton active paragraph={{ rows: 5 }} title={false} />
  if (loaded.kind === 'failed')
    return (
      <Alert
        type="error"
        showIcon
        title={t(`error:${loaded.code}`)}
        action={
          <Button size="small" onClick={() => setToken(token + 1)}>
            {t('common:retry')}
          </Button>
        }
      />
    )
  const { decisions } = loaded.value
  const record = decisions.find(({ pos }) => pos === chosen) ?? decisions[0]
  if (!record)
    return (
      <Empty
        image={Empty.PRESENTED_IMAGE_SIMPLE}
        description={t('monitor:question.gotNone', { nick })}
      />
    )
  return (
    <>
      <div className="question">
        <Select<number>
          className="buyer-select"
          aria-label={t('monitor:question.buyer')}
          value={record.pos}
          onChange={setChosen}
          showSearch={{ optionFilterProp: 'label' }}
          options={decisions.map((one) => ({
            value: one.pos,
            label: `${one.buyer.name} · ${stamp(one.at)}`,
          }))}
        />
        <Button onClick={() => setToken(token + 1)}>{t('monitor:log.again')}</Button>
      </div>
      <div className="answer">
        <h2>{t('monitor:question.whyGot', { nick, buyer: record.buyer.name })}</h2>
        <p className="answer-sentence">{sentenceOf(t, record.decision)}</p>
        <p className="quiet">{t(`reason:rule.${record.decision.rule}`)}</p>
      </div>
      <Candidates record={record} />
    </>
  )
}
