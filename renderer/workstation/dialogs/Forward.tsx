import { useId, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { Unforwarded } from '../../state/team-actions.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FieldError } from '../../ui/TextField.tsx'
import { useActions, useWork, useWorkShallow } from '../app/context.ts'
import { Note } from './Note.tsx'
import { Receivers, useReceivers, type Choice } from './Receivers.tsx'
import './dialogs.css'

interface ForwardProps {
  readonly conversation: ConversationId
  readonly more?: readonly ConversationId[] | undefined
}

/** D12: to an account or a group that is there, with a note the buyer doesn't see; one chat or several. */
export function Forward({ conversation, more = [] }: ForwardProps) {
  const { t } = useTranslation()
  const { desk, chats } = useActions()
  const formId = useId()
  const me = useWork((state) => state.view?.me ?? '')
  const offers = useWork((state) => (state.view?.settings.dispatch.forwardAcceptMs ?? 0) > 0)
  const [left, setLeft] = useState<readonly ConversationId[]>([conversation, ...more])
  const holders = useWorkShallow((state) => [
    ...new Set(left.map((id) => state.view?.conversations[id]?.holder ?? null)),
  ])
  const name = useWork((state) => state.view?.conversations[left[0] ?? '']?.buyer.name ?? '')
  const mine = holders.length === 1 && holders[0] === me
  const [choice, setChoice] = useState<Choice | null>(null)
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<BridgeErrorCode | null>(null)
  const [failed, setFailed] = useState<readonly Unforwarded[]>([])
  const holder = holders.length === 1 ? holders[0] : null
  const receivers = useReceivers(holder ? [me, holder] : [me], choice)
  const { name: to, ready, possible } = receivers
  const one = left.length === 1

  async function submit() {
    if (!ready || busy || choice === null || choice === 'dispatch') return
    if (chats.waits()) {
      desk.hide()
      void chats.forwardLater(left, choice, note, to ?? '')
      return
    }
    setBusy(true)
    setError(null)
    setFailed([])
    const missed = await chats.forwardAll(left, choice, note)
    setBusy(false)
    const sent = left.length - missed.length
    const values = { name, nick: to ?? '', count: sent }
    if (sent > 0)
      desk.toast(
        'info',
        offers
          ? left.length === 1
            ? 'chats:toast.offered'
            : 'chats:toast.offeredAll'
          : left.length === 1
            ? 'chats:toast.forwarded'
            : 'chats:toast.forwardedAll',
        values,
      )
    const first = missed[0]
    if (!first) {
      desk.hide()
      return
    }
    setLeft(missed.map((each) => each.conversation))
    if (left.length === 1) setError(first.code)
    else setFailed(missed)
  }
  return (
    <Dialog
      title={
        one
          ? t('chats:forward.title', { name })
          : t('chats:forward.titleAll', { count: left.length })
      }
      onClose={() => desk.hide()}
      foot={
        <>
          <Button onClick={() => desk.hide()}>{t('common:cancel')}</Button>
          <Button look="primary" type="submit" form={formId} disabled={!ready || busy}>
            {busy
              ? t('chats:forward.busy')
              : to === null
                ? t('chats:forward.submit')
                : t('chats:forward.submitTo', { nick: to })}
          </Button>
        </>
      }
    >
      <p className="lead">{offers ? t('chats:forward.leadOffer') : t('chats:forward.lead')}</p>
      <form
        id={formId}
        className="forward"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        {!possible && (
          <p role="status">{mine ? t('chats:forward.nobody') : t('chats:forward.nobodyOthers')}</p>
        )}
        <Receivers
          from={receivers}
          legend={t('chats:forward.to')}
          choice={choice}
          disabled={busy}
          onChoose={setChoice}
        />
        <Note value={note} disabled={busy} onChange={setNote} />
        <div role="alert">
          {error && (
            <FieldError>
              {t(`error:${error}`)} {mine && t('chats:forward.kept')}
            </FieldError>
          )}
          {failed.length > 0 && <Failed list={failed} />}
        </div>
      </form>
    </Dialog>
  )
}

/** Which of several could not go, and why; they stay chosen. */
function Failed({ list }: { readonly list: readonly Unforwarded[] }) {
  const { t } = useTranslation()
  const names = useWorkShallow((state) =>
    list.map(({ conversation }) => state.view?.conversations[conversation]?.buyer.name ?? ''),
  )
  return (
    <>
      <FieldError>{t('chats:forward.failed', { count: list.length })}</FieldError>
      <ul className="forward-failed scroll">
        {list.map(({ conversation, code }, index) => (
          <li key={conversation}>
            <strong className="clip">{names[index]}</strong> {t(`error:${code}`)}
          </li>
        ))}
      </ul>
    </>
  )
}
