import { ArrowRight, GraduationCap, Presentation, Users } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import type { BridgeErrorCode, SavedAccount } from '#shared/bridge/contract.ts'
import { Button } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { FieldError } from '../../ui/TextField.tsx'
import { useWork, useWorkstation } from '../../workstation/app/context.ts'
import { AccountCards } from '../../workstation/entry/AccountCards.tsx'
import { EntryTools } from '../../workstation/entry/EntryTools.tsx'
import '../../workstation/entry/entry.css'
import '../practice.css'
import { addPracticeTexts } from '../texts.ts'
import { leavePractice } from '../turn.ts'
import { Trouble } from './Trouble.tsx'

addPracticeTexts()

const SignIn = lazy(() =>
  import('../../workstation/entry/SignIn.tsx').then((m) => ({ default: m.SignIn })),
)
const JoinShop = lazy(() =>
  import('../../workstation/entry/JoinShop.tsx').then((m) => ({ default: m.JoinShop })),
)

type Step =
  | { readonly kind: 'choose' }
  | { readonly kind: 'join' }
  | { readonly kind: 'joined'; readonly gateway: string; readonly shopName: string | null }
  | { readonly kind: 'password'; readonly account: SavedAccount }

/** The door of practice mode: one click on this computer, or a class by invitation. */
export function PracticeEntry() {
  const [step, setStep] = useState<Step>({ kind: 'choose' })
  const back = () => setStep({ kind: 'choose' })
  switch (step.kind) {
    case 'choose':
      return <Choose onStep={setStep} />
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
    case 'password':
      return (
        <Suspense>
          <SignIn account={step.account} onBack={back} />
        </Suspense>
      )
  }
}

/** What takes longer shows that it goes on. */
const SLOW_MS = 1000

function Choose({ onStep }: { readonly onStep: (step: Step) => void }) {
  const { t } = useTranslation()
  const workstation = useWorkstation()
  const { call } = workstation
  const saved = useWork((state) => state.app?.saved)
  const refused = useWork((state) => state.app?.refused ?? null)
  /** `trainee`, `trainer`, `renew` or a saved account's id. */
  const [busy, setBusy] = useState<string | null>(null)
  const [leaving, setLeaving] = useState(false)
  const [failed, setFailed] = useState<{ as: string; code: BridgeErrorCode } | null>(null)

  async function start(as: 'trainer' | 'trainee') {
    setBusy(as)
    setFailed(null)
    const result = await call('practice.start', { as })
    setBusy(null)
    if (!result.ok) setFailed({ as, code: result.error.code })
  }
  async function again(account: SavedAccount) {
    if (!account.remembered) {
      onStep({ kind: 'password', account })
      return
    }
    setBusy(account.id)
    setFailed(null)
    const result = await call('account.signInSaved', { id: account.id })
    setBusy(null)
    if (!result.ok) setFailed({ as: account.id, code: result.error.code })
  }
  async function leave() {
    setLeaving(true)
    await leavePractice(workstation)
    setLeaving(false)
  }
  const known = saved ?? []
  // Of an account that is no card any more it is told all the same.
  const told = failed ?? (refused && { as: refused.id, code: refused.code })
  const atCard = told !== null && known.some(({ id }) => id === told.as)
  return (
    <main className="entry">
      <EntryTools />
      <div className="welcome">
        <header>
          <h1>{t('practice:entry.title')}</h1>
          <p>{t('practice:entry.lead')}</p>
        </header>
        <section className="choice first practice-choice" aria-labelledby="practice-trainee">
          <GraduationCap size={28} aria-hidden="true" />
          <div>
            <h2 id="practice-trainee">{t('practice:entry.trainee')}</h2>
            <p>{t('practice:entry.traineeText')}</p>
            <Progress of={busy} />
            <div role="alert">
              {told && !atCard && <FieldError>{t(`error:${told.code}`)}</FieldError>}
            </div>
          </div>
          <Button
            look="primary"
            large
            autoFocus
            disabled={busy !== null}
            onClick={() => void start('trainee')}
          >
            {t('practice:entry.trainee')}
            <ArrowRight size={18} aria-hidden="true" />
          </Button>
        </section>
        {told && (
          <Trouble
            code={told.code}
            onBusy={(on) => setBusy(on ? 'renew' : null)}
            onMended={() => setFailed(null)}
          />
        )}
        {known.length > 0 && (
          <section className="practice-saved" aria-labelledby="practice-saved">
            <h2 id="practice-saved">{t('practice:entry.saved')}</h2>
            <AccountCards
              accounts={known}
              busy={busy}
              failed={told && { id: told.as, code: told.code }}
              silent="bad_call"
              onChoose={(account) => void again(account)}
              onPassword={(account) => onStep({ kind: 'password', account })}
            />
          </section>
        )}
        <div className="choices">
          <section className="choice practice-choice" aria-labelledby="practice-trainer">
            <Presentation size={22} aria-hidden="true" />
            <h2 id="practice-trainer">{t('practice:entry.trainer')}</h2>
            <p>{t('practice:entry.trainerText')}</p>
            <Button disabled={busy !== null} onClick={() => void start('trainer')}>
              {t('practice:entry.trainer')}
            </Button>
          </section>
          <section className="choice practice-choice" aria-labelledby="practice-class">
            <Users size={22} aria-hidden="true" />
            <h2 id="practice-class">{t('practice:entry.class')}</h2>
            <p>{t('practice:entry.classText')}</p>
            <Button disabled={busy !== null} onClick={() => onStep({ kind: 'join' })}>
              {t('practice:entry.class')}
            </Button>
          </section>
        </div>
        <div className="entry-foot">
          <Button look="plain" disabled={leaving} onClick={() => void leave()}>
            {t(leaving ? 'practice:strip.leaving' : 'practice:entry.back')}
          </Button>
        </div>
      </div>
    </main>
  )
}

function Progress({ of }: { readonly of: string | null }) {
  const { t } = useTranslation()
  const [slow, setSlow] = useState<string | null>(null)
  useEffect(() => {
    if (of === null) return
    const timer = setTimeout(() => setSlow(of), SLOW_MS)
    return () => {
      clearTimeout(timer)
      setSlow(null)
    }
  }, [of])
  return (
    <div role="status">
      {of !== null && t('practice:entry.busy')}
      {of !== null && slow === of && (
        <div className="progress" role="progressbar" aria-label={t('practice:entry.busy')} />
      )}
    </div>
  )
}
