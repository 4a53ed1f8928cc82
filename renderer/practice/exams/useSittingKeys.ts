import { useEffect, useRef } from 'react'
import { LETTERS } from '#shared/practice/exam/model.ts'
import { isComposing } from '../../workstation/app/composition.ts'
import { optionsOf, withChoice } from './AskedCard.tsx'
import type { LiveStore } from './sitting.ts'

interface SittingKeys {
  readonly live: LiveStore
  readonly disabled: boolean
  readonly go: (question: number) => void
  readonly onHandIn: () => void
}

/** PageUp and PageDown, letters or digits of options, M to mark, Ctrl+Enter to hand in. */
export function useSittingKeys(keys: SittingKeys): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { live, disabled, go, onHandIn } = latest.current
      if (disabled || event.defaultPrevented || isComposing(event)) return
      if (event.altKey || event.metaKey || event.shiftKey) return
      const { current, questions, answers } = live.getState()
      if (event.key === 'Enter' && event.ctrlKey) onHandIn()
      else if (event.ctrlKey) return
      else if (event.key === 'PageDown') go(current + 1)
      else if (event.key === 'PageUp') go(current - 1)
      else {
        const field = document.activeElement
        const types = field instanceof HTMLElement && field.matches(TYPING)
        const asked = questions[current]
        if (types || !asked || event.key.length !== 1) return
        if (event.key.toUpperCase() === 'M') live.mark(current)
        else {
          const place = placeOf(event.key)
          if (place < 0 || place >= optionsOf(asked)) return
          live.give(current, withChoice(asked.kind, answers.get(current) ?? null, place))
        }
      }
      event.preventDefault()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}

const TYPING = 'textarea, select, input:not([type="radio"], [type="checkbox"])'

function placeOf(key: string): number {
  const letter = LETTERS.indexOf(key.toUpperCase())
  return letter >= 0 ? letter : '12345678'.indexOf(key)
}
