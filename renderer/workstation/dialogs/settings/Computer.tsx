import { ExternalLink, UserRoundX } from 'lucide-react'
import { useState } from 'react'
import type { BridgeErrorCode, SavedAccount } from '#shared/bridge/contract.ts'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { useTranslation } from '../../../ui/i18n.ts'
import { FieldError } from '../../../ui/TextField.tsx'
import { useActions, useWork, useWorkstation } from '../../app/context.ts'
import { Crashes } from './Crashes.tsx'

/** What this computer keeps, and what it is. */
export function Computer() {
  const { t } = useTranslation()
  const { desk } = useActions()
  const app = useWork((state) => state.app)
  const invites = useWork(
    (state) =>
      state.app?.ownShop != null &&
      !state.app.ownShop.demo &&
      state.view?.accounts[state.view.me]?.role === 'main',
  )
  if (!app) return null
  const { signedIn } = app
  return (
    <>
      <Saved accounts={app.saved} />
      {invites && <Invitation />}
      <Crashes />
      <section className="setting" aria-labelledby="settings-about">
        <h4 id="settings-about">{t('settings:about')}</h4>
        <p>
          {t('common:appName')} · {t('settings:aboutXiaoer.version', { version: app.version })}
        </p>
        {signedIn && (
          <>
            <p>{t('settings:aboutXiaoer.account', { name: signedIn.name })}</p>
            <p>{t('settings:aboutXiaoer.shop', { name: signedIn.shopName })}</p>
            {!app.practice && (
              <div className="setting-row">
                <span className="code clip">{signedIn.buyerPage}</span>
                <Button look="plain" onClick={() => desk.openLink(signedIn.buyerPage)}>
                  <ExternalLink size={15} aria-hidden="true" />
                  {t('settings:aboutXiaoer.page')}
                </Button>
              </div>
            )}
          </>
        )}
      </section>
    </>
  )
}

function Saved({ accounts }: { readonly accounts: readonly SavedAccount[] }) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const [error, setError] = useState<BridgeErrorCode | null>(null)
  async function forget(id: string) {
    const result = await call('account.forgetSaved', { id })
    setError(result.ok ? null : result.error.code)
  }
  return (
    <section className="setting" aria-labelledby="settings-saved">
      <h4 id="settings-saved">{t('settings:saved.title')}</h4>
      {accounts.length === 0 && <p>{t('settings:saved.none')}</p>}
      <ul className="settings-saved">
        {accounts.map(({ id, name, shopName, gateway, remembered }) => (
          <li key={id} className="setting-row">
            <span className="grow settings-account">
              <span className="clip">{name}</span>
              <span className="clip setting-hint">
                {[
                  shopName,
                  gateway ?? t('settings:saved.here'),
                  ...(remembered ? [t('settings:saved.remembered')] : []),
                ].join(' · ')}
              </span>
            </span>
            <IconButton
              small
              label={t('settings:saved.forget', { name })}
              onClick={() => void forget(id)}
            >
              <UserRoundX size={15} />
            </IconButton>
          </li>
        ))}
      </ul>
      <div role="alert">{error && <FieldError>{t(`error:${error}`)}</FieldError>}</div>
    </section>
  )
}

function Invitation() {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const [code, setCode] = useState<string | null>(null)
  const [error, setError] = useState<BridgeErrorCode | null>(null)
  const [copied, setCopied] = useState(false)

  async function show() {
    setError(null)
    const result = await call('setup.invitation')
    if (result.ok) setCode(result.value.code)
    else setError(result.error.code)
  }
  return (
    <section className="setting" aria-labelledby="settings-invite">
      <h4 id="settings-invite">{t('settings:invite')}</h4>
      <p>{t('settings:invitation.text')}</p>
      {code === null ? (
        <div>
          <Button onClick={() => void show()}>{t('settings:invitation.show')}</Button>
        </div>
      ) : (
        <>
          <textarea
            className="input code"
            readOnly
            rows={3}
            value={code}
            aria-label={t('settings:invitation.code')}
            onFocus={(event) => event.currentTarget.select()}
          />
          <div>
            <Button
              onClick={() => {
                void navigator.clipboard.writeText(code).then(() => setCopied(true))
              }}
            >
              {copied ? t('common:copied') : t('common:copy')}
            </Button>
          </div>
        </>
      )}
      <div role="alert">{error && <FieldError>{t(`error:${error}`)}</FieldError>}</div>
    </section>
  )
}
