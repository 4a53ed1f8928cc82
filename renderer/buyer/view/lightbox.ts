import type { Translate } from '../language.ts'
import { el, icon } from './dom.ts'
import './lightbox.css'

/** The picture as large as the window; Esc, a click or the button goes back to where one was. */
export function enlarge(t: Translate, url: string, name: string, from: HTMLElement): void {
  const close = el(
    'button',
    { class: 'icon-button', attrs: { type: 'button', 'aria-label': t('picture.close') } },
    icon('close'),
  )
  const dialog = el(
    'dialog',
    { class: 'lightbox', attrs: { 'aria-label': t('picture.alt', { name }) } },
    el('img', { attrs: { src: url, alt: t('picture.alt', { name }) } }),
    close,
  )
  dialog.addEventListener('click', () => dialog.close())
  dialog.addEventListener('close', () => {
    dialog.remove()
    from.focus()
  })
  document.body.append(dialog)
  dialog.showModal()
}
