import { useState, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork, useWorkstation } from '../../workstation/app/context.ts'
import '../../workstation/dialogs/dialogs.css'
import { addPracticeTexts } from '../texts.ts'
import { atStake, go } from '../turn.ts'

addPracticeTexts()

/** Before one goes in or out: what becomes of what is under way. */
export function Turn({ way }: { readonly way: 'enter' | 'leave' }) {
  return way === 'enter' ? <Enter /> : <Leave />
}

function Enter() {
  const { t } = useTranslation()
  const shop = useWork((state) => state.app?.signedIn?.shopName ?? '')
  const suspended = useWork(({ view }) => (view?.accounts[view.me]?.suspended ?? null) !== null)
  const live = useWork((state) => state.connection.kind === 'live')
  const { store } = useWorkstation()
  const { demo, serving, unsent, attached, uploading, password } = useStore(
    store,
    useShallow(atStake),
  )
  return (
    <Frame way="enter" blocked={uploading > 0}>
      <ul className="consequences">
        {!demo && live && !suspended && <li>{t('practice:turn.offline', { shop })}</li>}
        {!demo && serving > 0 && <li>{t('practice:turn.serving', { count: serving })}</li>}
        {unsent > 0 && <li>{t('practice:turn.unsent', { count: unsent })}</li>}
        {uploading > 0 ? (
          <li>{t('practice:turn.uploading', { count: uploading })}</li>
        ) : (
          attached > 0 && <li>{t('practice:turn.attached', { count: attached })}</li>
        )}
        {password && <li>{t('practice:turn.password')}</li>}
        <li>{t('practice:turn.kept')}</li>
      </ul>
    </Frame>
  )
}

function Leave() {
  const { t } = useTranslation()
  return (
    <Frame way="leave" blocked={false}>
      <p>{t('practice:turn.run')}</p>
    </Frame>
  )
}

interface FrameProps {
  readonly way: 'enter' | 'leave'
  /** Not yet: what is on its way would be lost. */
  readonly blocked: boolean
  readonly children: ReactNode
}

function Frame({ way, blocked, children }: FrameProps) {
  const { t } = useTranslation()
  const workstation = useWorkstation()
  const { desk } = useActions()
  const [busy, setBusy] = useState(false)
  async function submit() {
    setBusy(true)
    if (!(await go(workstation, `practice.${way}`))) setBusy(false)
  }
  return (
    <Dialog
      title={t(`practice:turn.${way}Title`)}
      onClose={() => desk.hide()}
      foot={
        <>
          <Button onClick={() => desk.hide()}>{t('common:cancel')}</Button>
          <Button look="primary" disabled={busy || blocked} onClick={() => void submit()}>
            {t(busy ? `practice:turn.${way}Busy` : `practice:turn.${way}`)}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  )
}
