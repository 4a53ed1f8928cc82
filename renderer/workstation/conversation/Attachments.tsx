import { CircleAlert, FileText, RotateCcw, X } from 'lucide-react'
import { type CSSProperties, useEffect, useRef } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { Attachment } from '../../state/model.ts'
import { fileAddress } from '../../ui/files.ts'
import { IconButton } from '../../ui/Button.tsx'
import { useActions, useWork } from '../app/context.ts'
import { useTimes } from '../app/times.ts'

/** What will go out with the next message. */
export function Attachments({ id }: { readonly id: ConversationId }) {
  const { t } = useTranslation()
  const list = useWork((state) => state.attachments[id])
  if (!list) return null
  return (
    <ul className="attachments scroll" aria-label={t('chats:composer.attachments')}>
      {list.map((attachment) => (
        <Item key={attachment.id} id={id} attachment={attachment} />
      ))}
    </ul>
  )
}

interface ItemProps {
  readonly id: ConversationId
  readonly attachment: Attachment
}

function Item({ id, attachment }: ItemProps) {
  const { t } = useTranslation()
  const times = useTimes()
  const { messages } = useActions()
  const { name, size, state, error, part } = attachment
  const percent = part === null ? null : Math.round(part * 100)
  return (
    <li className={`attachment ${state}`}>
      <Preview attachment={attachment} />
      <div className="file-lines">
        <span className="clip">{name}</span>
        {state === 'failed' ? (
          <span className="attachment-error" role="alert">
            <CircleAlert size={13} aria-hidden="true" /> {error && t(`error:${error}`)}
          </span>
        ) : (
          <span className="file-size" role="status">
            {times.bytes(size)} ·{' '}
            {state === 'uploading' ? t('chats:composer.uploading') : t('chats:composer.ready')}
            {state === 'uploading' && percent !== null && ` ${percent}%`}
          </span>
        )}
        {state === 'uploading' && (
          <div
            className={percent === null ? 'progress' : 'progress known'}
            role="progressbar"
            aria-label={t('chats:composer.uploading')}
            {...(percent === null
              ? {}
              : { 'aria-valuenow': percent, style: { '--part': `${percent}%` } as CSSProperties })}
          />
        )}
      </div>
      {state === 'failed' && error !== 'file_too_large' && error !== 'file_type_refused' && (
        <IconButton
          small
          label={t('chats:composer.retryUpload', { name })}
          onClick={() => messages.retryAttachment(id, attachment.id)}
        >
          <RotateCcw size={15} />
        </IconButton>
      )}
      <IconButton
        small
        label={t('chats:composer.remove', { name })}
        onClick={() => messages.removeAttachment(id, attachment.id)}
      >
        <X size={15} />
      </IconButton>
    </li>
  )
}

/** Drawn on a canvas: blob: addresses are not among what our policy lets a picture come from. */
function Preview({ attachment }: { readonly attachment: Attachment }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { blob, type } = attachment
  const picture = type.startsWith('image/')
  useEffect(() => {
    if (!picture || !blob) return
    let gone = false
    createImageBitmap(blob).then(
      (bitmap) => {
        const target = canvas.current
        const context = target?.getContext('2d')
        if (!gone && target && context) {
          const side = target.width
          const scale = Math.max(side / bitmap.width, side / bitmap.height)
          const width = bitmap.width * scale
          const height = bitmap.height * scale
          context.drawImage(bitmap, (side - width) / 2, (side - height) / 2, width, height)
        }
        bitmap.close()
      },
      // No picture after all: the box stays empty, the gateway will say so.
      () => {},
    )
    return () => {
      gone = true
    }
  }, [blob, picture])
  if (picture && attachment.file && !blob)
    return <img src={fileAddress(attachment.file.id)} alt="" className="attachment-preview" />
  return picture ? (
    <canvas ref={canvas} width={80} height={80} className="attachment-preview" aria-hidden="true" />
  ) : (
    <span className="attachment-preview">
      <FileText size={20} aria-hidden="true" />
    </span>
  )
}
