import { useEffect, useState } from 'react'
import type { BridgeErrorCode, BridgeValue } from '#shared/bridge/contract.ts'
import type { Crash } from '#shared/bridge/crashes.ts'
import { Button } from '../../../ui/Button.tsx'
import { useTranslation } from '../../../ui/i18n.ts'
import { FieldError } from '../../../ui/TextField.tsx'
import { useWorkstation } from '../../app/context.ts'

/** What broke here, for whoever looks after this computer. It is sent nowhere. */
export function Crashes() {
  const { t, i18n } = useTranslation()
  const { call } = useWorkstation()
  const [kept, setKept] = useState<BridgeValue<'crashes.list'> | null>(null)
  const [error, setError] = useState<BridgeErrorCode | null>(null)
  const [copied, setCopied] = useState(false)

  useEffect(() => {
    void call('crashes.list').then((result) => {
      if (result.ok) setKept(result.value)
      else setError(result.error.code)
    })
  }, [call])

  async function clear() {
    const result = await call('crashes.clear')
    if (result.ok) setKept((value) => value && { ...value, crashes: [] })
    else setError(result.error.code)
  }
  const time = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'medium' })
  const crashes = kept?.crashes ?? []
  return (
    <section className="setting" aria-labelledby="settings-crashes">
      <h4 id="settings-crashes">{t('settings:crashes.title')}</h4>
      <p>{t('settings:crashes.text')}</p>
      {kept && crashes.length === 0 && <p>{t('settings:crashes.none')}</p>}
      {crashes.length > 0 && (
        <ul className="settings-crashes scroll" aria-labelledby="settings-crashes">
          {crashes.map((crash) => (
            <One key={crash.id} crash={crash} at={time.format(crash.at)} />
          ))}
        </ul>
      )}
      <div className="setting-row">
        <Button onClick={() => void call('crashes.show')}>{t('settings:crashes.show')}</Button>
        {crashes.length > 0 && (
          <>
            <Button
              onClick={() => {
                const text = JSON.stringify(crashes, null, 1)
                void navigator.clipboard.writeText(text).then(() => setCopied(true))
              }}
            >
              {copied ? t('common:copied') : t('settings:crashes.copy')}
            </Button>
            <Button onClick={() => void clear()}>{t('settings:crashes.clear')}</Button>
          </>
        )}
      </div>
      <div role="alert">{error && <FieldError>{t(`error:${error}`)}</FieldError>}</div>
    </section>
  )
}

function One({ crash, at }: { readonly crash: Crash; readonly at: string }) {
  const { t } = useTranslation()
  const { kind, reason, exitCode, frames } = crash
  return (
    <li>
      <div className="setting-row">
        <span className="grow">{t(`settings:crashes.kinds.${kind}`)}</span>
        <time className="setting-hint tabular" dateTime={new Date(crash.at).toISOString()}>
          {at}
        </time>
      </div>
      <div className="code">
        {exitCode === null ? reason : `${reason} (${exitCode})`}
        {frames[0] !== undefined && ` · ${bare(frames[0])}`}
      </div>
    </li>
  )
}

/** `name (place)`, or the place alone where nothing has a name. */
function bare(frame: string): string {
  return frame.replace(/^\((.*)\)$/, '$1')
}
