import { ArrowRight, Store, UserPlus, Users } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import { Button } from '../../ui/Button.tsx'
import { FieldError } from '../../ui/TextField.tsx'
import { useWorkstation } from '../app/context.ts'
import { EntryTools } from './EntryTools.tsx'
import { PracticeLink } from './PracticeLink.tsx'
import './entry.css'

const OpenShop = lazy(() => import('./OpenShop.tsx').then((m) => ({ default: m.OpenShop })))
const JoinShop = lazy(() => import('./JoinShop.tsx').then((m) => ({ default: m.JoinShop })))
const SignIn = lazy(() => import('./SignIn.tsx').then((m) => ({ default: m.SignIn })))

type Step =
  | { readonly kind: 'choose' }
  | { readonly kind: 'open' }
  | { readonly kind: 'join' }
  | { readonly kind: 'joined'; readonly gateway: string; readonly shopName: string | null }

/** The first run: three ways to begin, the quickest first. */
export function Welcome() {
  const [step, setStep] = useState<Step>({ kind: 'choose' })
  const back = () => setStep({ kind: 'choose' })
  switch (step.kind) {
    case 'choose':
      return <Choose onStep={setStep} />
    case 'open':
      return (
        <Suspense>
          <OpenShop onBack={back} />
        </Suspense>
      )
    case 'join':
      return (
        <Suspense>
          <JoinShop onBack={back} onJoined={(joined) => setStep({ kind: 'joined', ...joined })} />
        </Suspense>
      )
    case 'joined':
      return (
        <Suspense>
          <SignIn joined={step} onBack={back} />
        </Suspense>
      )
  }
}

function Choose({ onStep }: { readonly onStep: (step: Step) => void }) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<BridgeErrorCode | null>(null)

  async function tryDemo() {
    setBusy(true)
    setError(null)
    const result = await call('setup.tryDemo')
    setBusy(false)
    if (!result.ok) setError(result.error.code)
  }
  return (
    <main className="entry">
      <EntryTools />
      <div className="welcome">
        <header>
          <h1>{t('app:welcome.title')}</h1>
          <p>{t('app:welcome.lead')}</p>
        </header>
        <section className="choice first" aria-labelledby="choice-demo">
          <Store size={28} aria-hidden="true" />
          <div>
            <h2 id="choice-demo">{t('app:welcome.demo.title')}</h2>
            <p>{t('app:welcome.demo.text')}</p>
            <div role="status">{busy && t('app:starting.text')}</div>
            <div role="alert">{error && <FieldError>{t(`error:${error}`)}</FieldError>}</div>
          </div>
          <Button look="primary" large autoFocus disabled={busy} onClick={() => void tryDemo()}>
            {t('app:welcome.demo.action')}
            <ArrowRight size={18} aria-hidden="true" />
          </Button>
        </section>
        <div className="choices">
          <section className="choice" aria-labelledby="choice-open">
            <UserPlus size={22} aria-hidden="true" />
            <h2 id="choice-open">{t('app:welcome.open.title')}</h2>
            <p>{t('app:welcome.open.text')}</p>
            <Button onClick={() => onStep({ kind: 'open' })}>{t('app:welcome.open.action')}</Button>
          </section>
          <section className="choice" aria-labelledby="choice-join">
            <Users size={22} aria-hidden="true" />
            <h2 id="choice-join">{t('app:welcome.join.title')}</h2>
            <p>{t('app:welcome.join.text')}</p>
            <Button onClick={() => onStep({ kind: 'join' })}>{t('app:welcome.join.action')}</Button>
          </section>
        </div>
        <div className="welcome-foot">
          <PracticeLink />
        </div>
      </div>
    </main>
  )
}
