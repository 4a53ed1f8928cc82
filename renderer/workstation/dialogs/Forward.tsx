import { useId, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import { LIMITS } from '#shared/protocol/limits.ts'
import type { AccountView, ConversationId } from '#shared/protocol/model.ts'
import { heldBy } from '../../state/chats.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FieldError } from '../../ui/TextField.tsx'
import { useActions, useWork } from '../app/context.ts'
import './dialogs.css'

type Place = 'online' | 'suspended' | 'offline'

function placeOf(account: AccountView): Place {
  return !account.online ? 'offline' : account.suspended ? 'suspended' : 'online'
}
const rank: Record<Place, number> = { online: 0, suspended: 1, offline: 2 }
/** With more colleagues than this a filter helps. */
const FILTER_FROM = 9

/** D12: to an account that is online and not suspended, with a note the buyer doesn't see. */
export function Forward({ conversation }: { readonly conversation: ConversationId }) {
  const { t } = useTranslation()
  const { desk, chats } = useActions()
  const formId = useId()
  const noteId = useId()
  const accounts = useWork((state) => state.view?.accounts)
  const me = useWork((state) => state.view?.me)
  const name = useWork((state) => state.view?.conversations[conversation]?.buyer.name ?? '')
  const [chosen, setChosen] = useState<string | null>(null)
  const [filter, setFilter] = useState('')
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<BridgeErrorCode | null>(null)

  const others = Object.values(accounts ?? {})
    .filter((account) => account.id !== me && !account.disabled)
    .toSorted((a, b) => rank[placeOf(a)] - rank[placeOf(b)] || a.nick.localeCompare(b.nick))
  const folded = filter.trim().toLowerCase()
  const listed = others.filter(
    (account) =>
      account.nick.toLowerCase().includes(folded) || account.name.toLowerCase().includes(folded),
  )
  const possible = others.some((account) => placeOf(account) === 'online')
  const receiver = chosen === null ? undefined : accounts?.[chosen]
  // It may have gone away while the dialog was open.
  const ready = receiver !== undefined && placeOf(receiver) === 'online'

  async function submit() {
    if (!ready) return
    setBusy(true)
    setError(null)
    const outcome = await chats.forward(conversation, receiver.id, note)
    setBusy(false)
    if (!outcome.ok) {
      setError(outcome.error.code)
      return
    }
    desk.hide()
    desk.toast('info', 'chats:toast.forwarded', { name, nick: receiver.nick })
  }
  return (
    <Dialog
      title={t('chats:forward.title', { name })}
      onClose={() => desk.hide()}
      foot={
        <>
          <Button onClick={() => desk.hide()}>{t('common:cancel')}</Button>
          <Button look="primary" type="submit" form={formId} disabled={!ready || busy}>
            {busy
              ? t('chats:forward.busy')
              : receiver
                ? t('chats:forward.submitTo', { nick: receiver.nick })
                : t('chats:forward.submit')}
          </Button>
        </>
      }
    >
      <p className="lead">{t('chats:forward.lead')}</p>
      <form
        id={formId}
        className="forward"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        {!possible && <p role="status">{t('chats:forward.nobody')}</p>}
        {others.length >= FILTER_FROM && (
          <input
            className="input"
            aria-label={t('chats:forward.search')}
            placeholder={t('chats:forward.search')}
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        )}
        <fieldset className="receivers scroll">
          <legend>{t('chats:forward.to')}</legend>
          {listed.map((account) => (
            <Receiver
              key={account.id}
              account={account}
              checked={account.id === chosen}
              disabled={busy}
              onChoose={() => setChosen(account.id)}
            />
          ))}
        </fieldset>
        <div className="field">
          <label htmlFor={noteId}>{t('chats:forward.note')}</label>
          <textarea
            id={noteId}
            className="input"
            rows={2}
            maxLength={LIMITS.noteLength}
            value={note}
            disabled={busy}
            onChange={(event) => setNote(event.target.value)}
          />
        </div>
        <div role="alert">
          {error && (
            <FieldError>
              {t(`error:${error}`)} {t('chats:forward.kept')}
            </FieldError>
          )}
        </div>
      </form>
    </Dialog>
  )
}

interface ReceiverProps {
  readonly account: AccountView
  readonly checked: boolean
  readonly disabled: boolean
  readonly onChoose: () => void
}

function Receiver({ account, checked, disabled, onChoose }: ReceiverProps) {
  const { t } = useTranslation()
  const held = useWork((state) => heldBy(state, account.id))
  const place = placeOf(account)
  const { limit } = account
  return (
    <label className={place === 'online' ? 'receiver' : 'receiver away'}>
      <input
        type="radio"
        name="receiver"
        checked={checked}
        disabled={disabled || place !== 'online'}
        onChange={onChoose}
      />
      <Avatar name={account.nick} size={32} state={place} />
      <span className="receiver-lines">
        <span className="clip">{account.nick}</span>
        <span className="field-hint clip">{account.name}</span>
      </span>
      <span className="receiver-state tabular">
        <span>
          {place === 'suspended' && account.suspended
            ? `${t('common:suspended')} · ${account.suspended.reason}`
            : t(`common:${place}`)}
        </span>
        {place !== 'offline' && (
          <span className="field-hint">
            {held >= limit
              ? t('chats:forward.full', { held, limit })
              : t('chats:forward.held', { held, limit })}
          </span>
        )}
      </span>
    </label>
  )
}
