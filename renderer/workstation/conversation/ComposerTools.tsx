import { Camera, Paperclip, Smile, Zap } from 'lucide-react'
import { lazy, memo, Suspense, useRef, useState } from 'react'
import type { ConversationId } from '#shared/protocol/model.ts'
import { IconButton } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWorkstation } from '../app/context.ts'
import { useKey } from '../keys/useKey.ts'

const EmojiPicker = lazy(() =>
  import('./EmojiPicker.tsx').then((module) => ({ default: module.EmojiPicker })),
)
const Crop = lazy(() => import('./Crop.tsx').then((module) => ({ default: module.Crop })))

interface ComposerToolsProps {
  readonly id: ConversationId
  readonly onPhrases: () => void
  readonly onInsert: (text: string) => void
  readonly onBack: () => void
}

/** What stands left of «send»: quick replies, emoji, files, a picture of the screen. */
export const ComposerTools = memo(function ComposerTools(props: ComposerToolsProps) {
  const { id, onPhrases, onInsert, onBack } = props
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const { messages, desk } = useActions()
  const keys = {
    phrases: useKey('phrases'),
    emoji: useKey('emoji'),
    attach: useKey('attach'),
    screenshot: useKey('screenshot'),
  }
  const picker = useRef<HTMLInputElement>(null)
  const [emoji, setEmoji] = useState(false)
  const [shot, setShot] = useState<{ name: string; blob: Blob; id: ConversationId } | null>(null)
  const [taking, setTaking] = useState(false)

  async function takeShot(): Promise<void> {
    setTaking(true)
    const result = await call('files.screenshot')
    setTaking(false)
    if (!result.ok) {
      desk.toast('error', `error:${result.error.code}`)
      return
    }
    if (result.value === null) return
    const { name, bytes } = result.value
    setShot({ name, blob: new Blob([new Uint8Array(bytes)], { type: 'image/png' }), id })
  }
  return (
    <>
      <IconButton
        label={t('chats:composerBars.phrases')}
        keys={keys.phrases ?? '/'}
        data-act="phrases"
        onClick={onPhrases}
      >
        <Zap size={18} />
      </IconButton>
      <IconButton
        label={t('chats:composerBars.emoji')}
        keys={keys.emoji}
        data-act="emoji"
        aria-haspopup="dialog"
        aria-expanded={emoji}
        onClick={() => setEmoji(!emoji)}
      >
        <Smile size={18} />
      </IconButton>
      <IconButton
        label={t('chats:composer.attach')}
        keys={keys.attach}
        data-act="attach"
        onClick={() => picker.current?.click()}
      >
        <Paperclip size={18} />
      </IconButton>
      <IconButton
        label={t('chats:composerBars.screenshot')}
        keys={keys.screenshot}
        data-act="screenshot"
        disabled={taking}
        onClick={() => void takeShot()}
      >
        <Camera size={18} />
      </IconButton>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          messages.attach(id, [...(event.target.files ?? [])])
          // The same file may be picked again.
          event.currentTarget.value = ''
          onBack()
        }}
      />
      <Suspense fallback={null}>
        {emoji && (
          <EmojiPicker
            onPick={onInsert}
            onClose={() => {
              setEmoji(false)
              onBack()
            }}
          />
        )}
        {shot && (
          <Crop
            blob={shot.blob}
            name={shot.name}
            onDone={(file) => {
              // For the chat it was taken in, whichever is in front by now.
              messages.attach(shot.id, [file])
              setShot(null)
              onBack()
            }}
            onClose={() => setShot(null)}
          />
        )}
      </Suspense>
    </>
  )
})
