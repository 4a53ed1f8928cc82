import type { Workstation } from '../../state/workstation.ts'

/** A field with words in it has an undo of its own. */
export function hasWords(target: EventTarget | null): boolean {
  const field = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
  return field ? target.value !== '' : target instanceof HTMLElement && target.isContentEditable
}

/** What a button does stays with its button: the key presses the one in sight. */
export function clickButton(act: string): boolean {
  const button = document.querySelector<HTMLButtonElement>(
    `[data-act="${act}"]:not(:disabled, [inert] *)`,
  )
  if (!button || !button.checkVisibility()) return false
  button.click()
  return true
}

export function focusIn(selector: string): boolean {
  const field = document.querySelector<HTMLElement>(`${selector}:not(:disabled)`)
  field?.focus()
  return field !== null
}

export function nextPane(by: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter(
    (pane) => !pane.closest('[inert]'),
  )
  const now = panes.findIndex((pane) => pane.contains(document.activeElement))
  const pane = panes[(now + by + panes.length) % panes.length]
  if (!pane) return
  const target = pane.matches('[tabindex],textarea')
    ? pane
    : pane.querySelector<HTMLElement>(
        'textarea:not(:disabled),[tabindex="0"],button:not(:disabled)',
      )
  target?.focus()
}

/** The newest message of the chat in front that `fits`, among those that are loaded. */
export function newest({ store }: Pick<Workstation, 'store'>, by: 'buyer' | 'me') {
  const { current, view, timelines } = store.getState()
  if (current === null || view?.conversations[current]?.holder !== view?.me) return null
  const own = timelines[current]?.segments.find(({ conversation }) => conversation === current)
  const message = own?.messages.findLast(({ sender, body }) =>
    by === 'buyer'
      ? sender.kind === 'buyer' && body.kind !== 'recalled'
      : sender.kind === 'account' &&
        sender.account === view?.me &&
        (body.kind === 'text' || body.kind === 'image' || body.kind === 'file'),
  )
  return message ? { current, message } : null
}

export function quoteNewest(workstation: Workstation): boolean {
  const found = newest(workstation, 'buyer')
  if (!found) return false
  workstation.actions.messages.quote(found.current, found.message.cseq)
  return focusIn('[data-pane="composer"] textarea')
}
