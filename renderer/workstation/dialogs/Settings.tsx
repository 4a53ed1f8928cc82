import { ExternalLink } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { AutoSuspend, BridgeErrorCode } from '#shared/bridge/contract.ts'
import { preferencesIn } from '../../state/model.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FieldError } from '../../ui/TextField.tsx'
import { useActions, useWork, useWorkstation } from '../app/context.ts'
import { LANGUAGES, THEMES } from '../entry/EntryTools.tsx'
import './dialogs.css'

interface Option<T extends string> {
  readonly id: T
  readonly label: string
  readonly lang?: string
}
interface ChoiceProps<T extends string> {
  readonly name: string
  readonly value: T | undefined
  readonly options: readonly Option<T>[]
  readonly onChoose: (value: T) => void
}

function Choice<T extends string>({ name, value, options, onChoose }: ChoiceProps<T>) {
  return (
    <fieldset className="setting">
      <legend>{name}</legend>
      {options.map(({ id, label, lang }) => (
        <label key={id} className="check">
          <input type="radio" name={name} checked={id === value} onChange={() => onChoose(id)} />
          <span lang={lang}>{label}</span>
        </label>
      ))}
    </fieldset>
  )
}

export function Settings() {
  const { t } = useTranslation()
  const { desk } = useActions()
  const app = useWork((state) => state.app)
  const sendKey = useWork((state) => preferencesIn(state).sendKey)
  const invites = useWork(
    (state) =>
      state.app?.ownShop != null &&
      !state.app.ownShop.demo &&
      state.view?.accounts[state.view.me]?.role === 'main',
  )
  if (!app) return null
  const { signedIn } = app
  return (
    <Dialog title={t('settings:title')} onClose={() => desk.hide()}>
      <Choice
        name={t('settings:language')}
        value={app.language}
        options={LANGUAGES.map(({ id, name }) => ({ id, label: name, lang: id }))}
        onChoose={(language) => desk.setLanguage(language)}
      />
      <Choice
        name={t('settings:theme')}
        value={app.theme}
        options={THEMES.map((id) => ({ id, label: t(`settings:themes.${id}`) }))}
        onChoose={(theme) => desk.setTheme(theme)}
      />
      <Choice
        name={t('settings:sendKey')}
        value={sendKey}
        options={(['enter', 'ctrl-enter'] as const).map((id) => ({
          id,
          label: t(`settings:sendKeys.${id}`),
        }))}
        onChoose={(value) => desk.setPreferences({ sendKey: value })}
      />
      <AutoSuspension value={app.autoSuspend} />
      {invites && <Invitation />}
      <section className="setting" aria-labelledby="settings-about">
        <h3 id="settings-about">{t('settings:about')}</h3>
        <p>
          {t('common:appName')} · {t('settings:aboutXiaoer.version', { version: app.version })}
        </p>
        {signedIn && (
          <>
            <p>{t('settings:aboutXiaoer.account', { name: signedIn.name })}</p>
            <p>{t('settings:aboutXiaoer.shop', { name: signedIn.shopName })}</p>
            <div className="setting-row">
              <span className="code clip">{signedIn.buyerPage}</span>
              <Button look="plain" onClick={() => desk.openLink(signedIn.buyerPage)}>
                <ExternalLink size={15} aria-hidden="true" />
                {t('settings:aboutXiaoer.page')}
              </Button>
            </div>
          </>
        )}
      </section>
    </Dialog>
  )
}

const USUAL_IDLE_MINUTES = 10
const MOST_IDLE_MINUTES = 24 * 60

function AutoSuspension({ value }: { readonly value: AutoSuspend }) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const hint = useId()
  // What is being typed may be empty for a moment; only a whole number of minutes is kept.
  const [typed, setTyped] = useState<string | null>(null)
  const { lock, idleMinutes } = value
  const set = (change: Partial<AutoSuspend>) =>
    void call('settings.set', { autoSuspend: { ...value, ...change } })

  function typeMinutes(text: string) {
    setTyped(text)
    const minutes = Number(text)
    if (Number.isInteger(minutes) && minutes >= 1 && minutes <= MOST_IDLE_MINUTES)
      set({ idleMinutes: minutes })
  }
  return (
    <fieldset className="setting" aria-describedby={hint}>
      <legend>{t('settings:autoSuspend.title')}</legend>
      <label className="check">
        <input
          type="checkbox"
          checked={lock}
          onChange={(event) => set({ lock: event.target.checked })}
        />
        <span>{t('settings:autoSuspend.lock')}</span>
      </label>
      <div className="setting-row">
        <label className="check">
          <input
            type="checkbox"
            checked={idleMinutes !== null}
            onChange={(event) =>
              set({ idleMinutes: event.target.checked ? USUAL_IDLE_MINUTES : null })
            }
          />
          <span>{t('settings:autoSuspend.idle')}</span>
        </label>
        {idleMinutes !== null && (
          <>
            <input
              type="number"
              className="input minutes"
              min={1}
              max={MOST_IDLE_MINUTES}
              value={typed ?? String(idleMinutes)}
              aria-label={t('settings:autoSuspend.minutes')}
              onChange={(event) => typeMinutes(event.target.value)}
              onBlur={() => setTyped(null)}
            />
            <span aria-hidden="true">{t('settings:autoSuspend.unit')}</span>
          </>
        )}
      </div>
      <p id={hint}>{t('settings:autoSuspend.hint')}</p>
    </fieldset>
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
      <h3 id="settings-invite">{t('settings:invite')}</h3>
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
