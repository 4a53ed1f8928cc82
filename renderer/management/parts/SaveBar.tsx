import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { Confirm } from './Confirm.tsx'
import type { Draft } from './useDraft.ts'

/** Saves a section, after it has told what that would do to buyers. */
export function SaveBar({
  draft,
  problem = null,
}: {
  readonly draft: Draft<object>
  /** Why it can't be saved yet. */
  readonly problem?: string | null
}) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const { dirty, saving, saved, failed, overtaken, warnings, grave } = draft
  const save = () => {
    setAsking(false)
    void draft.save()
  }
  return (
    <div className="save-bar">
      {warnings.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={
            warnings.length === 1 ? (
              warnings.map((one) => (
                <span key={one.code}>{t(`reason:warning.${one.code}`, one.values)}</span>
              ))
            ) : (
              <ul className="warning-list">
                {warnings.map((one) => (
                  <li key={JSON.stringify(one)}>{t(`reason:warning.${one.code}`, one.values)}</li>
                ))}
              </ul>
            )
          }
        />
      )}
      {failed !== null ? (
        <Alert
          type="error"
          showIcon
          title={
            failed === 'settings_changed' ? t('manage:changedMeanwhile') : t(`error:${failed}`)
          }
        />
      ) : (
        overtaken && <Alert type="info" showIcon title={t('manage:overtaken')} />
      )}
      <div className="save-row">
        <Button
          type="primary"
          // Its own spinner would stay in the button's name after it is gone.
          disabled={!dirty || problem !== null || saving}
          onClick={() => (grave.length > 0 ? setAsking(true) : save())}
        >
          {t('manage:save')}
        </Button>
        <Button disabled={!dirty || saving} onClick={draft.discard}>
          {t('manage:discard')}
        </Button>
        <span className={problem === null ? 'dim' : 'save-problem'} role="status">
          {problem ??
            t(dirty ? 'manage:notSaved' : saved ? 'manage:settingsSaved' : 'manage:allSaved')}
        </span>
      </div>
      <Confirm
        open={asking}
        danger
        title={t('manage:graveTitle')}
        act={t('manage:saveNevertheless')}
        onConfirm={save}
        onCancel={() => setAsking(false)}
      >
        <ul className="warning-list">
          {grave.map((one) => (
            <li key={one.code}>{t(`reason:warning.${one.code}`, one.values)}</li>
          ))}
        </ul>
      </Confirm>
    </div>
  )
}
