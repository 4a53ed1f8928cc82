import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { isComposing } from '../app/composition.ts'
import { useWork, useWorkstation } from '../app/context.ts'
import { findEmoji, loadEmoji, type Emoji } from './emoji.ts'

interface EmojiPickerProps {
  readonly onPick: (emoji: string) => void
  readonly onClose: () => void
}

const COLUMNS = 9
const KEY = 'emoji'
const RECENT = 27
/** More are found by searching: so many are drawn at once. */
const SHOWN = 540

/** A grid under a search field; the arrows walk through it while the field keeps the focus. */
export function EmojiPicker({ onPick, onClose }: EmojiPickerProps) {
  const { t, i18n } = useTranslation()
  const { store, call } = useWorkstation()
  const kept = useWork((state) => state.kept[KEY] ?? '')
  const [all, setAll] = useState<readonly Emoji[] | null>(null)
  const [failed, setFailed] = useState(false)
  const [search, setSearch] = useState('')
  const [at, setAt] = useState(0)
  const frame = useRef<HTMLDivElement>(null)

  useEffect(() => {
    loadEmoji(i18n.language).then(setAll, () => setFailed(true))
  }, [i18n.language])
  useEffect(() => {
    const away = (event: PointerEvent) => {
      if (event.target instanceof Node && !frame.current?.contains(event.target)) onClose()
    }
    window.addEventListener('pointerdown', away, true)
    return () => window.removeEventListener('pointerdown', away, true)
  }, [onClose])

  const recent = useMemo(() => kept.split(' ').filter(Boolean), [kept])
  const found = useMemo(() => (all ? findEmoji(all, search, recent) : []), [all, search, recent])
  const shown = found.slice(0, SHOWN)
  const chosen = shown[at]

  function pick(emoji: Emoji): void {
    onPick(emoji.unicode)
    const next = [emoji.unicode, ...recent.filter((one) => one !== emoji.unicode)].slice(0, RECENT)
    const value = next.join(' ')
    store.setState((state) => ({ kept: { ...state.kept, [KEY]: value } }))
    void call('kept.set', { key: KEY, value })
  }
  return (
    <div
      ref={frame}
      className="emoji-picker"
      role="dialog"
      aria-label={t('chats:composerBars.emoji')}
    >
      <input
        className="input"
        type="search"
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls="emoji-grid"
        aria-activedescendant={chosen ? `emoji-${at}` : undefined}
        aria-label={t('chats:composerBars.emojiSearch')}
        placeholder={t('chats:composerBars.emojiSearch')}
        value={search}
        onChange={(event) => {
          setSearch(event.target.value)
          setAt(0)
        }}
        onKeyDown={(event) => {
          // The input method's own.
          if (isComposing(event.nativeEvent)) return
          const step = {
            ArrowRight: 1,
            ArrowLeft: -1,
            ArrowDown: COLUMNS,
            ArrowUp: -COLUMNS,
          }[event.key]
          if (step !== undefined && (search === '' || Math.abs(step) !== 1 || at > 0)) {
            event.preventDefault()
            const next = Math.max(0, Math.min(shown.length - 1, at + step))
            setAt(next)
            document.getElementById(`emoji-${next}`)?.scrollIntoView({ block: 'nearest' })
          } else if (event.key === 'Enter' && chosen) {
            event.preventDefault()
            pick(chosen)
            if (!event.shiftKey) onClose()
          } else if (event.key === 'Escape') {
            event.preventDefault()
            event.stopPropagation()
            onClose()
          }
        }}
      />
      <div
        id="emoji-grid"
        className="emoji-grid scroll"
        role="listbox"
        aria-label={t('chats:composerBars.emoji')}
      >
        {shown.map((emoji, place) => (
          <button
            key={emoji.unicode}
            id={`emoji-${place}`}
            type="button"
            role="option"
            aria-selected={place === at}
            aria-label={emoji.label}
            tabIndex={-1}
            data-tip={emoji.label}
            onMouseDown={(event) => event.preventDefault()}
            onClick={(event) => {
              pick(emoji)
              if (!event.shiftKey) onClose()
            }}
          >
            {emoji.unicode}
          </button>
        ))}
      </div>
      {(failed || (all !== null && shown.length === 0)) && (
        <p className="phrase-hint" role="status">
          {failed ? t('error:internal') : t('chats:composerBars.emojiNone')}
        </p>
      )}
      <div className="emoji-name clip" aria-hidden="true">
        {chosen ? `${chosen.unicode} ${chosen.label}` : ''}
      </div>
    </div>
  )
}
