import { useId, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { FileRef } from '#shared/protocol/model.ts'
import { unsentCount } from '../../state/outbox.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { fileAddress } from '../../ui/files.ts'
import { FieldError } from '../../ui/TextField.tsx'
import { useActions, useWork, useWorkstation } from '../app/context.ts'
import { keyName } from '../app/keys.ts'
import './dialogs.css'

const SHEET = [
  ['search', 'Ctrl+K'],
  ['find', 'Ctrl+F'],
  ['longest', 'Ctrl+J'],
  ['step', 'Alt+\u2191 / Alt+\u2193'],
  ['tab', 'Ctrl+1 \u2026 Ctrl+9'],
  ['forward', 'Ctrl+Shift+F'],
  ['suspend', 'Ctrl+Shift+S'],
  ['management', 'Ctrl+Shift+M'],
  ['panes', 'F6'],
  ['back', 'Esc'],
  ['sheet', 'F1'],
] as const

/** F1. */
export function Keys() {
  const { t } = useTranslation()
  const { desk } = useActions()
  const sendKey = useWork((state) => state.sendKey)
  const sending =
    sendKey === 'enter'
      ? ([
          ['send', 'Enter'],
          ['line', 'Shift+Enter'],
        ] as const)
      : ([
          ['send', 'Ctrl+Enter'],
          ['line', 'Enter'],
        ] as const)
  return (
    <Dialog title={t('settings:keys.title')} onClose={() => desk.hide()}>
      <dl className="key-sheet">
        {[...sending, ...SHEET].map(([what, keys]) => (
          <div key={what}>
            <dt>{t(`settings:keys.${what}`)}</dt>
            <dd>
              <kbd>{keyName(keys)}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}

const REASONS = ['meal', 'break', 'meeting', 'training'] as const
type Reason = (typeof REASONS)[number] | 'other'

export function Suspend() {
  const { t } = useTranslation()
  const { desk, chats } = useActions()
  const formId = useId()
  const [reason, setReason] = useState<Reason>('meal')
  const [other, setOther] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<BridgeErrorCode | null>(null)
  const text = reason === 'other' ? other.trim() : t(`chats:suspend.${reason}`)

  async function submit() {
    setBusy(true)
    setError(null)
    const outcome = await chats.suspend(text)
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
        <div role="alert">{error && <FieldError>{t(`error:${error}`)}</FieldError>}</div>
      </form>
    </Dialog>
  )
}

export function SignOut() {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const { desk } = useActions()
  const unsent = useWork((state) => unsentCount(state.outbox))
  return (
    <Dialog
      title={t('chats:signOut.title')}
      onClose={() => desk.hide()}
      foot={
        <>
          <Button onClick={() => desk.hide()}>{t('common:cancel')}</Button>
          <Button look="primary" onClick={() => void call('account.signOut')}>
            {t('chats:signOut.submit')}
          </Button>
        </>
      }
    >
      <p>{t('chats:signOut.text', { count: unsent })}</p>
    </Dialog>
  )
}

export function Picture({ file }: { readonly file: FileRef }) {
  const { t } = useTranslation()
  const { desk } = useActions()
  return (
    <Dialog
      title={file.name}
      className="picture-view"
      onClose={() => desk.hide()}
      foot={
        <Button onClick={() => void desk.saveFile(file.id, file.name)}>
          {t('chats:message.save', { name: file.name })}
        </Button>
      }
    >
      <img
        src={fileAddress(file.id)}
        alt={t('chats:message.image', { name: file.name })}
        width={file.width}
        height={file.height}
      />
    </Dialog>
  )
}
