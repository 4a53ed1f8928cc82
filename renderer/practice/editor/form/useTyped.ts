import { useEffect, useRef, useState, type ChangeEvent, type CompositionEvent } from 'react'

const PAUSE = 600

/**
 * What is being typed: it goes into the text after a pause and when the field is left, never in the
 * middle of what an input method composes.
 */
export function useTyped(value: string, commit: (text: string) => void) {
  const [draft, setDraft] = useState<string | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const composing = useRef(false)
  const latest = useRef({ value, draft, commit })
  useEffect(() => {
    latest.current = { value, draft, commit }
  })
  const hand = () => {
    clearTimeout(timer.current)
    const { value: before, draft: now, commit: put } = latest.current
    if (now !== null && now !== before && !composing.current) put(now)
  }
  // A field that goes away is left, too.
  useEffect(() => () => hand(), [])
  return {
    value: draft ?? value,
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      setDraft(event.target.value)
      clearTimeout(timer.current)
      timer.current = setTimeout(hand, PAUSE)
    },
    onCompositionStart: (_: CompositionEvent) => {
      composing.current = true
    },
    onCompositionEnd: (_: CompositionEvent) => {
      composing.current = false
      clearTimeout(timer.current)
      timer.current = setTimeout(hand, PAUSE)
    },
    onBlur: () => {
      composing.current = false
      hand()
      setDraft(null)
    },
  }
}
