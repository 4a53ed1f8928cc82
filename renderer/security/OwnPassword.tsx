import { useState } from 'react'
import { PASSWORD_MIN } from '#shared/protocol/limits.ts'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import { Button } from '../ui/Button.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { TextField } from '../ui/TextField.tsx'
import { useWork, useWorkstation } from '../workstation/app/context.ts'
import { usePasswordHint, usePasswordProblem } from './usePasswordProblem.ts'

/** One's own password; it ends the account's other sessions. */
export function OwnPassword() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [changed, setChanged] = useState(false)
  return (
    <>
      <p role="status">{changed ? t('security:own.changed') : t('security:own.passwordLead')}</p>
      {open ? (
        <Form
          onCancel={() => setOpen(false)}
          onDone={() => {
            setOpen(false)
            setChanged(true)
          }}
        />
      ) : (
        <div className="factor-row">
          <Button onClick={() => setOpen(true)}>{t('security:own.change')}</Button>
        </div>
      )}
    </>
  )
}

function Form({
  onCancel,
  onDone,
}: {
  readonly onCancel: () => void
  readonly onDone: () => void
}) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const name = useWork((state) => state.app?.signedIn?.name ?? '')
  const shop = useWork((state) => state.app?.signedIn?.shopName ?? '')
  const [old, setOld] = useState('')
  const [next, setNext] = useState('')
  const [repeat, setRepeat] = useState('')
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<BridgeErrorCode | null>(null)
  const problem = usePasswordProblem(next, [name, shop])
  const hint = usePasswordHint()
  const differs = repeat !== '' && repeat !== next
  const ready = old !== '' && problem === null && repeat === next

  async function submit() {
    setBusy(true)
    setFailed(null)
    const result = await call('security.changePassword', { old, new: next })
    setBusy(false)
    if (result.ok) onDone()
    else setFailed(result.error.code)
  }
  const atOld = failed === 'credentials_wrong' || failed === 'locked_for_a_time'
  return (
    <form
      className="factor-setup"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (ready && !busy) void submit()
      }}
    >
      <TextField
        label={t('security:own.old')}
        type="password"
        value={old}
        error={atOld && t(`error:${failed}`)}
        autoComplete="current-password"
        autoFocus
        onChange={(event) => setOld(event.target.value)}
      />
      <TextField
        label={t('security:own.new')}
        type="password"
        value={next}
        hint={
          next === ''
            ? t('security:password.long', { min: PASSWORD_MIN })
            : (hint(problem, next) ?? t('security:password.strong'))
        }
        error={failed !== null && !atOld && t(`error:${failed}`)}
        autoComplete="new-password"
        onChange={(event) => setNext(event.target.value)}
      />
      <TextField
        label={t('security:own.repeat')}
        type="password"
        value={repeat}
        error={differs && t('security:own.repeatWrong')}
        autoComplete="new-password"
        onChange={(event) => setRepeat(event.target.value)}
      />
      <div className="entry-foot">
        <Button look="plain" onClick={onCancel}>
          {t('common:cancel')}
        </Button>
        <Button look="primary" type="submit" disabled={!ready || busy}>
          {t('security:own.change').replace(/\u2026$/, '')}
        </Button>
      </div>
    </form>
  )
}
