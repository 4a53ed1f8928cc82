import { useCallback, useRef, useState } from 'react'
import type { KnownPhrase } from '#shared/phrases/model.ts'
import { filledParts } from '#shared/phrases/fill.ts'
import { slashBefore } from '#shared/phrases/match.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { useWorkstation } from '../app/context.ts'
import type { MenuKeys, Picked } from '../quick/PhraseMenu.tsx'
import { valuesOf } from '../quick/values.ts'
import { write } from './useEnter.ts'

interface Slash {
  readonly id: ConversationId
  readonly start: number
  readonly query: string
}

/**
 * The `/` in the composer: where its menu is open and what becomes of a choice. Nothing here moves
 * while the input method composes: what stands in the text then is not yet anyone's word.
 */
export function useSlash(id: ConversationId, area: React.RefObject<HTMLTextAreaElement | null>) {
  const workstation = useWorkstation()
  const { messages, quick } = workstation.actions
  const [slash, setSlash] = useState<Slash | null>(null)
  const [active, setActive] = useState<string | undefined>(undefined)
  /** Where the menu was closed by hand: it stays closed until this `/` is gone. */
  const dismissed = useRef<number | null>(null)
  /** A quick reply was put in before this `/`, which came by itself. */
  const stacking = useRef(false)
  const menu = useRef<MenuKeys>(null)
  const open = slash?.id === id ? slash : null

  function look(): void {
    const field = area.current
    if (!field) return
    const caret = field.selectionEnd
    const found = field.selectionStart === caret ? slashBefore(field.value, caret) : null
    if (!found) {
      dismissed.current = null
      stacking.current = false
    }
    if (!found || dismissed.current === found.start) {
      if (slash) setSlash(null)
    } else if (open?.start !== found.start || open.query !== found.query) setSlash({ id, ...found })
  }

  function close(): void {
    if (open && stacking.current && open.query === '' && area.current) {
      // The `/` that came by itself goes by itself, with its line.
      write(area.current, '', Math.max(0, open.start - 1), open.start + 1)
      stacking.current = false
    }
    dismissed.current = open?.start ?? null
    setSlash(null)
  }

  function pick(phrase: KnownPhrase, how: Picked): void {
    const field = area.current
    if (!field || !open) return
    const parts = filledParts(phrase.text, valuesOf(workstation, id))
    const text = parts.map((part) => part.text).join('')
    const end = open.start + 1 + open.query.length
    quick.used(phrase.id)
    if (phrase.files.length > 0) messages.attachStored(id, phrase.files)
    const missing = parts.find((part) => part.kind === 'missing')
    setSlash(null)
    stacking.current = false
    if (how === 'stack') {
      const more = text === '' ? '/' : `${text}\n/`
      stacking.current = text !== ''
      write(field, more, open.start, end)
      return
    }
    write(field, text, open.start, end)
    if (missing)
      field.setSelectionRange(
        open.start + missing.at,
        open.start + missing.at + missing.text.length,
      )
  }

  /** Opened by its button: a `/` is written for the person, and what follows is as if typed. */
  const begin = useCallback(() => {
    const field = area.current
    if (!field) return
    const before = field.value.slice(0, field.selectionStart)
    dismissed.current = null
    write(field, before === '' || /\s$/.test(before) ? '/' : ' /')
  }, [area])

  return {
    open,
    active,
    setActive,
    menu,
    look,
    close,
    pick,
    /** True when the key was the menu's; never called while composing. */
    take(event: React.KeyboardEvent): boolean {
      if (!open) return false
      if (menu.current) return menu.current.take(event)
      // It is on its way: an Enter now is meant for it.
      if (event.key !== 'Enter' && event.key !== 'Tab') return false
      event.preventDefault()
      return true
    },
    begin,
  }
}
