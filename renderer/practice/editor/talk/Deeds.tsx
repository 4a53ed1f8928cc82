import { Button, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { ORDER_ACTS } from '#shared/orders/model.ts'
import type { Deed } from '#shared/practice/run.ts'
import { useTranslation } from '../../../ui/i18n.ts'
import { DEEDS } from '../form/spec.ts'
import { WITS } from '../wits.ts'
import { did, said, type Talk } from './talk.ts'

type DeedName = (typeof DEEDS)[number]

/** What an agent does besides writing, by a choice and a button. */
export function Deeds({
  talk,
  buyer,
  disabled,
  onTalk,
}: {
  readonly talk: Talk
  readonly buyer: string
  readonly disabled: boolean
  readonly onTalk: (change: (talk: Talk) => Talk) => void
}) {
  const { t } = useTranslation()
  const orders =
    talk.scenario.buyers.find(({ id }) => id === buyer)?.orders.map(({ number }) => number) ?? []
  const groups = talk.scenario.colleagues
  const [name, setName] = useState<DeedName>('order')
  const [act, setAct] = useState<(typeof ORDER_ACTS)[number]>('refund')
  const [order, setOrder] = useState<string | null>(null)
  const [group, setGroup] = useState<string | null>(null)
  const [yuan, setYuan] = useState<number | null>(null)
  const [words, setWords] = useState('')
  const number = order ?? orders[0] ?? ''
  const needsWords =
    name === 'close' ||
    name === 'quick_reply' ||
    name === 'card' ||
    (name === 'order' && (act === 'address' || act === 'note' || act === 'return'))

  const run = () => {
    switch (name) {
      case 'quick_reply':
      case 'picture':
      case 'file':
      case 'card': {
        const body = name === 'picture' ? 'image' : name === 'quick_reply' ? 'text' : name
        const of = name === 'card' ? words || number : null
        const quickReply = name === 'quick_reply' ? words : null
        const text = name === 'quick_reply' ? words : ''
        onTalk((before) => said(before, buyer, text, WITS, { body, of, quickReply }))
        break
      }
      default:
        onTalk((before) => did(before, buyer, deedOf(before), WITS))
    }
  }
  const deedOf = (now: Talk): Deed => {
    switch (name) {
      case 'forward':
        return { do: 'forward', group, note: null }
      case 'close':
        return { do: 'close', topic: words === '' ? null : words, text: '' }
      case 'recall':
        return { do: 'recall', cseq: lastOwn(now, buyer) }
      case 'order': {
        const amount = yuan === null ? null : Math.round(yuan * 100)
        return { do: 'order', act, order: number, amount, text: words, outcome: 'done' }
      }
      case 'resume':
        return { do: 'resume' }
      default:
        return { do: 'suspend' }
    }
  }
  return (
    <div className="talk-deeds" role="group" aria-label={t('practiceEditor:talk.deeds')}>
      <Select
        size="small"
        value={name}
        disabled={disabled}
        aria-label={t('practiceEditor:field.action')}
        popupMatchSelectWidth={false}
        options={DEEDS.map((one) => ({ value: one, label: t(`practiceEditor:deed.${one}`) }))}
        onChange={setName}
      />
      {name === 'order' && (
        <>
          <Select
            size="small"
            value={act}
            disabled={disabled}
            aria-label={t('practiceEditor:field.act')}
            popupMatchSelectWidth={false}
            options={ORDER_ACTS.map((one) => ({
              value: one,
              label: t(`practice:deed.order_${one}`),
            }))}
            onChange={setAct}
          />
          <Select
            size="small"
            value={number === '' ? null : number}
            disabled={disabled}
            aria-label={t('practiceEditor:field.order')}
            placeholder={t('practiceEditor:talk.noOrder')}
            popupMatchSelectWidth={false}
            options={orders.map((one) => ({ value: one, label: one }))}
            onChange={setOrder}
          />
          {(act === 'refund' || act === 'price') && (
            <InputNumber
              size="small"
              min={0}
              precision={2}
              value={yuan}
              disabled={disabled}
              aria-label={t('practiceEditor:field.amount')}
              placeholder={t('practiceEditor:field.amount')}
              onChange={setYuan}
            />
          )}
        </>
      )}
      {name === 'forward' && (
        <Select
          size="small"
          value={group}
          disabled={disabled}
          allowClear
          aria-label={t('practiceEditor:field.group')}
          placeholder={t('practiceEditor:talk.anyGroup')}
          options={groups.map((one) => ({ value: one.group, label: one.title }))}
          onChange={(next) => setGroup(next ?? null)}
        />
      )}
      {needsWords && (
        <Input
          size="small"
          value={words}
          disabled={disabled}
          aria-label={t(`practiceEditor:talk.words.${name}`)}
          placeholder={t(`practiceEditor:talk.words.${name}`)}
          onChange={(event) => setWords(event.target.value)}
        />
      )}
      <Button
        size="small"
        disabled={
          disabled ||
          (name === 'order' && number === '') ||
          (name === 'quick_reply' && words.trim() === '')
        }
        onClick={run}
      >
        {t('practiceEditor:talk.do')}
      </Button>
    </div>
  )
}

function lastOwn(talk: Talk, buyer: string): number {
  const own = talk.entries.findLast((entry) => entry.kind === 'answered' && entry.buyer === buyer)
  return own?.kind === 'answered' ? own.cseq : 0
}
