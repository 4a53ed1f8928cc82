import { useMemo, useRef } from 'react'
import { compose, meaningOf, notComposing, type Composing } from '../../state/composing.ts'

type KeyDown = React.KeyboardEvent<HTMLTextAreaElement>

/**
 * A text field whose Enter sends, told apart from the input method's. `take` returns true when the
 * key was its own: to send, or a new line that the browser would not make.
 */
export function useEnter(sendKey: 'enter' | 'ctrl-enter', send: (repeated: boolean) => void) {
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
    /** A composition is under way: what stands in the text is not yet anyone's word. */
    composing: () => composing.current.active,
    /** The key is the input method's. */
    owns: (event: KeyDown) =>
      meaningOf(composing.current, event.nativeEvent, sendKey) === 'input-method',
    take(event: KeyDown): 'done' | 'input-method' | 'other' {
      const meaning = meaningOf(composing.current, event.nativeEvent, sendKey)
      if (meaning === 'send') {
        event.preventDefault()
        send(event.repeat)
        return 'done'
      }
      if (meaning === 'line' && (event.ctrlKey || event.metaKey || event.altKey)) {
        event.preventDefault()
        write(event.currentTarget, '\n')
        return 'done'
      }
      return meaning === 'input-method' ? meaning : 'other'
    },
  }
}

/** As if typed, at the caret or between `from` and `to`, so that the browser's undo knows it. */
export function write(
  area: HTMLTextAreaElement,
  text: string,
  from = area.selectionStart,
  to = area.selectionEnd,
): void {
  area.focus()
  area.setSelectionRange(from, to)
  // Deprecated, and the only one that the browser's undo takes in.
  /* oxlint-disable typescript/no-deprecated */
  const done =
    text === '' ? document.execCommand('delete') : document.execCommand('insertText', false, text)
  /* oxlint-enable typescript/no-deprecated */
  if (done || (text === '' && from === to)) return
  area.setRangeText(text, from, to, 'end')
  area.dispatchEvent(new Event('input', { bubbles: true }))
}
