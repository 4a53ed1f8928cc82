import { useEffect } from 'react'
import type { Workstation } from '../../state/workstation.ts'
import { shown } from '../list/shown.ts'
import { mayManage } from '../../state/chats.ts'
import { mayForward } from '../../state/team-actions.ts'
import { panelKey, showPanel } from '../panel/tabs.ts'
import { isComposing } from './composition.ts'
import { useWorkstation } from './context.ts'
import { withCommand } from './keys.ts'

type Modifiers = 'command' | 'command+shift' | 'alt' | 'none' | null

function modifiersOf(event: KeyboardEvent): Modifiers {
  const command = withCommand(event)
  if (event.altKey) return command || event.shiftKey ? null : 'alt'
  if (command) return event.shiftKey ? 'command+shift' : 'command'
  return event.ctrlKey || event.metaKey ? null : 'none'
}

/** In a window of one chat nothing leads to another. */
const OF_ONE = new Set([
  'command f',
  'command w',
  'command z',
  'command+shift f',
  'command+shift w',
  'command+shift o',
  'none f1',
  'none f6',
])

/** What a key of the sheet does; undefined: not one of ours. */
function actionOf(event: KeyboardEvent, workstation: Workstation): (() => void) | undefined {
  const { store, actions } = workstation
  const state = store.getState()
  const { current } = state
  const chat = current === null ? undefined : state.view?.conversations[current]
  const { desk, chats } = actions
  const managing = state.screen === 'management'
  const tab = panelKey(event)
  const closeNow = (withSummary: boolean) => {
    const picked = state.picked ?? []
    const chosen = picked.length > 0 ? picked : current === null ? [] : [current]
    const away = current !== null && !state.view?.conversations[current]
    if (picked.length === 0 && away) chats.closeTab(current)
    else chats.startClose(chosen, withSummary)
  }
  switch (modifiersOf(event)) {
    case 'command': {
      if (/^[1-9]$/.test(event.key)) return () => chats.openTab(Number(event.key) - 1)
      switch (event.key.toLowerCase()) {
        case 'k':
          return () => desk.show({ kind: 'palette', within: null })
        case 'w':
          return managing ? undefined : () => closeNow(false)
        case 'z':
          return hasWords(event.target) || state.pending.length === 0
            ? undefined
            : () => void chats.pending.undo()
        case 'j':
          return () => chats.openLongestWaiting()
        case 'f':
          return current === null
            ? undefined
            : () => desk.show({ kind: 'palette', within: managing ? null : current })
        case ',':
          return () => desk.show({ kind: 'settings' })
      }
      return undefined
    }
    case 'command+shift':
      switch (event.key.toLowerCase()) {
        case 'f':
          return () => {
            if (managing) return
            if (state.picked && state.picked.length > 0) chats.forwardPicked()
            else if (chat && mayForward(state, chat.id))
              desk.show({ kind: 'forward', conversation: chat.id })
          }
        case 'w':
          return managing ? undefined : () => closeNow(true)
        case 'm':
          if (managing) return () => chats.show('chats')
          return mayManage(state) ? () => chats.show('management') : undefined
        case 'o':
          if (managing || !chat) return undefined
          return () =>
            void (state.tornOff.includes(chat.id) ? chats.putBack(chat.id) : chats.tearOff(chat.id))
        case 's': {
          const me = state.view?.accounts[state.view.me]
          return me?.suspended ? () => void chats.resume() : () => desk.show({ kind: 'suspend' })
        }
      }
      return undefined
    case 'alt':
      // The chats are not to be seen, and a form there may use these keys itself.
      if (managing) return undefined
      if (tab && current !== null) return () => showPanel(workstation, tab, true)
      if (event.key === 'ArrowUp') return () => chats.step(-1, shown.ids)
      if (event.key === 'ArrowDown') return () => chats.step(1, shown.ids)
      return undefined
    case 'none':
      if (event.key === 'F1') return () => desk.show({ kind: 'keys' })
      if (event.key === 'F6') return () => nextPane(event.shiftKey ? -1 : 1)
      return undefined
    case null:
      return undefined
  }
}

/** A field with words in it has an undo of its own. */
function hasWords(target: EventTarget | null): boolean {
  const field = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
  return field ? target.value !== '' : target instanceof HTMLElement && target.isContentEditable
}

function nextPane(by: 1 | -1): void {
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

export function useShortcuts(): void {
  const workstation = useWorkstation()
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      // A dialog has the keys; while composing they belong to the input method.
      if (isComposing(event)) return
      if (workstation.store.getState().dialog || event.defaultPrevented) return
      const { alone } = workstation.store.getState()
      if (alone !== null && !OF_ONE.has(`${modifiersOf(event) ?? ''} ${event.key.toLowerCase()}`))
        return
      const action = actionOf(event, workstation)
      if (!action) return
      event.preventDefault()
      action()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [workstation])
}
