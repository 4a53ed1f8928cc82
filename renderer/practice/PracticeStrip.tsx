import { GraduationCap } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from '../ui/i18n.ts'
import { useWork, useWorkstation } from '../workstation/app/context.ts'
import './practice.css'
import { addPracticeTexts } from './texts.ts'
import { leavePractice } from './turn.ts'

addPracticeTexts()

/** Above everything in practice mode: what this is, and the way out. */
export function PracticeStrip() {
  const { t } = useTranslation()
  const workstation = useWorkstation()
  const alone = useWork((state) => state.alone !== null)
  const [busy, setBusy] = useState(false)
  async function leave() {
    setBusy(true)
    await leavePractice(workstation)
    setBusy(false)
  }
  return (
    <section className="practice-strip" aria-label={t('practice:strip.title')}>
      <GraduationCap size={16} aria-hidden="true" />
      <strong>{t('practice:strip.title')}</strong>
      <p className="clip">{t('practice:strip.text')}</p>
      {/* The way out is in the main window: this one goes with it. */}
      {!alone && (
        <button type="button" disabled={busy} onClick={() => void leave()}>
          {t(busy ? 'practice:strip.leaving' : 'practice:strip.leave')}
        </button>
      )}
    </section>
  )
}
