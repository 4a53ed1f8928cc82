import { useId, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { AccountId } from '#shared/protocol/model.ts'
import { heldBy } from '../../state/chats.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FieldError } from '../../ui/TextField.tsx'
import { useActions, useWork } from '../app/context.ts'
import { Note } from './Note.tsx'
import { Receivers, useReceivers, type Choice } from './Receivers.tsx'
import './dialogs.css'

/** D13a: everything that an account holds, to one receiver or spread by dispatch. */
export function Handover({ from }: { readonly from: AccountId }) {
  const { t } = useTranslation()
  const { desk, chats } = useActions()
  const formId = useId()
  const mine = useWork((state) => state.view?.me === from)
  const nick = useWork((state) => state.view?.accounts[from]?.nick ?? '')
  const held = useWork((state) => heldBy(state, from))
  const [choice, setChoice] = useState<Choice | null>('dispatch')
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<BridgeErrorCode | null>(null)
  const [done, setDone] = useState<{ moved: number; stayed: number } | null>(null)
  const receivers = useReceivers([from], choice)
  const { name, ready, possible } = receivers

  async function submit() {
    if (!ready || busy || choice === null || held === 0) return
    setBusy(true)
    setError(null)
    const result = await chats.handover(from, choice === 'dispatch' ? null : choice, note)
    setBusy(false)
    if (!result.ok) setError(result.code)
    else if (result.stayed > 0) setDone(result)
    else {
      desk.hide()
      desk.toast('info', 'chats:toast.handedOver', { count: result.moved })
    }
  }
  if (done)
    return (
      <Dialog
        title={t('chats:handover.doneTitle')}
        onClose={() => desk.hide()}
        foot={
          <>
            <Button onClick={() => setDone(null)}>{t('chats:handover.again')}</Button>
            <Button look="primary" onClick={() => desk.hide()}>
              {t('common:close')}
            </Button>
          </>
        }
      >
        <p role="status">
          {t('chats:handover.moved', { count: done.moved })}{' '}
          {t('chats:handover.stayed', { count: done.stayed })}
        </p>
      </Dialog>
    )
  return (
    <Dialog
      title={mine ? t('chats:handover.title') : t('chats:handover.titleOf', { nick })}
      onClose={() => desk.hide()}
      foot={
        <>
          <Button onClick={() => desk.hide()}>{t('common:cancel')}</Button>
          <Button
            look="primary"
            type="submit"
            form={formId}
            disabled={!ready || busy || held === 0}
          >
            {busy
              ? t('chats:handover.busy')
              : name === null
                ? t('chats:handover.submit', { count: held })
                : t('chats:handover.submitTo', { count: held, nick: name })}
          </Button>
        </>
      }
    >
      <p className="lead">{t('chats:handover.lead')}</p>
      <form
        id={formId}
        className="forward"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        {held === 0 ? (
          <p role="status">{t('chats:handover.nothing')}</p>
        ) : (
          !possible && <p role="status">{t('chats:handover.nobody')}</p>
        )}
        <Receivers
          from={receivers}
          legend={t('chats:handover.to')}
          choice={choice}
          dispatch
          disabled={busy}
          onChoose={setChoice}
        />
        <Note value={note} disabled={busy} onChange={setNote} />
        <div role="alert">{error && <FieldError>{t(`error:${error}`)}</FieldError>}</div>
      </form>
    </Dialog>
  )
}
