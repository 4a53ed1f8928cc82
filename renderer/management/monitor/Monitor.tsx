import { Skeleton } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { Screen } from '../parts/Screen.tsx'
import { Accounts } from './Accounts.tsx'
import { chatsOf } from './board.ts'
import { Chats } from './Chats.tsx'
import { Figures } from './Figures.tsx'
import { useBoard } from './useBoard.ts'
import './shared.css'
import './monitor.css'

/** The shop as it is at this moment: who is on, what waits, and what to do about it. */
export function Monitor() {
  const { t } = useTranslation()
  const board = useBoard()
  const live = useWork((state) => state.connection.kind === 'live')
  const [chosen, setChosen] = useState<string | null>(null)
  const account = board?.accounts.find((row) => row.id === chosen) ?? null
  const { queue: queued, left } = board ?? {}
  const queue = useMemo(() => [...(queued ?? []), ...(left ?? [])], [queued, left])
  const slow = useMemo(
    () => (board ? (account ? chatsOf(board, account.id) : board.slowest) : []),
    [board, account],
  )
  if (!board)
    return (
      <Screen title={t('monitor:title')} wide>
        <span className="visually-hidden" role="status">
          {t('common:loading')}
        </span>
        <Skeleton active paragraph={{ rows: 8 }} />
      </Screen>
    )
  return (
    <section className="screen monitor" aria-label={t('monitor:title')}>
      <h1 className="visually-hidden">{t('monitor:title')}</h1>
      {!live && (
        <p className="monitor-stale" role="status">
          {t('monitor:stale')}
        </p>
      )}
      <Figures board={board} />
      <div className="monitor-panes">
        <Accounts rows={board.accounts} chosen={account?.id ?? null} onChoose={setChosen} />
        <div className="monitor-side">
          <Chats
            label={t('monitor:queue.title')}
            title={
              <>
                {t('monitor:queue.title')} <span className="count tabular">{queue.length}</span>
              </>
            }
            chats={queue}
            places
            empty={t('monitor:queue.empty')}
          />
          <Chats
            label={t('monitor:slow.title')}
            title={
              account ? (
                <>
                  <span className="clip">
                    {t('monitor:slow.of', { nick: account.account.nick })}
                  </span>
                  <span className="count tabular">{slow.length}</span>
                  <span className="grow" />
                  <button type="button" className="link" onClick={() => setChosen(null)}>
                    {t('monitor:slow.all')}
                  </button>
                </>
              ) : (
                <>
                  {t('monitor:slow.title')} <span className="count tabular">{slow.length}</span>
                </>
              )
            }
            chats={slow}
            empty={account ? t('monitor:slow.none') : t('monitor:slow.empty')}
          />
        </div>
      </div>
    </section>
  )
}
