import { useRef, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork } from '../app/context.ts'
import { useKey } from '../keys/useKey.ts'
import { Appearance } from './settings/Appearance.tsx'
import { Part } from './settings/Choice.tsx'
import { Computer } from './settings/Computer.tsx'
import { Notifications } from './settings/Notifications.tsx'
import { Sending } from './settings/Sending.tsx'
import { AutoSuspension } from './settings/Suspending.tsx'
import './dialogs.css'
import './settings/settings.css'

const PARTS = ['appearance', 'sending', 'notifications', 'keys', 'suspending', 'computer'] as const
type PartId = (typeof PARTS)[number]

/** What is set is taken at once. All of it stands on one page; the list at the side leads through. */
export function Settings() {
  const { t } = useTranslation()
  const { desk } = useActions()
  const autoSuspend = useWork((state) => state.app?.autoSuspend)
  const page = useRef<HTMLDivElement>(null)
  const [near, setNear] = useState<PartId>('appearance')

  function goTo(id: PartId) {
    const part = document.getElementById(`settings-${id}`)
    part?.scrollIntoView({ block: 'start' })
    document.getElementById(`settings-${id}-name`)?.focus({ preventScroll: true })
    setNear(id)
  }
  /** The one whose head is the last above the upper third. */
  function look() {
    const element = page.current
    if (!element) return
    const { top, height } = element.getBoundingClientRect()
    const atEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - 2
    const above = PARTS.filter((id) => {
      const part = document.getElementById(`settings-${id}`)
      return part !== null && part.getBoundingClientRect().top <= top + height / 3
    })
    // At the end the one that was chosen may be below: it can't come higher. A jump past it ends that.
    const chosen = document.getElementById(`settings-${near}`)?.getBoundingClientRect()
    const inSight = chosen !== undefined && chosen.bottom > top
    const now = atEnd && element.scrollTop > 0 && inSight ? near : above.at(-1)
    if (now !== undefined && now !== near) setNear(now)
  }
  if (!autoSuspend) return null
  return (
    <Dialog
      title={t('settings:title')}
      wide
      className="settings-dialog"
      onClose={() => desk.hide()}
    >
      <div className="settings">
        <nav className="settings-nav" aria-label={t('settings:sections.label')}>
          {PARTS.map((id) => (
            <button
              key={id}
              type="button"
              aria-current={id === near ? 'true' : undefined}
              onClick={() => goTo(id)}
            >
              {t(`settings:sections.${id}`)}
            </button>
          ))}
        </nav>
        {/* Reached by Tab: it scrolls. */}
        <div ref={page} className="settings-page scroll" onScroll={look}>
          <Part id="appearance" title={t('settings:sections.appearance')}>
            <Appearance />
          </Part>
          <Part id="sending" title={t('settings:sections.sending')}>
            <Sending />
          </Part>
          <Part id="notifications" title={t('settings:sections.notifications')}>
            <Notifications />
          </Part>
          <Part id="keys" title={t('settings:sections.keys')}>
            <OpenSheet />
          </Part>
          <Part id="suspending" title={t('settings:sections.suspending')}>
            <AutoSuspension value={autoSuspend} />
          </Part>
          <Part id="computer" title={t('settings:sections.computer')}>
            <Computer />
          </Part>
        </div>
      </div>
    </Dialog>
  )
}

function OpenSheet() {
  const { t } = useTranslation()
  const { desk } = useActions()
  const key = useKey('sheet')
  return (
    <div className="setting">
      <p>{t('settings:sheet.text')}</p>
      <div>
        <Button onClick={() => desk.show({ kind: 'keys' })}>
          {t('settings:sheet.open')} {key !== undefined && <kbd>{key}</kbd>}
        </Button>
      </div>
    </div>
  )
}
