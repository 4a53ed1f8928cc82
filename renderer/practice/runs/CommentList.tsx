import { Button, Input } from 'antd'
import { MessageSquareText, X } from 'lucide-react'
import { useState } from 'react'
import type { RunComment } from '#shared/practice/courses.ts'
import { IconButton } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { useTimes } from '../../workstation/app/times.ts'

const LONGEST = 1000

/** What trainers and the trainee wrote on one line, or on the whole run. */
export function CommentList({
  comments,
  onRemove,
}: {
  readonly comments: readonly RunComment[]
  readonly onRemove: (comment: RunComment) => void
}) {
  const { t } = useTranslation()
  const times = useTimes()
  const me = useWork((state) => state.view?.me)
  if (comments.length === 0) return null
  return (
    <ul className="run-comments" aria-label={t('practiceRun:comment.title')}>
      {comments.map((comment) => (
        <li key={comment.id}>
          <MessageSquareText size={14} aria-hidden="true" />
          <div>
            <span className="run-comment-by">
              {comment.nick} <time className="tabular">{times.short(comment.at)}</time>
            </span>
            <p>{comment.text}</p>
          </div>
          {comment.by === me && (
            <IconButton
              small
              label={t('practiceRun:comment.remove')}
              onClick={() => onRemove(comment)}
            >
              <X size={14} />
            </IconButton>
          )}
        </li>
      ))}
    </ul>
  )
}

export function CommentForm({
  label,
  onAdd,
  onCancel,
}: {
  readonly label: string
  readonly onAdd: (text: string) => Promise<boolean>
  readonly onCancel?: () => void
}) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  async function add() {
    setBusy(true)
    const isKept = await onAdd(text.trim())
    setBusy(false)
    if (!isKept) return
    setText('')
    onCancel?.()
  }
  return (
    <form
      className="run-comment-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== '') void add()
      }}
    >
      <Input.TextArea
        autoFocus={onCancel !== undefined}
        // Not by `autoSize`: it measures in a field whose style the policy takes away.
        rows={2}
        maxLength={LONGEST}
        value={text}
        aria-label={label}
        placeholder={label}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault()
            if (text.trim() !== '') void add()
          }
        }}
      />
      <Button htmlType="submit" disabled={text.trim() === '' || busy}>
        {t('practiceRun:comment.keep')}
      </Button>
      {onCancel && <Button onClick={onCancel}>{t('common:cancel')}</Button>}
    </form>
  )
}
