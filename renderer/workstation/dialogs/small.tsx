import { useEffect, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { ConversationId, FileRef } from '#shared/protocol/model.ts'
import { unsentCount } from '../../state/outbox.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { fileAddress } from '../../ui/files.ts'
import { FieldError } from '../../ui/TextField.tsx'
import { useActions, useWork, useWorkstation } from '../app/context.ts'
import './dialogs.css'

/** D6: what becomes of the buyer and its talk is said before; it can be undone after. */
export function Private({ conversation }: { readonly conversation: ConversationId }) {
  const { t } = useTranslation()
  const { desk, chats } = useActions()
  const chat = useWork((state) => state.view?.conversations[conversation])
  const nick = useWork((state) =>
    chat?.holder == null || chat.holder === state.view?.me
      ? null
      : (state.view?.accounts[chat.holder]?.nick ?? null),
  )
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<BridgeErrorCode | null>(null)
  const gone = chat === undefined
  useEffect(() => {
    if (gone) desk.hide()
  }, [desk, gone])
  if (!chat) return null
  const { buyer } = chat
  async function submit() {
    setBusy(true)
    setError(null)
    const outcome = await chats.setPrivate(buyer, true)
    setBusy(false)
    if (outcome.ok) desk.hide()
    else setError(outcome.error.code)
  }
  return (
    <Dialog
      title={t('chats:private.title', { name: buyer.name })}
      onClose={() => desk.hide()}
      foot={
        <>
          <Button onClick={() => desk.hide()}>{t('common:cancel')}</Button>
          <Button look="primary" disabled={busy} onClick={() => void submit()}>
            {t('chats:private.submit')}
          </Button>
        </>
      }
    >
      <ul className="consequences">
        <li>{t('chats:private.only')}</li>
        <li>{nick === null ? t('chats:private.everyone') : t('chats:private.leaves', { nick })}</li>
        <li>{t('chats:private.later')}</li>
      </ul>
      <div role="alert">{error && <FieldError>{t(`error:${error}`)}</FieldError>}</div>
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
