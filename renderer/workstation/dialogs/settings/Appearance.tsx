import { useId } from 'react'
import type { Preferences } from '#shared/bridge/preferences.ts'
import { preferencesIn } from '../../../state/model.ts'
import { useTranslation } from '../../../ui/i18n.ts'
import { useActions, useWork } from '../../app/context.ts'
import { LANGUAGES, THEMES } from '../../entry/EntryTools.tsx'
import { Choice } from './Choice.tsx'

const DENSITIES = ['compact', 'comfortable'] as const satisfies readonly Preferences['density'][]
const FONTS = ['system', 'serif', 'round'] as const satisfies readonly Preferences['font'][]
const SMALLEST = 13
const LARGEST = 20

export function Appearance() {
  const { t } = useTranslation()
  const { desk } = useActions()
  const language = useWork((state) => state.app?.language)
  const theme = useWork((state) => state.app?.theme)
  const density = useWork((state) => preferencesIn(state).density)
  const font = useWork((state) => preferencesIn(state).font)
  const size = useWork((state) => preferencesIn(state).fontSize)
  const id = useId()
  return (
    <>
      <div className="settings-choices">
        <Choice
          name={t('settings:language')}
          value={language}
          options={LANGUAGES.map((one) => ({ id: one.id, label: one.name, lang: one.id }))}
          onChoose={(value) => desk.setLanguage(value)}
        />
        <Choice
          name={t('settings:theme')}
          value={theme}
          options={THEMES.map((one) => ({ id: one, label: t(`settings:themes.${one}`) }))}
          onChoose={(value) => desk.setTheme(value)}
        />
        <Choice
          name={t('settings:density.title')}
          value={density}
          options={DENSITIES.map((one) => ({ id: one, label: t(`settings:density.${one}`) }))}
          onChoose={(value) => desk.setPreferences({ density: value })}
        />
        <Choice
          name={t('settings:font.title')}
          value={font}
          options={FONTS.map((one) => ({ id: one, label: t(`settings:font.${one}`) }))}
          onChoose={(value) => desk.setPreferences({ font: value })}
        />
      </div>
      <div className="setting">
        <label htmlFor={id} className="setting-name">
          {t('settings:fontSize.title')}
        </label>
        <div className="setting-row">
          <input
            id={id}
            type="range"
            min={SMALLEST}
            max={LARGEST}
            step={1}
            value={size}
            aria-valuetext={t('settings:fontSize.value', { size })}
            onChange={(event) => desk.setPreferences({ fontSize: Number(event.target.value) })}
          />
          <output htmlFor={id} className="tabular">
            {t('settings:fontSize.value', { size })}
          </output>
        </div>
        <div className="settings-sample" role="img" aria-label={t('settings:fontSize.sample')}>
          <p>{t('settings:fontSize.buyer')}</p>
          <p className="own">{t('settings:fontSize.own')}</p>
        </div>
      </div>
    </>
  )
}
