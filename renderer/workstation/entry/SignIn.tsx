import { lazy, Suspense, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { BridgeErrorCode, SavedAccount } from '#shared/bridge/contract.ts'
import { Button } from '../../ui/Button.tsx'
import { FieldError } from '../../ui/TextField.tsx'
import { useWork, useWorkstation } from '../app/context.ts'
import { AccountCards } from './AccountCards.tsx'
import { EntryTools } from './EntryTools.tsx'
import { PracticeLink } from './PracticeLink.tsx'
import { SignInForm, type Place } from './SignInForm.tsx'
import './entry.css'

const JoinShop = lazy(() => import('./JoinShop.tsx').then((m) => ({ default: m.JoinShop })))
const Damaged = lazy(() => import('./Damaged.tsx').then((m) => ({ default: m.Damaged })))
const OpenShop = lazy(() => import('./OpenShop.tsx').then((m) => ({ default: m.OpenShop })))

interface SignInProps {
  /** A shop that was just joined: its form comes at once. */
  readonly joined?: { readonly gateway: string; readonly shopName: string | null }
  /** A saved account whose password is asked for at once. */
  readonly account?: SavedAccount
  /** Of the door of practice: back there, and no other ways from here. */
  readonly onBack?: () => void
}

type Step =
  | { readonly kind: 'cards' }
  | { readonly kind: 'form'; readonly name: string; readonly gateway: string | null }
  | { readonly kind: 'join' }
  | { readonly kind: 'open' }

export function SignIn({ joined, account: asked, onBack }: SignInProps) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const saved = useWork((state) => state.app?.saved)
  const ownShop = useWork((state) => state.app?.ownShop)
  const practice = useWork((state) => state.app?.practice === true)
  const [places, setPlaces] = useState<readonly Place[]>(joined ? [placeOf(joined)] : [])
  const [chosen, setStep] = useState<Step | null>(
    joined
      ? { kind: 'form', name: '', gateway: joined.gateway }
      : asked
        ? { kind: 'form', name: asked.name, gateway: asked.gateway }
        : null,
  )
  const [busy, setBusy] = useState<string | null>(null)
  const refused = useWork((state) => state.app?.refused)
  const [tried, setTried] = useState<{ id: string; code: BridgeErrorCode } | null>(null)
  const failed = tried ?? refused

  const hasCards = saved !== undefined && saved.length > 0
  const firstPlace = ownShop ? null : (places[0]?.gateway ?? saved?.[0]?.gateway ?? null)
  const step: Step =
    chosen ??
    (hasCards
      ? { kind: 'cards' }
      : ownShop || places.length > 0
        ? { kind: 'form', name: '', gateway: firstPlace }
        : { kind: 'join' })

  const known: Place[] = []
  const add = (place: Place) => {
    if (!known.some((one) => one.gateway === place.gateway)) known.push(place)
  }
  if (ownShop) add({ gateway: null, label: t('app:signIn.thisComputer', { name: ownShop.name }) })
  for (const place of places) add(place)
  for (const account of saved ?? [])
    add({
      gateway: account.gateway,
      label: account.gateway === null ? t('app:signIn.thisComputerOnly') : account.shopName,
    })

  async function signInSaved(account: SavedAccount) {
    if (!account.remembered) {
      setStep({ kind: 'form', name: account.name, gateway: account.gateway })
      return
    }
    setBusy(account.id)
    setTried(null)
    const result = await call('account.signInSaved', { id: account.id })
    setBusy(null)
    if (!result.ok) setTried({ id: account.id, code: result.error.code })
  }

  /** Into the shop that was restored just now. */
  function goOn() {
    const account = saved?.find((one) => one.gateway === null && one.remembered)
    if (account) void signInSaved(account)
    else setStep({ kind: 'form', name: saved?.[0]?.name ?? '', gateway: null })
  }

  if (step.kind === 'join')
    return (
      <Suspense>
        <JoinShop
          onBack={() => (onBack && !hasCards ? onBack() : setStep(null))}
          onJoined={(place) => {
            setPlaces([placeOf(place), ...places])
            setStep({ kind: 'form', name: '', gateway: place.gateway })
          }}
        />
      </Suspense>
    )
  if (step.kind === 'open')
    return (
      <Suspense>
        <OpenShop onBack={() => setStep(null)} />
      </Suspense>
    )
  return (
    <main className="entry">
      <EntryTools />
      <div className="entry-card">
        <h1>{step.kind === 'cards' ? t('app:signIn.choose') : t('app:signIn.title')}</h1>
        {ownShop?.damaged && (
          <>
            <FieldError>{t('error:gateway_damaged')}</FieldError>
            <Suspense>
              <Damaged onRestored={goOn} />
            </Suspense>
          </>
        )}
        {step.kind === 'cards' ? (
          <>
            <AccountCards
              accounts={saved ?? []}
              busy={busy}
              failed={failed ?? null}
              silent="gateway_damaged"
              onChoose={(account) => void signInSaved(account)}
              onPassword={({ name, gateway }) => setStep({ kind: 'form', name, gateway })}
            />
            <div className="entry-foot">
              <Button
                onClick={() => setStep({ kind: 'form', name: '', gateway: firstPlace })}
                autoFocus={saved?.length === 0}
              >
                {t('app:signIn.another')}
              </Button>
            </div>
          </>
        ) : (
          <SignInForm
            key={`${step.gateway ?? ''} ${step.name}`}
            name={step.name}
            gateway={step.gateway}
            places={known}
            onBack={hasCards && !practice ? () => setStep({ kind: 'cards' }) : onBack}
          />
        )}
        {!practice && (
          <div className="entry-ways">
            <span>{t('app:signIn.other')}</span>
            <Button look="plain" onClick={() => setStep({ kind: 'join' })}>
              {t('app:welcome.join.action')}
            </Button>
            {!ownShop && (
              <>
                <Button look="plain" onClick={() => setStep({ kind: 'open' })}>
                  {t('app:welcome.open.title')}
                </Button>
                <Button look="plain" onClick={() => void call('setup.tryDemo')}>
                  {t('app:welcome.demo.title')}
                </Button>
              </>
            )}
            <PracticeLink />
          </div>
        )}
      </div>
    </main>
  )
}

function placeOf(joined: { gateway: string; shopName: string | null }): Place {
  return { gateway: joined.gateway, label: joined.shopName ?? joined.gateway }
}
