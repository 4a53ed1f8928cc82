import { Button, Dropdown, Input } from 'antd'
import { Download, Gavel, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { BuyerEntry } from '#shared/protocol/api.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWorkstation } from '../../workstation/app/context.ts'
import { Confirm } from '../parts/Confirm.tsx'

const FORMATS = ['zip', 'pdf', 'html', 'json'] as const
type Format = (typeof FORMATS)[number]

/** What can be done with the record of one buyer. */
export function BuyerActs({
  entry,
  mayHold,
  onHold,
  onErased,
}: {
  readonly entry: BuyerEntry
  readonly mayHold: boolean
  readonly onHold: (on: boolean) => void
  readonly onErased: () => void
}) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const { desk } = useActions()
  const [format, setFormat] = useState<Format | null>(null)
  const [erasing, setErasing] = useState(false)
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const { id, name, evidence } = entry.buyer

  async function exportAs(): Promise<void> {
    if (format === null) return
    setBusy(true)
    const result = await call('manage.evidence', { buyer: id, format })
    setBusy(false)
    setFormat(null)
    if (!result.ok) desk.toast('error', `error:${result.error.code}`)
    else if (result.value.saved) desk.toast('info', 'safety:records.exported', { name })
  }

  async function erase(): Promise<void> {
    setBusy(true)
    const result = await call('manage.erase', { buyer: id })
    setBusy(false)
    setErasing(false)
    if (result.ok) desk.toast('info', 'safety:records.erased', { name })
    else desk.toast('error', `error:${result.error.code}`)
    onErased()
  }

  return (
    <span className="record-acts">
      {mayHold && (
        <Button
          size="small"
          icon={<Gavel size={14} />}
          aria-pressed={evidence}
          aria-label={t(evidence ? 'safety:records.releaseOf' : 'safety:records.holdOf', { name })}
          type={evidence ? 'primary' : 'default'}
          onClick={() => onHold(!evidence)}
        >
          {t(evidence ? 'safety:records.release' : 'safety:records.hold')}
        </Button>
      )}
      <Dropdown
        trigger={['click']}
        menu={{
          items: FORMATS.map((one) => ({ key: one, label: t(`safety:records.format.${one}`) })),
          onClick: ({ key }) => setFormat(FORMATS.find((one) => one === key) ?? null),
        }}
      >
        <Button
          size="small"
          icon={<Download size={14} />}
          aria-haspopup="menu"
          aria-label={t('safety:records.exportOf', { name })}
        >
          {t('safety:records.export')}
        </Button>
      </Dropdown>
      {mayHold && (
        <Button
          size="small"
          danger
          icon={<Trash2 size={14} />}
          disabled={evidence}
          data-tip={evidence ? t('safety:records.heldCannot') : undefined}
          aria-label={t('safety:records.eraseOf', { name })}
          onClick={() => {
            setTyped('')
            setErasing(true)
          }}
        >
          {t('safety:records.erase')}
        </Button>
      )}
      <Confirm
        open={format !== null}
        busy={busy}
        title={t('safety:records.exportTitle', { name })}
        act={t('safety:records.export')}
        onConfirm={() => void exportAs()}
        onCancel={() => setFormat(null)}
      >
        <p>{t('safety:records.exportText')}</p>
        <p className="dim">{t('safety:records.exportTraced')}</p>
      </Confirm>
      <Confirm
        open={erasing}
        danger
        busy={busy}
        blocked={typed.trim() !== name}
        title={t('safety:records.eraseTitle', { name })}
        act={t('safety:records.eraseAct')}
        onConfirm={() => void erase()}
        onCancel={() => setErasing(false)}
      >
        <p>{t('safety:records.eraseText')}</p>
        <p>{t('safety:records.eraseStays')}</p>
        <label>
          {t('safety:records.eraseType', { name })}
          <Input
            value={typed}
            maxLength={80}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
      </Confirm>
    </span>
  )
}
