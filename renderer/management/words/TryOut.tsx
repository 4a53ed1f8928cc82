import { Input, Tag } from 'antd'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { WordSettings } from '#shared/protocol/settings.ts'
import { verdictOf } from '#shared/words/guard/model.ts'
import { hostsOf } from '#shared/words/hosts.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork } from '../../workstation/app/context.ts'
import { Field, Fields } from '../parts/Field.tsx'

export const VERDICT_COLORS = { record: 'default', warn: 'warning', block: 'error' } as const

/** Shows at once what a sentence would come to by the policy as it stands above, saved or not. */
export function TryOut({ policy }: { readonly policy: WordSettings['policy'] }) {
  const { t } = useTranslation()
  const { words } = useActions()
  const guard = useStore(words.store, (state) => state.guard)
  const settings = useWork((state) => state.view?.settings)
  const [text, setText] = useState('')
  const found =
    guard && settings
      ? guard.look(text, hostsOf(settings)).flatMap((one) => {
          const verdict = verdictOf(one, policy)
          return verdict ? [{ ...one, verdict }] : []
        })
      : []
  return (
    <Fields title={t('manage:words.try')} lead={t('manage:words.tryLead')}>
      <Field label={t('manage:words.sentence')}>
        {(ids) => (
          <Input.TextArea
            {...ids}
            rows={2}
            maxLength={500}
            value={text}
            placeholder={t('manage:words.tryPlaceholder')}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <div className="words-found" role="status">
        {!guard
          ? t('common:loading')
          : text.trim() !== '' &&
            (found.length === 0 ? (
              t('manage:words.nothing')
            ) : (
              <ul>
                {found.map(({ kind, start, end, verdict }) => (
                  <li key={`${kind}${start}`}>
                    <Tag color={VERDICT_COLORS[verdict]}>
                      {t(`manage:words.verdict.${verdict}`)}
                    </Tag>
                    {t(`chats:words.kind.${kind}`)} · <strong>{text.slice(start, end)}</strong>
                  </li>
                ))}
              </ul>
            ))}
      </div>
    </Fields>
  )
}
