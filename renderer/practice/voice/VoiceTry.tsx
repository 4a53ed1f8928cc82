import { Alert, Button, Input } from 'antd'
import { useEffect, useRef, useState } from 'react'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { VoiceTried, VoiceView } from '#shared/practice/voice/settings.ts'
import { Field, Fields } from '../../management/parts/Field.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useAsk } from '../ask.ts'

/** A line in the model's words, with what is saved; nothing of it is kept. */
export function VoiceTry({ voice }: { readonly voice: VoiceView }) {
  const { t } = useTranslation()
  const ask = useAsk()
  const [line, setLine] = useState(() => t('practiceRush:voice.tryLine'))
  const [persona, setPersona] = useState(() => t('practiceRush:voice.tryPersona'))
  const [busy, setBusy] = useState(false)
  const [tried, setTried] = useState<VoiceTried | null>(null)
  const [failed, setFailed] = useState<BridgeErrorCode | null>(null)
  const told = useRef<HTMLDivElement>(null)
  useEffect(() => told.current?.scrollIntoView({ block: 'nearest' }), [tried, failed])
  const isSet = voice.url !== '' && voice.model !== ''

  async function attempt() {
    setBusy(true)
    setTried(null)
    const answer = await ask('voice.try', { line, persona, mood: 40 })
    setBusy(false)
    setFailed(answer.ok ? null : answer.error.code)
    if (answer.ok) setTried(answer.value)
  }
  return (
    <Fields
      title={t('practiceRush:voice.try')}
      lead={t(isSet ? 'practiceRush:voice.tryText' : 'practiceRush:voice.tryFirst')}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void attempt()
        }}
      >
        <Field label={t('practiceRush:voice.persona')}>
          {(ids) => (
            <Input
              {...ids}
              value={persona}
              maxLength={300}
              onChange={(event) => setPersona(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('practiceRush:voice.line')}>
          {(ids) => (
            <Input
              {...ids}
              value={line}
              maxLength={300}
              onChange={(event) => setLine(event.target.value)}
            />
          )}
        </Field>
        <div className="button-row">
          <Button htmlType="submit" disabled={!isSet || busy || line.trim() === ''}>
            {t('practiceRush:voice.tryNow')}
          </Button>
        </div>
      </form>
      <div role="status" className="voice-tried" ref={told}>
        {busy && <p className="dim">{t('practiceRush:voice.asking')}</p>}
        {failed !== null && <Alert type="error" showIcon title={t(`error:${failed}`)} />}
        {tried && (
          <div className="try-result">
            <p className="voice-said">{tried.said}</p>
            <p className="dim">
              {tried.failure === null
                ? t('practiceRush:voice.took', { seconds: (tried.ms / 1000).toFixed(1) })
                : t(`practiceRush:voice.failure.${tried.failure}`)}
            </p>
            {tried.answered !== null && (
              <p className="dim">{t('practiceRush:voice.answered', { text: tried.answered })}</p>
            )}
          </div>
        )}
      </div>
    </Fields>
  )
}
