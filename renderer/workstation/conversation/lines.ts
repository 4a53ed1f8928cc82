import type { ConversationId } from '#shared/protocol/model.ts'
import type { Workstation } from '../../state/workstation.ts'
import { messageOf } from '../../state/timeline.ts'

/** The shop's automatic words are nobody's to quote or take back. */
const LINE = '.line[data-cseq]:not(.auto)'

/** The line of a message that an event of the timeline came from. */
export function lineAt(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>(LINE) : null
}

export function cseqOf(line: HTMLElement): number {
  return Number(line.dataset['cseq'])
}

/** T6: how many messages the selection touches; at least the one it is in. */
export function linesIn(timeline: HTMLElement): number {
  const selection = window.getSelection()
  if (!selection) return 1
  const lines = timeline.querySelectorAll(LINE)
  return Math.max(1, [...lines].filter((line) => selection.containsNode(line, true)).length)
}

/** From the composer up to the newest line. */
export function enterLines(): boolean {
  const all = document.querySelectorAll<HTMLElement>(`.timeline ${LINE}`)
  const last = all[all.length - 1]
  if (!last) return false
  enter(last)
  return true
}

export function toComposer(): void {
  document.querySelector<HTMLElement>('.composer-text')?.focus()
}

function enter(line: HTMLElement): void {
  line.tabIndex = -1
  line.focus({ preventScroll: true })
  line.scrollIntoView({ block: 'nearest' })
}

export type LineAct = 'quote' | 'copy' | 'recall' | 'save' | 'unmask'
/** Without modifiers, on the line that has the focus. */
export const LINE_KEYS: Readonly<Record<LineAct, string>> = {
  quote: 'Q',
  copy: 'C',
  recall: 'R',
  save: 'S',
  unmask: 'E',
}

/** ↑ and ↓ go from line to line, a letter acts on it, Esc goes back to the composer. */
export function takeLineKey(
  event: React.KeyboardEvent<HTMLElement>,
  act: (act: LineAct, cseq: number) => void,
): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
  const line = lineAt(document.activeElement)
  if (event.key === 'Escape' && line) {
    event.preventDefault()
    event.stopPropagation()
    toComposer()
    return
  }
  if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
    event.preventDefault()
    if (!line) {
      enterLines()
      return
    }
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>(LINE)]
    const next = all[all.indexOf(line) + (event.key === 'ArrowUp' ? -1 : 1)]
    if (next) enter(next)
    else if (event.key === 'ArrowDown') toComposer()
    return
  }
  const found = Object.entries(LINE_KEYS).find(([, key]) => key === event.key.toUpperCase())
  if (!found || !line || line.dataset['conversation'] !== undefined) return
  event.preventDefault()
  act(found[0] as LineAct, cseqOf(line))
}

/** What the toolbar's buttons and their letters do. */
export function actOnLine(
  { store, actions }: Workstation,
  id: ConversationId,
  act: LineAct,
  cseq: number,
): void {
  const state = store.getState()
  const message = messageOf(state.timelines[id], id, cseq)
  if (!message || message.body.kind === 'recalled') return
  const mine = state.view !== null && state.view.conversations[id]?.holder === state.view.me
  const { body } = message
  const words = body.kind === 'text' || body.kind === 'auto' ? body.text : null
  switch (act) {
    case 'quote':
      if (!mine) return
      actions.messages.quote(id, cseq)
      actions.messages.point(null)
      toComposer()
      return
    case 'copy':
      if (words === null) return
      void navigator.clipboard.writeText(words)
      actions.privacy.copied(id, 1)
      actions.desk.toast('info', 'chats:composerLine.tools.copied')
      return
    case 'recall':
      if (mine && message.sender.kind === 'account' && message.sender.account === state.view?.me)
        void actions.messages.recall(id, cseq)
      return
    case 'save':
      if (words !== null) actions.quick.keep(words)
      return
    case 'unmask':
      if (message.masked) void actions.privacy.toggle(id, cseq)
  }
}
