import { frameAddress, isFromFrame, type ToFrame } from './model/embed.ts'
import { isLanguage, pickLanguage, translator } from './language.ts'
import { widgetStyle } from './widget-style.ts'

/**
 * `<script src="https://gateway/widget.js" data-shop="demo"></script>` on a page of the shop's site:
 * a round button that opens the buyer's page in a frame. Everything lives in a shadow tree, so
 * the site's styles and ours don't meet; the frame belongs to the gateway's origin, so the site's
 * scripts can't read the chat, nor the chat the site.
 *
 * data-shop (required) · data-product · data-category · data-to (whom the buyer asks for) · data-identity (signed) · data-language ·
 * data-side="left"
 */
const script = document.currentScript
const SVG = 'http://www.w3.org/2000/svg'
const CHAT = 'M4 5h16v11H11l-5 4v-4H4z'
const DOWN = 'M6 9l6 6 6-6'

if (script instanceof HTMLScriptElement) {
  const { shop } = script.dataset
  const gateway = new URL(script.src).origin
  if (shop) whenBody(() => start(gateway, shop, script.dataset))
}

function whenBody(run: () => void): void {
  if (document.body) run()
  else document.addEventListener('DOMContentLoaded', run, { once: true })
}

function start(gateway: string, shop: string, options: DOMStringMap): void {
  const wanted = options['language'] ?? null
  let language = isLanguage(wanted) ? wanted : pickLanguage(navigator.languages)
  const memory = remembered(`xiaoer.widget.${shop}`)
  const host = document.createElement('div')
  const root = host.attachShadow({ mode: 'open' })
  // A constructed sheet passes the site's Content-Security-Policy, a style element may not.
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(widgetStyle)
  root.adoptedStyleSheets = [sheet]

  const button = document.createElement('button')
  button.type = 'button'
  button.append(drawing(CHAT, 'when-closed'), drawing(DOWN, 'when-open'))
  const badge = document.createElement('span')
  badge.className = 'badge'
  badge.hidden = true
  button.append(badge)
  const panel = document.createElement('div')
  panel.className = 'panel'
  panel.hidden = true
  root.append(panel, button)
  if (options['side'] === 'left') host.classList.add('left')
  for (const part of [button, panel]) part.classList.toggle('left', options['side'] === 'left')

  let frame: HTMLIFrameElement | null = null
  let open = false
  let unread = 0

  const load = (): void => {
    if (frame) return
    frame = document.createElement('iframe')
    frame.src = frameAddress(
      gateway,
      { shop, href: location.href, origin: location.origin },
      { product: options['product'], category: options['category'], to: options['to'] },
    )
    frame.allow = 'clipboard-write'
    frame.addEventListener('load', tell)
    panel.append(frame)
    label()
  }
  const tell = (): void => {
    const messages: ToFrame[] = [
      { xiaoer: 'identity', token: options['identity'] || null },
      { xiaoer: 'shown', open },
    ]
    for (const message of messages) frame?.contentWindow?.postMessage(message, gateway)
  }
  const label = (): void => {
    const t = translator(language)
    const words = open
      ? t('widget.close')
      : unread > 0
        ? t('widget.openUnread', { count: unread })
        : t('widget.open')
    button.setAttribute('aria-label', words)
    button.title = words
    button.setAttribute('aria-expanded', String(open))
    if (frame) frame.title = t('widget.frame')
    badge.hidden = unread === 0 || open
    badge.textContent = unread > 99 ? '99+' : String(unread)
  }
  const show = (next: boolean): void => {
    open = next
    if (open) load()
    panel.hidden = !open
    button.classList.toggle('open', open)
    memory.write(open ? 'open' : 'known')
    label()
    tell()
    if (!open) button.focus()
  }

  button.addEventListener('click', () => show(!open))
  window.addEventListener('message', (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== gateway) return
    if (!isFromFrame(event.data)) return
    if (event.data.xiaoer === 'close') {
      show(false)
      return
    }
    unread = event.data.count
    if (isLanguage(event.data.language)) ({ language } = event.data)
    label()
  })
  window.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && open) show(false)
  })
  document.body.append(host)
  label()
  // Someone who has chatted here before gets the badge; everyone else's page loads nothing of ours.
  const before = memory.read()
  if (before === 'open' && innerWidth > 600) show(true)
  else if (before !== null) setTimeout(load, 1500)
}

function remembered(key: string): { read(): string | null; write(value: string): void } {
  return {
    read: () => {
      try {
        return localStorage.getItem(key)
      } catch {
        return null
      }
    },
    write: (value) => {
      try {
        localStorage.setItem(key, value)
      } catch {
        // Storage refused: the widget starts closed next time.
      }
    },
  }
}

function drawing(path: string, name: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('class', name)
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  const line = document.createElementNS(SVG, 'path')
  line.setAttribute('d', path)
  svg.append(line)
  return svg
}
