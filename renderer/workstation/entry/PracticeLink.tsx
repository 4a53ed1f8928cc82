import { GraduationCap } from 'lucide-react'
import { useEffect } from 'react'
import { enterPractice } from '../../practice/turn.ts'
import { Button } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork, useWorkstation } from '../app/context.ts'
import { bindingsOf } from '../keys/bindings.ts'
import { comboOf } from '../keys/combos.ts'
import { useKey } from '../keys/useKey.ts'

/** Into practice mode before anybody is signed in; none within it. */
export function PracticeLink() {
  const { t } = useTranslation()
  const workstation = useWorkstation()
  const within = useWork((state) => state.app?.practice === true)
  const keys = useKey('practice')
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const combo = comboOf(event)
      if (combo === null || within) return
      if (bindingsOf(workstation.store.getState()).at.get(combo)?.id !== 'practice') return
      event.preventDefault()
      void enterPractice(workstation)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [workstation, within])
  if (within) return null
  return (
    <Button look="plain" data-tip={keys} onClick={() => void enterPractice(workstation)}>
      <GraduationCap size={16} aria-hidden="true" />
      {t('app:practice.link')}
    </Button>
  )
}
