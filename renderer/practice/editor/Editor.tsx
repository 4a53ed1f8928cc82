import { lazy, Suspense, useEffect } from 'react'
import { useStore } from 'zustand'
import { useTranslation } from '../../ui/i18n.ts'
import { useWorkstation } from '../../workstation/app/context.ts'
import './shelf.css'
import './work.css'
import './form.css'
import './talk.css'
import { ScenarioShelf } from './list/ScenarioShelf.tsx'
import { draftsOf } from './store/drafts.ts'
import { titleIn } from './text/title.ts'

const fetchWork = () => import('./work/Work.tsx')
const Work = lazy(() => fetchWork().then((m) => ({ default: m.Work })))

/** The trainer's scenarios, and the one that is being written. */
export function Editor() {
  const { t } = useTranslation()
  const workstation = useWorkstation()
  const drafts = draftsOf(workstation)
  const open = useStore(drafts.store, (state) => state.open)
  useEffect(() => {
    void fetchWork()
    // A drill that was made in the real shop: nobody has saved it yet.
    void workstation.call('practice.brought').then((result) => {
      if (!result.ok || result.value === null) return
      const { text } = result.value
      drafts.open(text, null, null, titleIn(text))
    })
  }, [workstation, drafts])
  if (open === null) return <ScenarioShelf drafts={drafts} />
  return (
    <Suspense fallback={<p className="management-fetching">{t('common:loading')}</p>}>
      <Work key={open} id={open} drafts={drafts} />
    </Suspense>
  )
}
