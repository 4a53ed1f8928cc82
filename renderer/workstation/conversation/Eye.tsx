import { Eye, EyeOff } from 'lucide-react'
import { useStore } from 'zustand'
import type { ConversationId } from '#shared/protocol/model.ts'
import { wholeKey } from '../../state/unmask.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions } from '../app/context.ts'
import { LINE_KEYS } from './lines.ts'

interface EyeProps {
  readonly conversation: ConversationId
  readonly cseq: number
}

/** T4: the words as they are, while they may be seen. */
export function useWhole({ conversation, cseq }: EyeProps): string | undefined {
  return useStore(useActions().privacy.whole, ({ shown }) => shown[wholeKey(conversation, cseq)])
}

/** Beside a message with hidden parts: shows it whole for a minute, which is noted. */
export function EyeButton({ conversation, cseq }: EyeProps) {
  const { t } = useTranslation()
  const { privacy } = useActions()
  const open = useWhole({ conversation, cseq }) !== undefined
  const label = t(open ? 'chats:masked.hide' : 'chats:masked.show')
  return (
    <button
      type="button"
      className="eye"
      aria-pressed={open}
      aria-label={label}
      data-tip={`${label} (${LINE_KEYS.unmask})`}
      onClick={() => void privacy.toggle(conversation, cseq)}
    >
      {open ? <EyeOff size={14} aria-hidden="true" /> : <Eye size={14} aria-hidden="true" />}
    </button>
  )
}
