import { EyeOff, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import { LIMITS } from '#shared/protocol/limits.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { FieldError } from '../../ui/TextField.tsx'
import { preferencesIn } from '../../state/model.ts'
import { useActions, useWork } from '../app/context.ts'
import { keyName } from '../app/keys.ts'
import { useEnter } from './useEnter.ts'

/** The composer's place while one speaks to colleagues: another field, another colour, another way out. */
export function WhisperBox({ id, to }: { readonly id: ConversationId; readonly to: string }) {
  const { t } = useTranslation()
  const { chats } = useActions()
  const text = useWork((state) => state.whispers[id] ?? '')
  const sendKey = useWork((state) => preferencesIn(state).sendKey)
  const area = useRef<HTMLTextAreaElement>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<BridgeErrorCode | null>(null)
  const sendable = text.trim() !== '' && !busy
  const enter = useEnter(sendKey, () => void send())

  useEffect(() => area.current?.focus({ preventScroll: true }), [])

  async function send() {
    if (!sendable) return
    setBusy(true)
    setError(null)
    const outcome = await chats.whisper(id)
    setBusy(false)
    if (!outcome.ok) setError(outcome.error.code)
    area.current?.focus()
  }
  const label = t('chats:whisper.label', { nick: to })
  return (
    <div className="whisper">
      <div className="whisper-head">
        <EyeOff size={14} aria-hidden="true" />
        <strong>{label}</strong>
        <span className="grow">{t('chats:aside.unseen')}</span>
        <IconButton small label={t('chats:whisper.leave')} onClick={() => chats.whisperMode(null)}>
          <X size={16} />
        </IconButton>
      </div>
      <textarea
        ref={area}
        className="composer-text scroll"
        rows={1}
        maxLength={LIMITS.noteLength}
        value={text}
        aria-label={`${label}. ${t('chats:aside.unseen')}`}
        placeholder={t('chats:whisper.placeholder')}
        onChange={(event) => chats.setWhisper(id, event.target.value)}
        onBlur={enter.rest}
        {...enter.listeners}
        onKeyDown={(event) => {
          if (enter.take(event) !== 'other' || event.key !== 'Escape') return
          // One step back: out of the whisper. Its words stay.
          event.preventDefault()
          chats.whisperMode(null)
        }}
      />
      <div className="composer-foot">
        <div role="alert" className="grow">
          {error && <FieldError>{t(`error:${error}`)}</FieldError>}
        </div>
        <Button
          className="whisper-send"
          disabled={!sendable}
          data-tip={sendKey === 'enter' ? 'Enter' : keyName('Ctrl+Enter')}
          onClick={() => void send()}
        >
          <EyeOff size={16} aria-hidden="true" />
          {t('chats:whisper.send', { nick: to })}
        </Button>
      </div>
    </div>
  )
}
