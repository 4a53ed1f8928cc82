import { Alert, Button, Empty, Input, Segmented, Skeleton } from 'antd'
import { MessagesSquare, Search } from 'lucide-react'
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react'
import type { BuyerEntry, BuyerList } from '#shared/protocol/api.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { useActions, useWork, useWorkstation } from '../../workstation/app/context.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { Fields } from '../parts/Field.tsx'
import { Screen } from '../parts/Screen.tsx'
import './buyers.css'

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
          <List
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
        <List
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

interface Asked {
  readonly list: BuyerList | null
  readonly failed: string | null
  readonly again: () => void
}

/** The gateway's answer; an earlier question's never takes the place of a later one's. */
function useBuyers(
  query: { readonly mark?: Mark; readonly text?: string; readonly limit: number } | null,
  round: number,
  pause: number,
): Asked {
  const { call } = useWorkstation()
  const [list, setList] = useState<BuyerList | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const [tries, setTries] = useState(0)
  const latest = useRef(0)
  const asked = JSON.stringify(query)
  useEffect(() => {
    const mine = ++latest.current
    const question = JSON.parse(asked) as typeof query
    if (question === null) {
      setList(null)
      return undefined
    }
    const timer = setTimeout(() => {
      void call('manage.buyers', question).then((result) => {
        if (mine !== latest.current) return
        setFailed(result.ok ? null : result.error.code)
        if (result.ok) setList(result.value)
      })
    }, pause)
    return () => clearTimeout(timer)
  }, [call, asked, round, pause, tries])
  return { list, failed, again: () => setTries((old) => old + 1) }
}

function List({
  of: { list, failed, again },
  empty,
  act,
}: {
  readonly of: Asked
  readonly empty: string
  readonly act: (entry: BuyerEntry) => ReactNode
}) {
  const { t } = useTranslation()
  const times = useTimes()
  const { chats } = useActions()
  const accounts = useWork((state) => state.view?.accounts)
  const conversations = useWork((state) => state.view?.conversations)
  if (failed !== null)
    return (
      <Alert
        type="error"
        showIcon
        title={t(`error:${failed}`)}
        action={
          <Button size="small" onClick={again}>
            {t('common:retry')}
          </Button>
        }
      />
    )
  if (!list) return <Skeleton active title={false} className="late" />
  if (list.buyers.length === 0) return <Empty image={null} description={empty} />
  return (
    <>
      <ul className="buyer-list">
        {list.buyers.map((entry) => {
          const { buyer, conversation, lastServedBy, lastAt } = entry
          const by = lastServedBy === null ? undefined : accounts?.[lastServedBy]?.nick
          const open = conversation !== null && conversations?.[conversation] !== undefined
          return (
            <li key={buyer.id}>
              <Avatar name={buyer.name} size={28} />
              <div>
                <strong className="clip">{buyer.name}</strong>
                <span className="clip dim">
                  {[
                    by === undefined ? null : t('manage:buyers.servedBy', { nick: by }),
                    lastAt === null
                      ? t('manage:buyers.never')
                      : t('manage:buyers.last', { at: times.full(lastAt) }),
                  ]
                    .filter((part) => part !== null)
                    .join(' · ')}
                </span>
              </div>
              {open && (
                <Button
                  type="text"
                  size="small"
                  icon={<MessagesSquare size={14} />}
                  aria-label={t('manage:buyers.openOf', { name: buyer.name })}
                  onClick={() => chats.open(conversation)}
                >
                  {t('manage:buyers.open')}
                </Button>
              )}
              {act(entry)}
            </li>
          )
        })}
      </ul>
      {list.more && <p className="dim">{t('manage:buyers.more')}</p>}
    </>
  )
}
