import { Download, FileText, ImageOff } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { SendableBody } from '#shared/protocol/frames.ts'
import type { Body, ConversationId, FileRef } from '#shared/protocol/model.ts'
import { fileAddress } from '../../ui/files.ts'
import { useActions } from '../app/context.ts'
import { useTimes } from '../app/times.ts'
import { Card } from './Card.tsx'
import { Quote } from './Quote.tsx'
import { partsOf } from './words.ts'

interface BubbleProps {
  readonly body: SendableBody | Extract<Body, { kind: 'recalled' }>
  readonly search: string
  readonly messageKey: string
  /** Where its quote is looked up. */
  readonly conversation?: ConversationId | undefined
}

export function Bubble({ body, search, messageKey, conversation }: BubbleProps) {
  switch (body.kind) {
    case 'text':
      return (
        <Words
          text={body.text}
          quote={conversation === undefined ? undefined : body.quote}
          conversation={conversation}
          search={search}
          messageKey={messageKey}
        />
      )
    case 'image':
      return <Picture file={body.file} />
    case 'file':
      return <FileCard file={body.file} />
    case 'card':
      return <Card card={body.card} />
    case 'recalled':
      return null
  }
}

/** Longer texts are folded; which ones were unfolded outlives the line's scrolling out of sight. */
const LONG = 1200
const unfolded = new Set<string>()

interface WordsProps extends Omit<BubbleProps, 'body'> {
  readonly text: string
  readonly quote?: number | undefined
}

function Words({ text, quote, conversation, search, messageKey }: WordsProps) {
  const { t } = useTranslation()
  const { desk } = useActions()
  const [open, setOpen] = useState(unfolded.has(messageKey) || search !== '')
  const long = text.length > LONG
  return (
    <div className="bubble words">
      {quote !== undefined && conversation !== undefined && (
        <Quote conversation={conversation} cseq={quote} />
      )}
      <div className={long && !open ? 'folded' : undefined}>
        {partsOf(text, search).map((part) =>
          part.kind === 'text' ? (
            part.text
          ) : part.kind === 'hit' ? (
            <mark key={part.at}>{part.text}</mark>
          ) : (
            <button
              key={part.at}
              type="button"
              className="link"
              role="link"
              aria-label={t('chats:message.openLink', { url: part.url })}
              onClick={() => desk.openLink(part.url)}
            >
              {part.text}
            </button>
          ),
        )}
      </div>
      {long && (
        <button
          type="button"
          className="link"
          aria-expanded={open}
          onClick={() => {
            if (open) unfolded.delete(messageKey)
            else unfolded.add(messageKey)
            setOpen(!open)
          }}
        >
          {open ? t('chats:message.longLess') : t('chats:message.longMore')}
        </button>
      )}
    </div>
  )
}

const BOX = { width: 240, height: 240, least: 64 }

/** The box a picture takes before it has loaded and after: nothing jumps. */
export function pictureBox(file: Pick<FileRef, 'width' | 'height'>): {
  width: number
  height: number
} {
  const { width, height } = file
  if (!width || !height) return { width: 180, height: 180 }
  const scale = Math.min(1, BOX.width / width, BOX.height / height)
  return {
    width: Math.max(BOX.least, Math.round(width * scale)),
    height: Math.max(BOX.least, Math.round(height * scale)),
  }
}

function Picture({ file }: { readonly file: FileRef }) {
  const { t } = useTranslation()
  const { desk } = useActions()
  const [failed, setFailed] = useState(false)
  const box = pictureBox(file)
  const label = t('chats:message.image', { name: file.name })
  return (
    <button
      type="button"
      className="picture"
      style={box}
      aria-label={label}
      onClick={() => desk.show({ kind: 'picture', file })}
    >
      {failed ? (
        <span className="picture-failed">
          <ImageOff size={20} aria-hidden="true" />
          {t('chats:message.imageFailed')}
        </span>
      ) : (
        <img
          src={fileAddress(file.id)}
          alt=""
          width={box.width}
          height={box.height}
          draggable={false}
          onError={() => setFailed(true)}
        />
      )}
    </button>
  )
}

function FileCard({ file }: { readonly file: FileRef }) {
  const { t } = useTranslation()
  const times = useTimes()
  const { desk } = useActions()
  return (
    <button
      type="button"
      className="bubble file-card"
      onClick={() => void desk.saveFile(file.id, file.name)}
    >
      <FileText size={22} aria-hidden="true" />
      <span className="file-lines">
        <span className="clip">{file.name}</span>
        <span className="file-size">{times.bytes(file.size)}</span>
      </span>
      <Download size={16} aria-hidden="true" />
      <span className="visually-hidden">{t('chats:message.saveVerb')}</span>
    </button>
  )
}
