import { Input, Switch } from 'antd'
import { useState } from 'react'
import { mask, withoutCards } from '#shared/masking/mask.ts'
import type { PrivacySettings } from '#shared/protocol/settings.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Field, Fields } from '../parts/Field.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Screen } from '../parts/Screen.tsx'
import { useDraft } from '../parts/useDraft.ts'
import './privacy.css'

const LONGEST_EXAMPLE = 200

/** T4: what people read of buyers' personal data, with an example that can be tried out. */
export function Privacy() {
  const { t } = useTranslation()
  const draft = useDraft<PrivacySettings>(
    'privacy',
    [],
    (settings) => settings.privacy,
    (privacy) => ({ privacy }),
  )
  const { value, set } = draft
  const [typed, setTyped] = useState<string | null>(null)
  const example = typed ?? t('manage:privacySettings.example')
  const stored = withoutCards(example)
  return (
    <Screen
      title={t('manage:section.privacy')}
      lead={t('manage:privacySettings.lead')}
      footer={<SaveBar draft={draft} problem={null} />}
    >
      <Fields title={t('manage:privacySettings.masking')}>
        <Field label={t('manage:privacySettings.on')} hint={t('manage:privacySettings.onHint')}>
          {(ids) => (
            <Switch {...ids} checked={value.masking} onChange={(masking) => set({ masking })} />
          )}
        </Field>
        <Field label={t('manage:privacySettings.try')} hint={t('manage:privacySettings.cards')}>
          {(ids) => (
            <Input.TextArea
              {...ids}
              value={example}
              maxLength={LONGEST_EXAMPLE}
              className="grows"
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('manage:privacySettings.shown')}>
          {({ id }) => (
            <output id={id} className="privacy-shown">
              {value.masking ? mask(stored) : stored}
            </output>
          )}
        </Field>
      </Fields>
      <Fields title={t('manage:privacySettings.screens')}>
        <Field
          label={t('manage:privacySettings.blank')}
          hint={t('manage:privacySettings.blankHint')}
        >
          {(ids) => (
            <Switch
              {...ids}
              checked={value.blankWhenLocked}
              onChange={(blankWhenLocked) => set({ blankWhenLocked })}
            />
          )}
        </Field>
      </Fields>
    </Screen>
  )
}
