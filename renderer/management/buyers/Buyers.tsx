import { Button, Input, Segmented } from 'antd'
import { Search } from 'lucide-react'
import { useCallback, useState } from 'react'
import type { BuyerEntry } from '#shared/protocol/api.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork, useWorkstation } from '../../workstation/app/context.ts'
import { Fields } from '../parts/Field.tsx'
import { Screen } from '../parts/Screen.tsx'
import { BuyerRows, useBuyers } from './BuyerRows.tsx'

type Mark = 'private' | 'vip'
const MARKED = 200
const FOUND = 20
/** So long nothing is typed before it is asked for. */
const PAUSE = 250

/** D6: the main account's private contacts; and the shop's VIP buyers, who come first in the queue. */
export function Buyers() {
  const { t } = useTranslation()
  const isMain = useWork((state) => state.view?.accounts[state.view.me]?.role === 'main')
  const [chosen, setMark] = useState<Mark>('private')
  const mark = isMain ? chosen : 'vip'
  return (
    <Screen
      title={t('manage:section.buyers')}
      lead={t(`manage:buyers.lead.${mark}`)}
      actions={
        isMain && (
          <Segmented
            value={mark}
            onChange={setMark}
            options={(['private', 'vip'] as const).map((one) => ({
              value: one,
              label: t(`manage:buyers.mark.${one}`),
            }))}
          />
        )
      }
    >
      <Marked key={mark} mark={mark} />
    </Screen>
  )
}

function Marked({ mark }: { readonly mark: Mark }) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const { desk } = useActions()
  const [text, setText] = useState('')
  const [round, setRound] = useState(0)
  const marked = useBuyers({ mark, limit: MARKED }, round, 0)
  const found = useBuyers(
    text.trim() === '' ? null : { text: text.trim(), limit: FOUND },
    round,
    PAUSE,
  )

  const put = useCallback(
    async (entry: BuyerEntry, on: boolean, undoable = true): Promise<void> => {
      const result = await call('chats.command', {
        type: 'buyer.mark',
        buyer: entry.buyer.id,
        [mark]: on,
      })
      if (!result.ok) desk.toast('error', `error:${result.error.code}`)
      else if (undoable)
        desk.toast(
          'info',
          `manage:buyers.${on ? 'marked' : 'unmarked'}.${mark}`,
          { name: entry.buyer.name },
          { key: 'manage:undo', run: () => void put(entry, !on, false) },
        )
      setRound((old) => old + 1)
    },
    [call, desk, mark],
  )

  return (
    <>
      <Fields title={t(`manage:buyers.add.${mark}`)}>
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
        {text.trim() !== '' && (
          <BuyerRows
            of={found}
            empty={t('manage:nothingFound', { text: text.trim() })}
            act={(entry) =>
              entry.buyer[mark] ? (
                <span className="dim">{t(`manage:buyers.already.${mark}`)}</span>
              ) : (
                <Button size="small" onClick={() => void put(entry, true)}>
                  {t(`manage:buyers.put.${mark}`)}
                </Button>
              )
            }
          />
        )}
      </Fields>
      <Fields
        title={t(`manage:buyers.list.${mark}`, { count: marked.list?.buyers.length ?? 0 })}
        lead={t(`manage:buyers.listLead.${mark}`)}
      >
        <BuyerRows
          of={marked}
          empty={t(`manage:buyers.empty.${mark}`)}
          act={(entry) => (
            <Button
              size="small"
              aria-label={t(`manage:buyers.takeBackOf.${mark}`, { name: entry.buyer.name })}
              onClick={() => void put(entry, false)}
            >
              {t(`manage:buyers.takeBack.${mark}`)}
            </Button>
          )}
        />
      </Fields>
    </>
  )
}
