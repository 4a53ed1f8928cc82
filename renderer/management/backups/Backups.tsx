import { Alert, Button, Progress, Table, Tag } from 'antd'
import { DatabaseBackup, FolderCog, KeyRound } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import type { BackupStatus } from '#shared/backups/model.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWorkstation } from '../../workstation/app/context.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { Fields } from '../parts/Field.tsx'
import { Screen } from '../parts/Screen.tsx'
import { useAsked } from '../parts/useAsked.ts'
import { FolderDialog, RecoveryDialog } from './dialogs.tsx'
import { pointsOf, sizeText } from './points.ts'
import './backups.css'

/** While one is under way. */
const LOOK_MS = 1000

/** T7: what is backed up, when next, and the key that opens it without this computer. */
export function Backups() {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const { state, setState, error, setError, again } = useAsked(
    useCallback(() => call('manage.backups'), [call]),
  )
  const [open, setOpen] = useState<'recovery' | 'folder' | null>(null)
  const running = state?.running ?? null
  useEffect(() => {
    if (running === null) return
    const timer = setTimeout(again, LOOK_MS)
    return () => clearTimeout(timer)
  }, [running, again])

  async function make() {
    const result = await call('manage.backUpNow')
    if (result.ok) setState(result.value)
    setError(result.ok ? null : result.error.code)
  }
  return (
    <Screen title={t('manage:section.backups')} lead={t('safety:backups.lead')}>
      {error !== null && (
        <Alert
          type="error"
          showIcon
          className="screen-alert"
          title={t(`error:${error}`)}
          action={<Button onClick={again}>{t('common:retry')}</Button>}
        />
      )}
      {state === null ? (
        error === null && <p role="status">{t('common:loading')}</p>
      ) : (
        <>
          <Warnings state={state} />
          <Fields title={t('safety:backups.now')} lead={<Last state={state} />}>
            {running !== null && (
              <div className="backups-running">
                <Progress
                  percent={Math.round(running.share * 100)}
                  aria-label={t('safety:backups.running')}
                />
                <p role="status">
                  {t(`safety:backups.phase.${running.phase}`)} · {sizeText(running.bytes)}
                </p>
              </div>
            )}
            <Button
              type="primary"
              icon={<DatabaseBackup size={16} />}
              loading={running !== null}
              onClick={() => void make()}
            >
              {t('safety:backups.make')}
            </Button>
          </Fields>
          <Fields title={t('safety:backups.recovery')} lead={t('safety:backups.recoveryLead')}>
            <Recovery state={state} onMake={() => setOpen('recovery')} />
          </Fields>
          <Fields title={t('safety:backups.folder')} lead={t('safety:backups.folderLead')}>
            <p className="backups-folder">{state.folder ?? t('safety:backups.operator')}</p>
            {state.ownGateway && (
              <Button icon={<FolderCog size={16} />} onClick={() => setOpen('folder')}>
                {t('safety:backups.elsewhere')}
              </Button>
            )}
          </Fields>
          <Points state={state} />
        </>
      )}
      {open === 'recovery' && (
        <RecoveryDialog
          anew={state?.recoveryAt != null}
          onClose={() => {
            setOpen(null)
            again()
          }}
        />
      )}
      {open === 'folder' && state !== null && (
        <FolderDialog
          folder={state.folder ?? ''}
          onClose={(next) => {
            setOpen(null)
            if (next) setState(next)
          }}
        />
      )}
    </Screen>
  )
}

function Warnings({ state }: { readonly state: BackupStatus }) {
  const { t } = useTranslation()
  const times = useTimes()
  return (
    <>
      {state.checked?.ok === false && (
        <Alert type="error" showIcon className="screen-alert" title={t('safety:backups.record')} />
      )}
      {state.stale && (
        <Alert type="error" showIcon className="screen-alert" title={t('safety:backups.stale')} />
      )}
      {state.failed !== null && (
        <Alert
          type="error"
          showIcon
          className="screen-alert"
          title={t('safety:backups.failed', { at: times.full(state.failed.at) })}
          description={t(`safety:backups.reason.${state.failed.reason}`)}
        />
      )}
      {state.recoveryAt === null && state.ownGateway && (
        <Alert
          type="warning"
          showIcon
          className="screen-alert"
          title={t('safety:backups.noRecovery')}
        />
      )}
      {state.besideData && (
        <Alert type="info" showIcon className="screen-alert" title={t('safety:backups.sameDisk')} />
      )}
    </>
  )
}

function Last({ state }: { readonly state: BackupStatus }) {
  const { t } = useTranslation()
  const times = useTimes()
  const { last, next } = state
  return (
    <span role="status">
      {last === null
        ? t('safety:backups.none')
        : t(last.base ? 'safety:backups.lastWhole' : 'safety:backups.last', {
            at: times.full(last.at),
            size: sizeText(last.bytes),
          })}{' '}
      {next === null ? t('safety:backups.off') : t('safety:backups.next', { at: times.full(next) })}
    </span>
  )
}

function Recovery({
  state,
  onMake,
}: {
  readonly state: BackupStatus
  readonly onMake: () => void
}) {
  const { t } = useTranslation()
  const times = useTimes()
  if (!state.ownGateway) return <p>{t('safety:backups.operator')}</p>
  return (
    <>
      <p>
        {state.recoveryAt === null
          ? t('safety:backups.recoveryNone')
          : t('safety:backups.recoverySince', { at: times.full(state.recoveryAt) })}
      </p>
      <Button
        type={state.recoveryAt === null ? 'primary' : 'default'}
        icon={<KeyRound size={16} />}
        onClick={onMake}
      >
        {t(state.recoveryAt === null ? 'safety:backups.keyMake' : 'safety:backups.keyAnew')}
      </Button>
    </>
  )
}

function Points({ state }: { readonly state: BackupStatus }) {
  const { t } = useTranslation()
  const times = useTimes()
  return (
    <Fields title={t('safety:backups.points')} lead={t('safety:backups.pointsLead')}>
      <Table
        size="small"
        rowKey="key"
        pagination={false}
        dataSource={pointsOf(state)}
        locale={{ emptyText: t('safety:backups.none') }}
        columns={[
          {
            title: t('safety:backups.at'),
            dataIndex: 'at',
            render: (at: number) => times.full(at),
          },
          { title: t('safety:backups.set'), dataIndex: 'set' },
          {
            title: t('safety:backups.size'),
            dataIndex: 'bytes',
            align: 'end',
            render: (bytes: number | null) => (bytes === null ? '' : sizeText(bytes)),
          },
          {
            title: t('safety:backups.kind'),
            dataIndex: 'first',
            render: (first: boolean) =>
              first ? <Tag>{t('safety:backups.whole')}</Tag> : t('safety:backups.increment'),
          },
        ]}
      />
    </Fields>
  )
}
