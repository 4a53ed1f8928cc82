import { Segmented } from 'antd'
import { useEffect } from 'react'
import { WORD_KINDS, type WordPolicy, type WordSettings } from '#shared/protocol/settings.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions } from '../../workstation/app/context.ts'
import { Field, Fields } from '../parts/Field.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Screen } from '../parts/Screen.tsx'
import { useDraft } from '../parts/useDraft.ts'
import { OwnList } from './OwnList.tsx'
import { Records } from './Records.tsx'
import { TryOut } from './TryOut.tsx'
import './words.css'

const POLICIES = ['off', 'record', 'warn', 'block'] as const satisfies readonly WordPolicy[]

/** Sensitive words: what happens with which kind, the shop's own list, and what was noted. */
export function Words() {
  const { t } = useTranslation()
  const { words } = useActions()
  const draft = useDraft<WordSettings>(
    'words',
    [],
    (settings) => settings.words,
    (value) => ({ words: value }),
  )
  useEffect(() => void words.ensure(), [words])
  const { policy } = draft.value
  return (
    <Screen
      title={t('manage:section.words')}
      lead={t('manage:words.lead')}
      footer={<SaveBar draft={draft} />}
    >
      <Fields title={t('manage:words.policy')} lead={t('manage:words.policyLead')}>
        {WORD_KINDS.map((kind) => (
          <Field
            key={kind}
            label={t(`chats:words.kind.${kind}`)}
            hint={t(`manage:words.example.${kind}`)}
          >
            {({ id }) => (
              <Segmented<WordPolicy>
                id={id}
                name={`words-${kind}`}
                aria-label={t(`chats:words.kind.${kind}`)}
                value={policy[kind]}
                options={POLICIES.map((value) => ({
                  value,
                  label: t(`manage:words.verdict.${value}`),
                }))}
                onChange={(value) => draft.set({ policy: { ...policy, [kind]: value } })}
              />
            )}
          </Field>
        ))}
      </Fields>
      <TryOut policy={policy} />
      <OwnList />
      <Records />
    </Screen>
  )
}
