import { CircleCheck, CircleX, Info, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { Finding } from '#shared/dispatch/doctor.ts'
import type { AccountView } from '#shared/protocol/model.ts'
import { Button } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork, useWorkstation } from '../../workstation/app/context.ts'
import { dayKey, useTimes } from '../../workstation/app/times.ts'
import { openSection } from '../store.ts'
import { stepOf, type MendStep } from './mend.ts'
import { wordsOf } from './words.ts'

const ICON = { stops: CircleX, hinders: TriangleAlert, note: Info } as const
interface FindingsProps {
  readonly account: AccountView
  readonly findings: readonly Finding[]
  /** After a mend: look again. */
  readonly onMended: () => void
}

/** What stands in the way, the surest first, each with what mends it. */
export function Findings({ account, findings, onMended }: FindingsProps) {
  const { t } = useTranslation()
  if (findings.length === 0)
    return (
      <p className="finding-none" role="status">
        <CircleCheck size={18} aria-hidden="true" />
        {t('monitor:doctor.healthy', { nick: account.nick })}
      </p>
    )
  return (
    <ol className="findings">
      {findings.map((finding) => (
        <FindingRow
          key={`${finding.cause} ${JSON.stringify(finding.values)}`}
          account={account}
          finding={finding}
          onMended={onMended}
        />
      ))}
    </ol>
  )
}

function FindingRow({
  account,
  finding,
  onMended,
}: {
  readonly account: AccountView
  readonly finding: Finding
  readonly onMended: () => void
}) {
  const { t } = useTranslation()
  const times = useTimes()
  const { weight, mend } = finding
  const Icon = ICON[weight]
  const words = wordsOf(finding, (at) =>
    dayKey(at) === dayKey(Date.now()) ? times.clock(at) : times.full(at),
  )
  const values = { nick: account.nick, name: account.name, ...words.values }
  return (
    <li className={`finding ${weight}`}>
      <Icon size={20} aria-hidden="true" />
      <div className="finding-words">
        <span className="finding-weight">{t(`monitor:doctor.weight.${weight}`)}</span>
        <strong>{t(`monitor:doctor.cause.${words.key}`, values)}</strong>
        <MendLine account={account} finding={finding} values={values} />
      </div>
      {mend !== null && (
        <MendButton account={account} finding={finding} values={values} onMended={onMended} />
      )}
    </li>
  )
}

interface MendProps {
  readonly account: AccountView
  readonly finding: Finding
  readonly values: Readonly<Record<string, string | number>>
}

function useStep(account: AccountView, finding: Finding): MendStep | null {
  const me = useWork((state) => state.view?.me)
  const role = useWork((state) => state.view?.accounts[state.view.me]?.role)
  if (finding.mend === null || me === undefined || role === undefined) return null
  return stepOf(finding.mend, account, { id: me, role })
}

function MendLine({ account, finding, values }: MendProps) {
  const { t } = useTranslation()
  const step = useStep(account, finding)
  if (!finding.mend || !step)
    return <span>{t(`monitor:doctor.about.${finding.cause}`, values)}</span>
  const who = step.kind === 'say' ? step.who : null
  return (
    <span>
      {who === 'main'
        ? t('monitor:doctor.askMain', {
            what: t(`monitor:doctor.act.${finding.mend.kind}`, mendValues(finding, values)),
          })
        : who !== null
          ? t(
              [
                `monitor:doctor.say.${who}.${finding.mend.kind}`,
                `monitor:doctor.say.self.${finding.mend.kind}`,
              ],
              { ...values },
            )
          : t(`monitor:doctor.about.${finding.cause}`, { ...values })}
    </span>
  )
}

function mendValues(
  { mend }: Finding,
  values: MendProps['values'],
): Record<string, string | number> {
  return { ...values, ...(mend && 'to' in mend ? { to: mend.to } : {}) }
}

function MendButton({
  account,
  finding,
  values,
  onMended,
}: MendProps & { readonly onMended: () => void }) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const { desk, chats } = useActions()
  const groups = useWork((state) => state.view?.settings.groups)
  const step = useStep(account, finding)
  const [busy, setBusy] = useState(false)
  const { mend } = finding
  if (!mend || !step || step.kind === 'say') return null
  async function run(todo: Exclude<MendStep, { kind: 'say' }>) {
    if (todo.kind === 'handover') desk.show({ kind: 'handover', from: todo.from })
    else if (todo.kind === 'hours') openSection('hours')
    else if (todo.kind === 'reconnect') chats.retryConnection()
    else {
      setBusy(true)
      const result = await call('chats.command', todo.command)
      setBusy(false)
      if (!result.ok) desk.toast('error', `error:${result.error.code}`)
      onMended()
    }
  }
  const group =
    mend.kind === 'join_group'
      ? (groups?.find(({ id }) => id === mend.group)?.name ?? t('monitor:groupGone'))
      : ''
  return (
    <Button
      look={finding.weight === 'stops' ? 'primary' : undefined}
      disabled={busy}
      onClick={() => void run(step)}
    >
      {t(`monitor:doctor.act.${mend.kind}`, { ...mendValues(finding, values), group })}
    </Button>
  )
}
