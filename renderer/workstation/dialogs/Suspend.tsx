import { useId, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FieldError } from '../../ui/TextField.tsx'
import { useActions, useWork } from '../app/context.ts'
import './dialogs.css'

const REASONS = ['meal', 'meeting', 'break', 'training'] as const
type Reason = (typeof REASONS)[number] | 'other'

/** Why, and what buyers are told who come nevertheless. */
export function Suspend() {
  const { t } = useTranslation()
  const { desk, chats } = useActions()
  const formId = useId()
  const wordsId = useId()
  const own = useWork((state) => state.view?.settings.replies.suspended.text ?? '')
  const [reason, setReason] = useState<Reason>('meal')
  const [other, setOther] = useState('')
  const [words, setWords] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<BridgeErrorCode | null>(null)
  const text = reason === 'other' ? other.trim() : t(`chats:suspend.${reason}`)

  async function submit() {
    setBusy(true)
    setError(null)
    const outcome = await chats.suspend(text, words)
    setBusy(false)
    if (outcome.ok) desk.hide()
    else setError(outcome.error.code)
  }
  return (
    <Dialog
      title={t('chats:suspend.title')}
      onClose={() => desk.hide()}
      foot={
        <>
          <Button onClick={() => desk.hide()}>{t('common:cancel')}</Button>
          <Button look="primary" type="submit" form={formId} disabled={busy || text === ''}>
            {t('chats:suspend.submit')}
          </Button>
        </>
      }
    >
      <p className="lead">{t('chats:suspend.lead')}</p>
      <form
        id={formId}
        className="forward"
        onSubmit={(event) => {
          event.preventDefault()
          if (text !== '' && !busy) void submit()
        }}
      >
        <fieldset className="setting">
          <legend>{t('chats:suspend.reason')}</legend>
          {[...REASONS, 'other' as const].map((id, index) => (
            <label key={id} className="check">
              <input
                type="radio"
                name="reason"
                autoFocus={index === 0}
                checked={id === reason}
                onChange={() => setReason(id)}
              />
              {t(`chats:suspend.${id}`)}
            </label>
          ))}
          {reason === 'other' && (
            <input
              className="input"
              autoFocus
              aria-label={t('chats:suspend.other')}
              maxLength={60}
              value={other}
              onChange={(event) => setOther(event.target.value)}
            />
          )}
        </fieldset>
        <div className="field">
          <label htmlFor={wordsId}>{t('chats:suspend.words')}</label>
          <textarea
            id={wordsId}
            className="input"
            rows={2}
            maxLength={500}
            placeholder={own === '' ? t('chats:autoReply.suspended') : own}
            aria-describedby={`${wordsId}-hint`}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
          <span id={`${wordsId}-hint`} className="field-hint">
            {t('chats:suspend.wordsHint')}
          </span>
        </div>
        <div role="alert">{error && <FieldError>{t(`error:${error}`)}</FieldError>}</div>
      </form>
    </Dialog>
  )
}
