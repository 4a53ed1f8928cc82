import { Alert, Button, Empty, Skeleton } from 'antd'
import { MessagesSquare } from 'lucide-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import type { BuyerEntry, BuyerList, BuyersQuery } from '#shared/protocol/api.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { useActions, useWork, useWorkstation } from '../../workstation/app/context.ts'
import { useTimes } from '../../workstation/app/times.ts'
import './buyers.css'

export interface AskedBuyers {
  readonly list: BuyerList | null
  readonly failed: string | null
  readonly again: () => void
}

/** The gateway's answer; an earlier question's never takes the place of a later one's. */
export function useBuyers(query: BuyersQuery | null, round: number, pause: number): AskedBuyers {
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

export function BuyerRows({
  of: { list, failed, again },
  empty,
  act,
}: {
  readonly of: AskedBuyers
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
