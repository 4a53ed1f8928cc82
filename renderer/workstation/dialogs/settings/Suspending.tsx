import { useId, useState } from 'react'
import type { AutoSuspend } from '#shared/bridge/contract.ts'
import { useTranslation } from '../../../ui/i18n.ts'
import { useWorkstation } from '../../app/context.ts'

const USUAL_IDLE_MINUTES = 10
const MOST_IDLE_MINUTES = 24 * 60

export function AutoSuspension({ value }: { readonly value: AutoSuspend }) {
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
