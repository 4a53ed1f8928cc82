import { lazy, Suspense } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { Button } from '../../ui/Button.tsx'
import { TooltipHost } from '../../ui/Tooltip.tsx'
import { useWork } from './context.ts'
import { Starting } from '../entry/Starting.tsx'
import { Frame } from './Frame.tsx'

const Welcome = lazy(() => import('../entry/Welcome.tsx').then((m) => ({ default: m.Welcome })))
const PracticeEntry = lazy(() =>
  import('../../practice/entry/PracticeEntry.tsx').then((m) => ({ default: m.PracticeEntry })),
)
const SignIn = lazy(() => import('../entry/SignIn.tsx').then((m) => ({ default: m.SignIn })))

export function App() {
  return (
    <>
      <Phase />
      <TooltipHost />
    </>
  )
}

function Phase() {
  const phase = useWork((state) => state.app?.phase)
  const opened = useWork((state) => state.opened)
  const failed = useWork((state) => state.appFailed)
  const practice = useWork((state) => state.app?.practice === true)
  if (failed) return <Failed code={failed.code} />
  if (practice && (phase === 'welcome' || phase === 'sign-in'))
    return (
      <Suspense>
        <PracticeEntry />
      </Suspense>
    )
  switch (phase) {
    case undefined:
      return null
    case 'welcome':
      return (
        <Suspense>
          <Welcome />
        </Suspense>
      )
    case 'sign-in':
      return (
        <Suspense>
          <SignIn />
        </Suspense>
      )
    case 'starting':
      return <Starting />
    case 'working':
      return opened ? <Frame /> : null
  }
}

function Failed({ code }: { readonly code: string }) {
  const { t } = useTranslation()
  return (
    <main className="entry">
      <div className="entry-card" role="alert">
        <h1>{t('app:failed.title')}</h1>
        <p>{t(`error:${code}`)}</p>
        <div>
          <Button look="primary" onClick={() => location.reload()}>
            {t('common:retry')}
          </Button>
        </div>
      </div>
    </main>
  )
}
