import { CirclePause, EyeOff, Info, TriangleAlert, X } from 'lucide-react'
import { useTranslation } from '../../ui/i18n.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { useSecond } from '../../ui/clock.ts'
import { unsentCount } from '../../state/outbox.ts'
import { useActions, useWork, useWorkstation } from './context.ts'
import { suspensionText } from './suspension.ts'

/** What concerns the whole desk, above it: the connection, my suspension, notices. */
export function Bars() {
  return (
    <>
      <ConnectionBar />
      <SuspendedBar />
      <InvisibleBar />
      <Notices />
    </>
  )
}

function ConnectionBar() {
  const { t } = useTranslation()
  const { chats } = useActions()
  const { call } = useWorkstation()
  const connection = useWork((state) => state.connection)
  const unsent = useWork((state) => unsentCount(state.outbox))
  if (connection.kind === 'live') return null
  if (connection.kind === 'connecting')
    return (
      <div className="bar quiet" role="status">
        {t('chats:connection.retrying')}
      </div>
    )
  if (connection.kind === 'stopped')
    return (
      <div className="bar red" role="alert">
        <TriangleAlert size={16} aria-hidden="true" />
        <p>
          {t('chats:connection.stopped', {
            reason:
              connection.code === 'signed_out'
                ? t('chats:connection.signed_out')
                : t(`error:${connection.code}`),
          })}
        </p>
        <Button onClick={() => void call('account.signOut')}>
          {t('chats:connection.signInAgain')}
        </Button>
      </div>
    )
  return (
    <div className="bar amber">
      <TriangleAlert size={16} aria-hidden="true" />
      <p role="alert">
        <strong>{t('chats:connection.offline')}</strong> {t('chats:connection.kept')}
        {unsent > 0 && (
          <span className="bar-count">{t('chats:connection.unsent', { count: unsent })}</span>
        )}
      </p>
      <RetryIn at={connection.retryAt} />
      <Button onClick={() => chats.retryConnection()}>{t('chats:connection.retryNow')}</Button>
    </div>
  )
}

function RetryIn({ at }: { readonly at: number }) {
  const { t } = useTranslation()
  const seconds = Math.ceil(at / 1000) - useSecond()
  return (
    <span className="tabular bar-when">
      {seconds > 0 ? t('chats:connection.retryIn', { seconds }) : t('chats:connection.retrying')}
    </span>
  )
}

function SuspendedBar() {
  const { t } = useTranslation()
  const { chats } = useActions()
  const suspended = useWork((state) =>
    state.view ? (state.view.accounts[state.view.me]?.suspended ?? null) : null,
  )
  if (!suspended) return null
  return (
    <div className="bar amber" role="status">
      <CirclePause size={16} aria-hidden="true" />
      <p>
        {t('chats:suspend.bar', { reason: suspensionText(t, suspended) })}
        {suspended.text !== null && ` ${t('chats:suspend.said', { text: suspended.text })}`}
      </p>
      <Button onClick={() => void chats.resume()}>{t('chats:account.resume')}</Button>
    </div>
  )
}

function InvisibleBar() {
  const { t } = useTranslation()
  const { chats } = useActions()
  const invisible = useWork((state) => state.view?.accounts[state.view.me]?.invisible === true)
  if (!invisible) return null
  return (
    <div className="bar quiet" role="status">
      <EyeOff size={16} aria-hidden="true" />
      <p>{t('chats:invisible.bar')}</p>
      <Button onClick={() => void chats.invisible(false)}>{t('chats:invisible.off')}</Button>
    </div>
  )
}

function Notices() {
  const { t } = useTranslation()
  const { desk } = useActions()
  const notices = useWork((state) => state.app?.notices)
  if (!notices || notices.length === 0) return null
  return (
    <section aria-label={t('chats:notices')}>
      {notices.map((notice) => (
        <div key={notice.id} className="bar" role="status">
          <Info size={16} aria-hidden="true" />
          <p>{t(`appNotice:${notice.code}`, notice.values)}</p>
          <IconButton
            small
            label={t('common:dismiss')}
            onClick={() => desk.dismissNotice(notice.id)}
          >
            <X size={16} />
          </IconButton>
        </div>
      ))}
    </section>
  )
}
