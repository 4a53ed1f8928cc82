import { useEffect, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'

/** What takes less is not announced. */
const AFTER_MS = 200

/** Where something will stand; nothing at first, so that what comes at once doesn't flicker. */
export function Later({ lines = 3 }: { readonly lines?: number }) {
  const { t } = useTranslation()
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  if (!late) return null
  return (
    <div className="later" role="status">
      <span className="visually-hidden">{t('common:loading')}</span>
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className="later-block" />
      ))}
    </div>
  )
}
