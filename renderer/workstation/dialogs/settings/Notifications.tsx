import { Play } from 'lucide-react'
import { useId, useState } from 'react'
import { SOUND_KINDS } from '#shared/bridge/preferences.ts'
import { preferencesIn } from '../../../state/model.ts'
import { IconButton } from '../../../ui/Button.tsx'
import { useSecond } from '../../../ui/clock.ts'
import { useTranslation } from '../../../ui/i18n.ts'
import { FieldError } from '../../../ui/TextField.tsx'
import { useActions, useWork } from '../../app/context.ts'
import { duration } from '../../app/duration.ts'
import { dayKey, useTimes } from '../../app/times.ts'
import { QUIET_CHOICES, quietLeft, quietUntil } from '../../keys/quiet.ts'
import { trySound } from '../../sounds/sounds.ts'
import { Switch } from './Choice.tsx'

export function Notifications() {
  const { t } = useTranslation()
  const { desk } = useActions()
  const { notifications, preview, flash } = useWork(preferencesIn)
  return (
    <>
      <Quiet />
      <Switch
        label={t('settings:notify.on')}
        on={notifications}
        onChange={(on) => desk.setPreferences({ notifications: on })}
      />
      {notifications && (
        <Switch
          label={t('settings:notify.preview')}
          on={preview}
          onChange={(on) => desk.setPreferences({ preview: on })}
        />
      )}
      <Switch
        label={t('settings:notify.flash')}
        on={flash}
        onChange={(on) => desk.setPreferences({ flash: on })}
      />
      <Sounds />
    </>
  )
}

function Quiet() {
  const { t } = useTranslation()
  const { desk } = useActions()
  const times = useTimes()
  const until = useWork((state) => preferencesIn(state).quietUntil)
  const second = useSecond()
  const left = quietLeft(until, Math.max(second * 1000, Date.now()))
  const id = useId()
  return (
    <div className="setting" role="group" aria-labelledby={id}>
      <span id={id} className="setting-name">
        {t('settings:quiet.title')}
      </span>
      <div className="chips">
        {QUIET_CHOICES.map((choice) => (
          <button
            key={choice}
            type="button"
            className="chip"
            aria-pressed={
              choice === 'off' || choice === 'always' ? left.kind === choice : undefined
            }
            onClick={() => desk.setPreferences({ quietUntil: quietUntil(choice, Date.now()) })}
          >
            {t(`settings:quiet.${choice}`)}
          </button>
        ))}
      </div>
      <p className={left.kind === 'off' ? 'setting-hint' : 'setting-hint quiet-on'}>
        {left.kind === 'until'
          ? t('settings:quiet.until', {
              time: dayKey(until) === dayKey(Date.now()) ? times.clock(until) : times.full(until),
              left: duration(Math.ceil(left.ms / 1000)),
            })
          : t(left.kind === 'off' ? 'settings:quiet.isOff' : 'settings:quiet.isAlways')}
      </p>
      <p className="setting-hint">{t('settings:quiet.hint')}</p>
    </div>
  )
}

function Sounds() {
  const { t } = useTranslation()
  const { desk } = useActions()
  const volume = useWork((state) => preferencesIn(state).volume)
  const sounds = useWork((state) => preferencesIn(state).sounds)
  const [failed, setFailed] = useState(false)
  const id = useId()
  const percent = Math.round(volume * 100)
  const shown = percent === 0 ? t('settings:sound.silent') : `${percent} %`
  return (
    <fieldset className="setting">
      <legend>{t('settings:sound.title')}</legend>
      <div className="setting-row">
        <label htmlFor={id}>{t('settings:sound.volume')}</label>
        <input
          id={id}
          type="range"
          min={0}
          max={100}
          step={5}
          value={percent}
          aria-valuetext={shown}
          onChange={(event) => desk.setPreferences({ volume: Number(event.target.value) / 100 })}
        />
        <output htmlFor={id} className="tabular">
          {shown}
        </output>
      </div>
      <ul className="settings-sounds">
        {SOUND_KINDS.map((kind) => {
          const name = t(`settings:sound.kind.${kind}`)
          return (
            <li key={kind} className="setting-row">
              <label className="check grow">
                <input
                  type="checkbox"
                  checked={sounds[kind]}
                  onChange={(event) =>
                    desk.setPreferences({ sounds: { ...sounds, [kind]: event.target.checked } })
                  }
                />
                <span>{name}</span>
              </label>
              <IconButton
                small
                label={t('settings:sound.listen', { name })}
                disabled={percent === 0}
                onClick={() => setFailed(!trySound(kind, volume))}
              >
                <Play size={15} />
              </IconButton>
            </li>
          )
        })}
      </ul>
      <div role="alert">{failed && <FieldError>{t('settings:sound.failed')}</FieldError>}</div>
    </fieldset>
  )
}
