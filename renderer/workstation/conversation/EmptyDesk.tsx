import { ExternalLink, GraduationCap, MessagesSquare, Stethoscope } from 'lucide-react'
import { useStore } from 'zustand'
import { runState } from '../../practice/run/run-state.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Button } from '../../ui/Button.tsx'
import { useActions, useWork } from '../app/context.ts'
import { useKey } from '../keys/useKey.ts'

/** No chat is open: what will come, and where buyers find the shop. */
export function EmptyDesk() {
  const { t } = useTranslation()
  const { desk } = useActions()
  const signedIn = useWork((state) => state.app?.signedIn)
  const longest = useKey('longest')
  const loading = useWork((state) => state.view === null || state.loading)
  const practice = useWork((state) => state.app?.practice === true)
  if (loading) return <div className="empty-desk" aria-busy="true" />
  if (practice) return <EmptyPractice longest={longest ?? ''} />
  return (
    <div className="empty-desk">
      <MessagesSquare size={36} aria-hidden="true" />
      <h1>{t('chats:empty.title')}</h1>
      <p>{t('chats:empty.text', { key: longest ?? '' })}</p>
      <Button look="plain" onClick={() => desk.show({ kind: 'doctor' })}>
        <Stethoscope size={16} aria-hidden="true" />
        {t('chats:account.doctor')}
      </Button>
      {signedIn && (
        <div className="empty-page">
          <p>{signedIn.demo ? t('chats:empty.demo') : t('chats:empty.page')}</p>
          <code>{signedIn.buyerPage}</code>
          <Button onClick={() => desk.openLink(signedIn.buyerPage)}>
            <ExternalLink size={16} aria-hidden="true" />
            {t('chats:empty.openPage')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** Nobody comes by itself: a scenario is chosen first. Then it is as in the work. */
function EmptyPractice({ longest }: { readonly longest: string }) {
  const { t } = useTranslation()
  const { chats } = useActions()
  const keys = useKey('practice')
  const goesOn = useStore(runState, ({ live }) => live !== null && live.run !== null)
  return (
    <div className="empty-desk">
      <GraduationCap size={36} aria-hidden="true" />
      <h1>{t('chats:empty.title')}</h1>
      <p>{goesOn ? t('chats:empty.text', { key: longest }) : t('chats:empty.practice')}</p>
      {!goesOn && (
        <Button look="primary" data-tip={keys} onClick={() => chats.show('practice')}>
          {t('chats:empty.choose')}
        </Button>
      )}
    </div>
  )
}
