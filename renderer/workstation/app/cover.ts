import i18next from 'i18next'
import type { StoreApi } from 'zustand/vanilla'
import type { WorkState } from '../../state/model.ts'
import './cover.css'

/** Where the keys went; they go there again. */
let focused: Element | null = null
let cover: HTMLElement | null = null

/**
 * While the computer is locked nothing of the desk is to be seen: not behind a lock screen that fails,
 * not in a task switcher's picture, not from afar. The desk stays as it is, only unseen and out of reach;
 * caret, scrolling and what was typed come back with it.
 */
function put(): void {
  const root = document.getElementById('root')
  if (cover || !root) return
  focused = document.activeElement
  cover = document.createElement('div')
  cover.className = 'cover'
  // Above everything, dialogs included, whichever came first.
  cover.popover = 'manual'
  cover.role = 'status'
  const name = document.createElement('strong')
  name.textContent = i18next.t('common:appName')
  const words = document.createElement('p')
  words.textContent = i18next.t('app:locked')
  cover.append(name, words)
  document.body.append(cover)
  cover.showPopover()
  root.inert = true
}

function lift(): void {
  const root = document.getElementById('root')
  if (!cover || !root) return
  cover.remove()
  cover = null
  root.inert = false
  if (focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true })
  focused = null
}

/** Unseen at once, by the page's own mark; the words come with the frame after. */
export function followCover(store: StoreApi<WorkState>): void {
  const follow = ({ app }: WorkState) => {
    if (app?.covered === true) put()
    else lift()
  }
  follow(store.getState())
  store.subscribe((state, before) => {
    if (state.app?.covered !== before.app?.covered) follow(state)
  })
}
