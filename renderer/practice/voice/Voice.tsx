import { Alert, Button, Skeleton } from 'antd'
import { useCallback } from 'react'
import { Fields } from '../../management/parts/Field.tsx'
import { Screen } from '../../management/parts/Screen.tsx'
import { useAsked } from '../../management/parts/useAsked.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useAsk } from '../ask.ts'
import './voice.css'
import { VoiceForm } from './VoiceForm.tsx'
import { VoiceTry } from './VoiceTry.tsx'

/** A model of the shop's choice that says the buyers' lines in other words; off by default. */
export function Voice() {
  const { t } = useTranslation()
  const ask = useAsk()
  const { state, setState, error, again } = useAsked(useCallback(() => ask('voice.get'), [ask]))
  return (
    <Screen title={t('practice:section.voice')} lead={t('practiceRush:voice.lead')}>
      {error !== null ? (
        <Alert
          type="error"
          showIcon
          title={t(`error:${error}`)}
          action={<Button onClick={again}>{t('common:retry')}</Button>}
        />
      ) : state === null ? (
        <Skeleton active paragraph={{ rows: 8 }} />
      ) : (
        <>
          <Fields title={t('practiceRush:voice.what')}>
            <ul className="voice-sent">
              {(['sent', 'notSent', 'score', 'fallback', 'first'] as const).map((key) => (
                <li key={key}>{t(`practiceRush:voice.words.${key}`)}</li>
              ))}
            </ul>
          </Fields>
          <VoiceForm voice={state} onSaved={setState} />
          <VoiceTry voice={state} />
        </>
      )}
    </Screen>
  )
}
