import { Alert, Button, Input, InputNumber, Switch } from 'antd'
import { useState } from 'react'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import { VOICE_SECONDS, voiceUrl, type VoiceView } from '#shared/practice/voice/settings.ts'
import { Field, Fields } from '../../management/parts/Field.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useAsk } from '../ask.ts'

interface Typed {
  readonly on: boolean
  readonly url: string
  readonly model: string
  /** Empty: as it was. */
  readonly key: string
  readonly seconds: number
}

const typedOf = ({ on, url, model, seconds }: VoiceView): Typed => ({
  on,
  url,
  model,
  seconds,
  key: '',
})

export function VoiceForm({
  voice,
  onSaved,
}: {
  readonly voice: VoiceView
  readonly onSaved: (voice: VoiceView) => void
}) {
  const { t } = useTranslation()
  const ask = useAsk()
  const [typed, setTyped] = useState(() => typedOf(voice))
  const [saving, setSaving] = useState(false)
  const [saved, setSaved] = useState(false)
  const [failed, setFailed] = useState<BridgeErrorCode | null>(null)
  const change = (part: Partial<Typed>) => {
    setSaved(false)
    setTyped((before) => ({ ...before, ...part }))
  }
  const { on, url, model, key, seconds } = typed
  const wrongUrl = url.trim() !== '' && !voiceUrl.safeParse(url).success
  const lacksUrl = on && url.trim() === ''
  const lacksModel = on && model.trim() === ''
  const isPlain = !wrongUrl && url.trim().startsWith('http:')

  async function save(given: { readonly key?: string | null }) {
    setSaving(true)
    const answer = await ask('voice.save', { on, url, model, seconds, ...given })
    setSaving(false)
    setFailed(answer.ok ? null : answer.error.code)
    if (!answer.ok) return
    setTyped(typedOf(answer.value))
    setSaved(true)
    onSaved(answer.value)
  }
  return (
    <Fields title={t('practiceRush:voice.model')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!wrongUrl && !lacksUrl && !lacksModel) void save(key === '' ? {} : { key })
        }}
      >
        <Field label={t('practiceRush:voice.on')} hint={t('practiceRush:voice.onHint')}>
          {(ids) => <Switch {...ids} checked={on} onChange={(value) => change({ on: value })} />}
        </Field>
        <Field
          label={t('practiceRush:voice.url')}
          hint={t('practiceRush:voice.urlHint')}
          error={
            wrongUrl
              ? t('practiceRush:voice.urlWrong')
              : lacksUrl && t('practiceRush:voice.urlNeeded')
          }
        >
          {(ids) => (
            <Input
              {...ids}
              value={url}
              maxLength={300}
              spellCheck={false}
              placeholder="https://models.example.com/v1"
              onChange={(event) => change({ url: event.target.value })}
            />
          )}
        </Field>
        {isPlain && <Alert type="warning" showIcon title={t('practiceRush:voice.plainHttp')} />}
        <Field
          label={t('practiceRush:voice.name')}
          hint={t('practiceRush:voice.nameHint')}
          error={lacksModel && t('practiceRush:voice.nameNeeded')}
        >
          {(ids) => (
            <Input
              {...ids}
              value={model}
              maxLength={120}
              spellCheck={false}
              onChange={(event) => change({ model: event.target.value })}
            />
          )}
        </Field>
        <Field
          label={t('practiceRush:voice.key')}
          hint={t(voice.hasKey ? 'practiceRush:voice.keyKept' : 'practiceRush:voice.keyHint')}
        >
          {(ids) => (
            <div className="voice-key">
              <Input.Password
                {...ids}
                value={key}
                maxLength={500}
                autoComplete="off"
                visibilityToggle={false}
                onChange={(event) => change({ key: event.target.value })}
              />
              {voice.hasKey && (
                <Button disabled={saving} onClick={() => void save({ key: null })}>
                  {t('practiceRush:voice.forgetKey')}
                </Button>
              )}
            </div>
          )}
        </Field>
        <Field label={t('practiceRush:voice.seconds')} hint={t('practiceRush:voice.secondsHint')}>
          {(ids) => (
            <InputNumber
              {...ids}
              min={VOICE_SECONDS.least}
              max={VOICE_SECONDS.most}
              value={seconds}
              onChange={(value) => value !== null && change({ seconds: value })}
            />
          )}
        </Field>
        {failed !== null && <Alert type="error" showIcon title={t(`error:${failed}`)} />}
        <div className="button-row">
          <Button
            type="primary"
            htmlType="submit"
            disabled={saving || wrongUrl || lacksUrl || lacksModel}
          >
            {t('practiceRush:voice.save')}
          </Button>
          <span className="dim voice-saved" role="status">
            {saved && t('practiceRush:voice.saved')}
          </span>
        </div>
      </form>
    </Fields>
  )
}
