import { useId } from 'react'
import { preferencesIn } from '../../../state/model.ts'
import { useTranslation } from '../../../ui/i18n.ts'
import { useActions, useWork } from '../../app/context.ts'
import { keyName } from '../../app/keys.ts'
import { Choice, Switch } from './Choice.tsx'

const SECONDS = [0, 3, 5, 10, 30] as const

export function Sending() {
  const { t } = useTranslation()
  const { desk } = useActions()
  const sendKey = useWork((state) => preferencesIn(state).sendKey)
  const undo = useWork((state) => preferencesIn(state).undoSeconds)
  const guard = useWork((state) => preferencesIn(state).guard)
  const id = useId()
  const usual = SECONDS.find((seconds) => seconds === undo)
  return (
    <>
      <Choice
        name={t('settings:sendKey')}
        value={sendKey}
        options={(['enter', 'ctrl-enter'] as const).map((one) => ({
          id: one,
          label: t(`settings:sendKeys.${one}`).replaceAll(/(?:Ctrl|Shift)\+/g, (key) =>
            keyName(key),
          ),
        }))}
        onChoose={(value) => desk.setPreferences({ sendKey: value })}
      />
      <div className="setting">
        <label htmlFor={id} className="setting-name">
          {t('settings:undo.title')}
        </label>
        <select
          id={id}
          className="input"
          value={undo}
          onChange={(event) => desk.setPreferences({ undoSeconds: Number(event.target.value) })}
        >
          {SECONDS.map((seconds) => (
            <option key={seconds} value={seconds}>
              {t(`settings:undo.s${seconds}`)}
            </option>
          ))}
          {usual === undefined && (
            <option value={undo}>{t('settings:undo.other', { seconds: undo })}</option>
          )}
        </select>
      </div>
      <Switch
        label={t('settings:guard.title')}
        hint={t('settings:guard.hint')}
        on={guard}
        onChange={(value) => desk.setPreferences({ guard: value })}
      />
    </>
  )
}
