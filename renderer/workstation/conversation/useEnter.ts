import { useMemo, useRef } from 'react'
import { compose, meaningOf, notComposing, type Composing } from '../../state/composing.ts'

type KeyDown = React.KeyboardEvent<HTMLTextAreaElement>

/**
 * A text field whose Enter sends, told apart from the input method's. `take` returns true when the
 * key was its own: to send, or a new line that the browser would not make.
 */
export function useEnter(sendKey: 'enter' | 'ctrl-enter', send: () => void) {
  const composing = useRef<Composing>(notComposing)
  const listeners = useMemo(
    () => ({
      onCompositionStart: () => {
        composing.current = compose(composing.current, { type: 'start' })
      },
      onCompositionEnd: ({ timeStamp }: React.CompositionEvent) => {
        composing.current = compose(composing.current, { type: 'end', timeStamp })
      },
      onKeyUp: () => {
        composing.current = compose(composing.current, { type: 'keyup' })
      },
    }),
    [],
  )
  return {
    listeners,
    /** Another text, or the focus went away. */
    rest: () => {
      composing.current = compose(composing.current, { type: 'blur' })
    },
    take(event: KeyDown): 'done' | 'input-method' | 'other' {
      const meaning = meaningOf(composing.current, event.nativeEvent, sendKey)
      if (meaning === 'send') {
        event.preventDefault()
        send()
        return 'done'
      }
      if (meaning === 'line' && (event.ctrlKey || event.metaKey || event.altKey)) {
        event.preventDefault()
        insert(event.currentTarget, '\n')
        return 'done'
      }
      return meaning === 'input-method' ? meaning : 'other'
    },
  }
}

/** As if typed, so that the browser's undo knows it. */
function insert(area: HTMLTextAreaElement, text: string): void {
  area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end')
  area.dispatchEvent(new Event('input', { bubbles: true }))
}
