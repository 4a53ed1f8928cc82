import { useEffect, useRef } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { Button } from '../../ui/Button.tsx'
import { handOver } from './faults.ts'
import '../entry/entry.css'

/** The desk could not be drawn: what was kept, and the way back. */
export function Broken() {
  const { t } = useTranslation()
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus(), [])
  return (
    <main className="entry">
      <div className="entry-card narrow" role="alert">
        <h1>{t('app:broken.title')}</h1>
        <p>{t('app:broken.kept')}</p>
        <div>
          <Button
            ref={button}
            look="primary"
            onClick={() => void handOver().then(() => location.reload())}
          >
            {t('app:broken.reload')}
          </Button>
        </div>
      </div>
    </main>
  )
}
