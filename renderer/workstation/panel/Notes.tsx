import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { BuyerCard } from '#shared/protocol/api.ts'
import { LIMITS } from '#shared/protocol/limits.ts'
import { mayManage } from '../../state/chats.ts'
import type { CardOf } from '../../state/cards.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { isComposing } from '../app/composition.ts'
import { useWork, useWorkstation } from '../app/context.ts'
import { keyName, withCommand } from '../app/keys.ts'
import { useTimes } from '../app/times.ts'
import { MaskedText } from '../conversation/MaskedText.tsx'

interface NotesProps {
  readonly entry: CardOf
  readonly card: BuyerCard
}

/** What colleagues tell each other of a buyer; the buyer never sees it. */
export function Notes({ entry, card }: NotesProps) {
  const { t } = useTranslation()
  const times = useTimes()
  const { cards } = useWorkstation()
  const me = useWork((state) => state.view?.me)
  const oversees = useWork(mayManage)
  const buyer = card.buyer.id
  const [text, setText] = useState(cards.drafts.get(buyer) ?? '')
  const notes = card.notes.filter(({ id }) => !entry.deleting.includes(id))

  function write(value: string) {
    setText(value)
    if (value === '') cards.drafts.delete(buyer)
    else cards.drafts.set(buyer, value)
  }
  function add() {
    if (text.trim() === '') return
    cards.addNote(buyer, text)
    write('')
  }
  return (
    <section className="panel-section" aria-label={t('buyerCard:notes.label')}>
      <h3 className="panel-head">{t('buyerCard:notes.label')}</h3>
      <textarea
        className="input note-new"
        rows={text.includes('\n') || text.length > 40 ? 3 : 1}
        value={text}
        maxLength={LIMITS.noteLength}
        aria-label={t('buyerCard:notes.new')}
        placeholder={t('buyerCard:notes.placeholder', { key: keyName('Ctrl+Enter') })}
        onChange={(event) => write(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !withCommand(event) || isComposing(event.nativeEvent)) return
          event.preventDefault()
          add()
        }}
      />
      {text.trim() !== '' && (
        <Button onClick={add} className="note-add">
          {t('buyerCard:notes.add')}
        </Button>
      )}
      <ul className="notes">
        {entry.sending.toReversed().map((note) => (
          <li key={note.key} className="note sending">
            <p>{note.text}</p>
            <div className="note-foot">
              {note.failed === null ? (
                t('buyerCard:notes.sending')
              ) : (
                <>
                  <span className="note-failed" role="alert">
                    {t('buyerCard:notes.failed')} {t(`error:${note.failed}`)}
                  </span>
                  <Button look="plain" onClick={() => cards.retryNote(buyer, note.key)}>
                    {t('common:retry')}
                  </Button>
                  <Button look="plain" onClick={() => cards.discardNote(buyer, note.key)}>
                    {t('buyerCard:notes.discard')}
                  </Button>
                </>
              )}
            </div>
          </li>
        ))}
        {notes.map((note) => (
          <li key={note.id} className="note">
            <p>
              <MaskedText text={note.text} ask={{ buyer, note: note.id }} />
            </p>
            <div className="note-foot">
              <span className="clip">{note.nick}</span>
              <time dateTime={new Date(note.at).toISOString()} data-tip={times.full(note.at)}>
                {times.short(note.at)}
              </time>
              {(note.account === me || oversees) && (
                <IconButton
                  small
                  label={t('buyerCard:notes.delete', { text: note.text.slice(0, 20) })}
                  onClick={() => void cards.deleteNote(buyer, note.id)}
                >
                  <Trash2 size={14} />
                </IconButton>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
