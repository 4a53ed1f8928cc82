import { Alert, Button, Input, Modal } from 'antd'
import { Printer } from 'lucide-react'
import { useState } from 'react'
import type { BackupStatus } from '#shared/backups/model.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWorkstation } from '../../workstation/app/context.ts'
import { Copied } from '../identity/Identity.tsx'
import { Field } from '../parts/Field.tsx'

/** Makes it after the password, and shows it once. */
export function RecoveryDialog({
  anew,
  onClose,
}: {
  readonly anew: boolean
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const [key, setKey] = useState<string | null>(null)

  async function make() {
    setBusy(true)
    const result = await call('manage.recoveryKey', { password })
    setBusy(false)
    if (result.ok) setKey(result.value.key)
    setFailed(result.ok ? null : result.error.code)
    setPassword('')
  }
  return (
    <Modal
      open
      title={t('safety:backups.recovery')}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={
        key === null ? (
          <>
            <Button onClick={onClose}>{t('common:cancel')}</Button>
            <Button
              type="primary"
              loading={busy}
              disabled={password === ''}
              onClick={() => void make()}
            >
              {t(anew ? 'safety:backups.keyAnew' : 'safety:backups.keyMake')}
            </Button>
          </>
        ) : (
          <Button type="primary" onClick={onClose}>
            {t('safety:backups.kept')}
          </Button>
        )
      }
    >
      {key === null ? (
        <>
          {anew && <p>{t('safety:backups.keyAnewText')}</p>}
          <Field
            label={t('safety:backups.password')}
            {...(failed === null ? {} : { error: t(`error:${failed}`) })}
          >
            {(ids) => (
              <Input.Password
                {...ids}
                autoFocus
                value={password}
                maxLength={200}
                autoComplete="current-password"
                onChange={(event) => setPassword(event.target.value)}
                onPressEnter={() => password !== '' && void make()}
              />
            )}
          </Field>
        </>
      ) : (
        <div className="backups-key">
          <Alert type="warning" showIcon title={t('safety:backups.once')} />
          <p className="backups-key-groups" aria-label={t('safety:backups.recovery')}>
            {key}
          </p>
          <Copied label={t('safety:backups.recovery')} text={key} />
          <p className="form-hint">
            <Printer size={14} aria-hidden /> {t('safety:backups.print')}
          </p>
        </div>
      )}
    </Modal>
  )
}

export function FolderDialog({
  folder,
  onClose,
}: {
  readonly folder: string
  readonly onClose: (next: BackupStatus | null) => void
}) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const [path, setPath] = useState(folder)
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)

  async function save() {
    setBusy(true)
    const result = await call('manage.backupFolder', { folder: path.trim(), password })
    setBusy(false)
    if (result.ok) onClose(result.value)
    else setFailed(result.error.code)
  }
  return (
    <Modal
      open
      title={t('safety:backups.elsewhere')}
      okText={t('manage:save')}
      cancelText={t('common:cancel')}
      okButtonProps={{ disabled: password === '', loading: busy }}
      onOk={() => void save()}
      onCancel={() => onClose(null)}
    >
      <Field label={t('safety:backups.path')} hint={t('safety:backups.pathHint')}>
        {(ids) => (
          <Input
            {...ids}
            autoFocus
            value={path}
            maxLength={1000}
            spellCheck={false}
            onChange={(event) => setPath(event.target.value)}
          />
        )}
      </Field>
      <Field
        label={t('safety:backups.password')}
        {...(failed === null
          ? {}
          : { error: t(failed === 'not_found' ? 'safety:backups.noFolder' : `error:${failed}`) })}
      >
        {(ids) => (
          <Input.Password
            {...ids}
            value={password}
            maxLength={200}
            autoComplete="current-password"
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
    </Modal>
  )
}
