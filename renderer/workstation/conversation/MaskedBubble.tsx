import type { SendableBody } from '#shared/protocol/frames.ts'
import type { Message } from '#shared/protocol/model.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Bubble } from './Bubble.tsx'
import { EyeButton, useWhole } from './Eye.tsx'

interface MaskedBubbleProps {
  readonly message: Message
  readonly body: SendableBody
  readonly search: string
  readonly messageKey: string
}

/** T4: what is shown whole can't be selected, so what is copied is always the masked text. */
export function MaskedBubble({ message, body, search, messageKey }: MaskedBubbleProps) {
  const { t } = useTranslation()
  const { conversation, cseq } = message
  const whole = useWhole({ conversation, cseq })
  return (
    <div className={whole === undefined ? 'masked' : 'masked whole'}>
      <Bubble
        body={whole === undefined ? body : withText(body, whole)}
        search={search}
        messageKey={messageKey}
        conversation={conversation}
      />
      <EyeButton conversation={conversation} cseq={cseq} />
      <span className="visually-hidden" aria-live="polite">
        {whole === undefined ? '' : t('chats:masked.shown')}
      </span>
    </div>
  )
}

function withText(body: SendableBody, text: string): SendableBody {
  if (body.kind === 'text') return { ...body, text }
  if (body.kind === 'image' || body.kind === 'file')
    return { ...body, file: { ...body.file, name: text } }
  return body
}
