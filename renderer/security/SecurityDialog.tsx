import { useState } from 'react'
import { Dialog } from '../ui/Dialog.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { useActions, useWork } from '../workstation/app/context.ts'
import { OwnFactor } from './OwnFactor.tsx'
import { OwnPassword } from './OwnPassword.tsx'
import { Sessions } from './Sessions.tsx'
import { addSecurityTexts } from './texts.ts'
import './security.css'

addSecurityTexts()

/** How one's own account signs in, and where it is signed in now. */
export function SecurityDialog() {
  const { t } = useTranslation()
  const { desk } = useActions()
  const days = useWork((state) => state.view?.settings.security.sessionDays ?? 0)
  /** Codes that are shown once must not be lost to a click beside the window. */
  const [held, setHeld] = useState(false)
  return (
    <Dialog
      wide
      title={t('security:title')}
      onClose={() => {
        if (!held) desk.hide()
      }}
    >
      <p className="lead">{t('security:own.lead')}</p>
      <section className="security-part" aria-labelledby="security-factor">
        <h3 id="security-factor">{t('security:own.factor')}</h3>
        <OwnFactor onHold={setHeld} />
      </section>
      <section className="security-part" aria-labelledby="security-password">
        <h3 id="security-password">{t('security:own.password')}</h3>
        <OwnPassword />
      </section>
      <section className="security-part" aria-labelledby="security-sessions">
        <h3 id="security-sessions">{t('security:sessions.title')}</h3>
        <p>{t('security:sessions.lead')}</p>
        <Sessions />
        <p>{t('security:sessions.remembered', { days })}</p>
      </section>
    </Dialog>
  )
}
