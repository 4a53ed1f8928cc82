import type { ChatState } from '../chat.ts'
import type { TextKey, Translate } from '../language.ts'
import './banner.css'
import { attr, el, text } from './dom.ts'

/** A cut shorter than this mends itself before anyone needs to know. */
const PATIENCE_MS = 1500

/** The bar that says what is wrong, what still works and what can be done. */
export function bannerView(
  t: Translate,
  actions: { retry(): void },
): { node: HTMLElement; update(state: ChatState): void } {
  const words = el('span')
  const retry = el(
    'button',
    { class: 'text-button', attrs: { type: 'button' }, on: { click: () => actions.retry() } },
    t('offline.retry'),
  )
  const reload = el(
    'button',
    { class: 'text-button', attrs: { type: 'button' }, on: { click: () => location.reload() } },
    t('stopped.reload'),
  )
  const node = el(
    'div',
    { class: 'banner', attrs: { role: 'status', hidden: '' } },
    words,
    retry,
    reload,
  )
  let timer = 0
  let overdue = false
  let latest: ChatState | null = null

  const show = (): void => {
    if (!latest) return
    const { link, fragile, pending } = latest
    const cut = link.kind === 'waiting' || (link.kind === 'connecting' && overdue)
    if (link.kind === 'live' || link.kind === 'stopped') {
      clearTimeout(timer)
      timer = 0
      overdue = false
    } else if (timer === 0 && !overdue) {
      timer = window.setTimeout(
        () => {
          overdue = true
          timer = 0
          show()
        },
        navigator.onLine ? PATIENCE_MS : 0,
      )
    }
    let key: TextKey | null = null
    if (link.kind === 'stopped') key = stoppedKey(link.code)
    else if (cut && overdue) key = navigator.onLine ? 'offline.gateway' : 'offline.device'
    else if (fragile && pending.some((item) => !item.acknowledged)) key = 'offline.memory'
    attr(node, 'hidden', key === null ? '' : null)
    attr(retry, 'hidden', key === 'offline.gateway' || key === 'offline.device' ? null : '')
    attr(reload, 'hidden', link.kind === 'stopped' && link.code !== 'not_found' ? null : '')
    if (key) text(words, t(key))
  }
  window.addEventListener('online', show)
  window.addEventListener('offline', show)
  return {
    node,
    update: (state) => {
      latest = state
      show()
    },
  }
}

function stoppedKey(code: string): TextKey {
  if (code === 'not_found') return 'stopped.not_found'
  if (code === 'version_unsupported') return 'stopped.version'
  if (code === 'origin_refused') return 'stopped.origin'
  return 'stopped.other'
}
