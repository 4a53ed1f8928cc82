import { useEffect, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import './entry.css'

const SLOW = 8000

export function Starting() {
  const { t } = useTranslation()
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW)
    return () => clearTimeout(timer)
  }, [])
  return (
    <main className="entry">
      <div className="entry-card narrow" aria-busy="true">
        <h1>{t('app:starting.title')}</h1>
        <p role="status">{slow ? t('app:starting.slow') : t('app:starting.text')}</p>
        <div className="progress" role="progressbar" aria-label={t('app:starting.title')} />
      </div>
    </main>
  )
}
