import { Plus, X } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { LIMITS } from '#shared/protocol/limits.ts'
import type { BuyerView } from '#shared/protocol/model.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { isComposing } from '../app/composition.ts'
import { useWork, useWorkstation } from '../app/context.ts'

const LONGEST = 40
const none: readonly string[] = []

/** The buyer's tags. Each change names all of them, as they stand at that moment. */
export function Tags({ buyer }: { readonly buyer: BuyerView }) {
  const { t } = useTranslation()
  const { cards } = useWorkstation()
  const offered = useWork((state) => state.view?.settings.desk.tags ?? none)
  const [adding, setAdding] = useState(false)
  const [text, setText] = useState('')
  const listId = useId()
  const opener = useRef<HTMLButtonElement>(null)
  const { tags } = buyer
  const typed = text.trim()
  const proposals = offered.filter(
    (tag) => !tags.includes(tag) && tag.toLowerCase().includes(typed.toLowerCase()),
  )

  function add(tag: string) {
    const name = tag.trim().slice(0, LONGEST)
    setText('')
    if (name !== '' && !tags.includes(name)) void cards.setTags(buyer, [...tags, name])
  }
  function end() {
    setAdding(false)
    setText('')
    requestAnimationFrame(() => opener.current?.focus())
  }
  return (
    <section className="tags" aria-label={t('buyerCard:tags.label')}>
      <ul className="tag-list">
        {tags.map((tag) => (
          <li key={tag} className="buyer-tag">
            <span className="clip">{tag}</span>
            <button
              type="button"
              aria-label={t('buyerCard:tags.remove', { tag })}
              onClick={() =>
                void cards.setTags(
                  buyer,
                  tags.filter((one) => one !== tag),
                )
              }
            >
              <X size={12} />
            </button>
          </li>
        ))}
        {!adding && tags.length < LIMITS.tags && (
          <li>
            <button
              ref={opener}
              type="button"
              className="buyer-tag add"
              onClick={() => setAdding(true)}
            >
              <Plus size={12} aria-hidden="true" /> {t('buyerCard:tags.add')}
            </button>
          </li>
        )}
      </ul>
      {adding && (
        <div
          className="tag-adding"
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || isComposing(event.nativeEvent)) return
            event.stopPropagation()
            end()
          }}
        >
          <input
            autoFocus
            className="input"
            value={text}
            maxLength={LONGEST}
            aria-label={t('buyerCard:tags.name')}
            placeholder={t('buyerCard:tags.placeholder')}
            aria-controls={listId}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || isComposing(event.nativeEvent)) return
              event.preventDefault()
              if (typed === '') end()
              else add(typed)
            }}
          />
          <ul id={listId} className="tag-list" aria-label={t('buyerCard:tags.proposals')}>
            {proposals.slice(0, 12).map((tag) => (
              <li key={tag}>
                <button type="button" className="buyer-tag add" onClick={() => add(tag)}>
                  {tag}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}
