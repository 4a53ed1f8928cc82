import { useEffect, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { Button } from '../../ui/Button.tsx'
import { useWork, useWorkstation } from '../app/context.ts'
import './entry.css'

const SLOW = 8000

export function Starting() {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const practice = useWork((state) => state.app?.practice === true)
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW)
    return () => clearTimeout(timer)
  }, [])
  return (
    <main className="entry">
      <div className="entry-card narrow" aria-busy="true">
        <h1>{t('app:starting.title')}</h1>
        <p role="status">
          {t(slow ? 'app:starting.slow' : practice ? 'app:practice.starting' : 'app:starting.text')}
        </p>
        <div className="progress" role="progressbar" aria-label={t('app:starting.title')} />
        {practice && (
          <div className="entry-foot">
            <Button look="plain" onClick={() => void call('practice.leave')}>
              {t('app:practice.back')}
            </Button>
          </div>
        )}
      </div>
    </main>
  )
}
