import { Eye, EyeOff } from 'lucide-react'
import { useStore } from 'zustand'
import type { UnmaskRequest } from '#shared/protocol/api.ts'
import { askKey } from '../../state/unmask.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions } from '../app/context.ts'

interface MaskedTextProps {
  readonly text: string
  /** Which words it is to be shown with. */
  readonly ask: UnmaskRequest
}

/** What masking leaves: stars side by side, or a name's only one before its host. */
const HIDDEN = /\*\*|\*[@＠]/

/** T4: words beside the messages, with an eye where parts of them are hidden. */
export function MaskedText({ text, ask }: MaskedTextProps) {
  return HIDDEN.test(text) ? <Hidden text={text} ask={ask} /> : text
}

export function isHidden(text: string): boolean {
  return HIDDEN.test(text)
}

/** Shown whole it can't be selected, so what is copied is always the masked text. */
function Hidden({ text, ask }: MaskedTextProps) {
  const { t } = useTranslation()
  const { privacy } = useActions()
  const whole = useStore(privacy.whole, ({ shown }) => shown[askKey(ask)])
  const open = whole !== undefined
  const label = t(open ? 'chats:masked.hide' : 'chats:masked.show')
  return (
    <span className={open ? 'masked-text whole' : 'masked-text'}>
      {whole ?? text}
      <button
        type="button"
        className="eye"
        aria-pressed={open}
        aria-label={label}
        data-tip={label}
        onClick={() => void privacy.toggleBeside(ask)}
      >
        {open ? <EyeOff size={14} aria-hidden="true" /> : <Eye size={14} aria-hidden="true" />}
      </button>
      <span className="visually-hidden" aria-live="polite">
        {open ? t('chats:masked.shown') : ''}
      </span>
    </span>
  )
}
