import { useId } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { LIMITS } from '#shared/protocol/limits.ts'

interface NoteProps {
  readonly value: string
  readonly disabled: boolean
  readonly onChange: (value: string) => void
}

/** Words for the colleague who receives; the buyer never reads them. */
export function Note({ value, disabled, onChange }: NoteProps) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{t('chats:forward.note')}</label>
      <textarea
        id={id}
        className="input"
        rows={2}
        maxLength={LIMITS.noteLength}
        value={value}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          // Enter is a new line in it; with Ctrl it is the dialog's.
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
            event.currentTarget.form?.requestSubmit()
        }}
      />
    </div>
  )
}
