import { Check, Copy, Download } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { FieldError } from '../ui/TextField.tsx'
import { useWorkstation } from '../workstation/app/context.ts'
import './security.css'

/** Shown this once: there is no going on before one says that they are kept. */
export function Recovery({
  codes,
  name,
  onKept,
}: {
  readonly codes: readonly string[]
  /** The account's sign-in name, for the file. */
  readonly name: string
  readonly onKept: () => void
}) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const [kept, setKept] = useState(false)
  const [copied, setCopied] = useState(false)
  const [refused, setRefused] = useState(false)
  const text = [t('security:recovery.fileHead', { name }), '', ...codes, ''].join('\n')

  async function save() {
    const file = t('security:recovery.file', { name: name.replaceAll(':', ' ') })
    await call('files.saveBytes', { name: file, bytes: new TextEncoder().encode(text) })
  }
  return (
    <form
      className="factor-setup"
      onSubmit={(event) => {
        event.preventDefault()
        if (kept) onKept()
      }}
    >
      <p className="lead">{t('security:recovery.lead')}</p>
      <ul className="recovery-codes" aria-label={t('security:recovery.label')}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="factor-row">
        <Button
          autoFocus
          onClick={() =>
            void navigator.clipboard.writeText(text).then(
              () => setCopied(true),
              () => setRefused(true),
            )
          }
        >
          {copied ? <Check size={16} aria-hidden="true" /> : <Copy size={16} aria-hidden="true" />}
          <span aria-live="polite">
            {copied ? t('common:copied') : t('security:recovery.copy')}
          </span>
        </Button>
        <Button onClick={() => void save()}>
          <Download size={16} aria-hidden="true" />
          {t('security:recovery.save')}
        </Button>
      </div>
      {refused && <FieldError>{t('security:recovery.copyByHand')}</FieldError>}
      <label className="check">
        <input type="checkbox" checked={kept} onChange={(event) => setKept(event.target.checked)} />
        {t('security:recovery.kept')}
      </label>
      <div className="entry-foot">
        <Button look="primary" type="submit" disabled={!kept}>
          {t('security:recovery.go')}
        </Button>
      </div>
    </form>
  )
}
