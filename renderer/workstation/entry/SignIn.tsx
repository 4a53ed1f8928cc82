import { KeyRound, X } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { BridgeFailure, SavedAccount } from '#shared/bridge/contract.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Button, IconButton } from '../../ui/Button.tsx'
import { FieldError } from '../../ui/TextField.tsx'
import { useWork, useWorkstation } from '../app/context.ts'
import { EntryTools } from './EntryTools.tsx'
import { SignInForm, type Place } from './SignInForm.tsx'
import './entry.css'

const JoinShop = lazy(() => import('./JoinShop.tsx').then((m) => ({ default: m.JoinShop })))
const OpenShop = lazy(() => import('./OpenShop.tsx').then((m) => ({ default: m.OpenShop })))

interface SignInProps {
  /** A shop that was just joined: its form comes at once. */
  readonly joined?: { readonly gateway: string; readonly shopName: string | null }
  readonly onBack?: () => void
}

type Step =
  | { readonly kind: 'cards' }
  | { readonly kind: 'form'; readonly name: string; readonly gateway: string | null }
  | { readonly kind: 'join' }
  | { readonly kind: 'open' }

export function SignIn({ joined, onBack }: SignInProps) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const saved = useWork((state) => state.app?.saved)
  const ownShop = useWork((state) => state.app?.ownShop)
  const [places, setPlaces] = useState<readonly Place[]>(joined ? [placeOf(joined)] : [])
  const [chosen, setStep] = useState<Step | null>(
    joined ? { kind: 'form', name: '', gateway: joined.gateway } : null,
  )
  const [busy, setBusy] = useState<string | null>(null)
  const [failed, setFailed] = useState<{ id: string; error: BridgeFailure } | null>(null)

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
    setFailed(null)
    const result = await call('account.signInSaved', { id: account.id })
    setBusy(null)
    if (!result.ok) setFailed({ id: account.id, error: result.error })
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
        {step.kind === 'cards' ? (
          <>
            <ul className="accounts">
              {saved?.map((account) => (
                <li key={account.id}>
                  <button
                    type="button"
                    className="account-card"
                    disabled={busy !== null}
                    onClick={() => void signInSaved(account)}
                  >
                    <Avatar name={account.nick} size={40} />
                    <span className="account-lines">
                      <span className="account-nick clip">
                        {account.nick}
                        <span className="account-role">{t(`common:role.${account.role}`)}</span>
                      </span>
                      <span className="account-name clip">
                        {account.name} · {account.shopName}
                      </span>
                      <span className="account-name">
                        {busy === account.id
                          ? t('app:signIn.busy')
                          : account.remembered
                            ? t('app:signIn.oneClick')
                            : t('app:signIn.needsPassword')}
                      </span>
                    </span>
                  </button>
                  <IconButton
                    label={t('app:signIn.forget', { name: account.name })}
                    onClick={() => void call('account.forgetSaved', { id: account.id })}
                  >
                    <X size={16} />
                  </IconButton>
                  <div role="alert" className="account-error">
                    {failed?.id === account.id && (
                      <>
                        <FieldError>{t(`error:${failed.error.code}`)}</FieldError>
                        <Button
                          look="plain"
                          onClick={() =>
                            setStep({ kind: 'form', name: account.name, gateway: account.gateway })
                          }
                        >
                          <KeyRound size={15} aria-hidden="true" />
                          {t('app:signIn.usePassword')}
                        </Button>
                      </>
                    )}
                  </div>
                </li>
              ))}
            </ul>
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
            onBack={hasCards ? () => setStep({ kind: 'cards' }) : onBack}
          />
        )}
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
        </div>
      </div>
    </main>
  )
}

function placeOf(joined: { gateway: string; shopName: string | null }): Place {
  return { gateway: joined.gateway, label: joined.shopName ?? joined.gateway }
}
