import { Image, Pencil, Trash2 } from 'lucide-react'
import { useRef } from 'react'
import { labelOf } from '#shared/phrases/match.ts'
import type { KnownPhrase } from '#shared/phrases/model.ts'
import { IconButton } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork, useWorkstation } from '../app/context.ts'
import { withCommand } from '../app/keys.ts'

export type ItemAct = 'insert' | 'send' | 'edit' | 'delete' | 'up' | 'down'

interface PhraseItemProps {
  readonly phrase: KnownPhrase
  readonly depth: number
  /** The chat in front can be written to. */
  readonly usable: boolean
  readonly mayEdit: boolean
  readonly tabbable: boolean
  readonly onFocus: () => void
  readonly onAct: (act: ItemAct) => void
  readonly onDrag: (id: string | null) => void
  readonly onDrop: () => void
}

/** One click puts it into the reply, two send it; keys do all the rest. */
export function PhraseItem(props: PhraseItemProps) {
  const { phrase, depth, usable, mayEdit, tabbable, onFocus, onAct, onDrag, onDrop } = props
  const { t } = useTranslation()
  const { messages } = useActions()
  const { store } = useWorkstation()
  const current = useWork((state) => state.current)
  const before = useRef('')
  const label = labelOf(phrase)
  return (
    <div
      className="phrase-item"
      style={{ marginLeft: Math.max(0, depth - 1) * 12 }}
      draggable={mayEdit}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', phrase.text)
        onDrag(phrase.id)
      }}
      onDragEnd={() => onDrag(null)}
      onDragOver={(event) => {
        if (mayEdit) event.preventDefault()
      }}
      onDrop={(event) => {
        event.preventDefault()
        event.stopPropagation()
        onDrop()
      }}
    >
      <button
        type="button"
        className="phrase-use"
        tabIndex={tabbable ? 0 : -1}
        aria-disabled={!usable}
        aria-keyshortcuts="Enter Control+Enter F2 Delete Control+ArrowUp Control+ArrowDown"
        data-tip={t('quick:item.tip')}
        onFocus={onFocus}
        // What is being written keeps its caret.
        onMouseDown={(event) => event.preventDefault()}
        onClick={(event) => {
          if (!usable) return
          if (event.detail > 1) return
          if (event.detail === 0 && withCommand(event)) return
          before.current = current === null ? '' : (store.getState().drafts[current] ?? '')
          onAct('insert')
        }}
        onDoubleClick={() => {
          if (!usable || current === null) return
          // The first of the two clicks put it into the draft: that is taken back.
          messages.setDraft(current, before.current)
          onAct('send')
        }}
        onKeyDown={(event) => {
          const command = withCommand(event)
          const act: ItemAct | undefined =
            event.key === 'Enter' && command
              ? 'send'
              : event.key === 'F2'
                ? 'edit'
                : event.key === 'Delete'
                  ? 'delete'
                  : event.key === 'ArrowUp' && command
                    ? 'up'
                    : event.key === 'ArrowDown' && command
                      ? 'down'
                      : undefined
          if (!act) return
          event.preventDefault()
          event.stopPropagation()
          if (act !== 'send' || usable) onAct(act)
        }}
      >
        <span className="phrase-head">
          {phrase.code !== '' && <code>{phrase.code}</code>}
          <strong className="clip">{label}</strong>
          {phrase.files.length > 0 && <Image size={13} aria-label={t('quick:pictures')} />}
          {phrase.uses > 0 && (
            <span
              className="phrase-uses tabular"
              aria-label={t('quick:item.uses', { count: phrase.uses })}
            >
              {phrase.uses}
            </span>
          )}
        </span>
        {phrase.text !== label && <span className="phrase-text">{phrase.text}</span>}
      </button>
      {mayEdit && (
        <span className="phrase-acts">
          <IconButton
            small
            label={t('quick:edit.title', { name: label })}
            tabIndex={-1}
            onClick={() => onAct('edit')}
          >
            <Pencil size={14} />
          </IconButton>
          <IconButton
            small
            label={t('quick:item.delete', { name: label })}
            tabIndex={-1}
            onClick={() => onAct('delete')}
          >
            <Trash2 size={14} />
          </IconButton>
        </span>
      )}
    </div>
  )
}
