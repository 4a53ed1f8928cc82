import { LIMITS } from '#shared/protocol/limits.ts'
import type { TextKey } from '../language.ts'
import { PICTURE_TYPES, type PictureRefusal } from '../model/picture.ts'
import { sizeText } from '../model/text.ts'
import { isSendKey } from '../model/keys.ts'
import './composer.css'
import { attr, el, icon, text } from './dom.ts'
import type { ViewContext } from './context.ts'

export interface ComposerView {
  readonly node: HTMLElement
  /** Where pictures may be dropped: the whole page. */
  acceptDrops(area: HTMLElement): void
  showTyping(nick: string | null): void
  /** The shop's people read what is being typed. */
  showWatched(watched: boolean): void
  refuse(refusal: PictureRefusal | 'unreadable', name: string, size: number): void
  focus(): void
}

export interface ComposerActions {
  sendText(value: string): void
  sendPictures(files: readonly File[]): void
  changed(value: string): void
}

/** Characters left under which the count is shown. */
const NEAR_LIMIT = 200
const REFUSAL_MS = 8000

export function composerView(
  context: ViewContext,
  actions: ComposerActions,
  draft: string,
): ComposerView {
  const { t } = context
  const limit = LIMITS.textLength
  const field = el('textarea', {
    attrs: {
      rows: '1',
      'aria-label': t('composer.label'),
      placeholder: t(wide() ? 'composer.placeholder' : 'composer.placeholderShort'),
      enterkeyhint: 'send',
      autocomplete: 'off',
      dir: 'auto',
    },
    set: { value: draft },
  })
  const choose = el('input', {
    class: 'hidden',
    attrs: {
      type: 'file',
      accept: PICTURE_TYPES.join(','),
      multiple: '',
      tabindex: '-1',
      'aria-hidden': 'true',
    },
    on: {
      change: () => {
        actions.sendPictures([...(choose.files ?? [])])
        choose.value = ''
        field.focus()
      },
    },
  })
  const pictureButton = el(
    'button',
    {
      class: 'icon-button',
      attrs: { type: 'button', 'aria-label': t('composer.picture'), title: t('composer.picture') },
      on: { click: () => choose.click() },
    },
    icon('picture'),
  )
  const sendButton = el(
    'button',
    { class: 'send', attrs: { type: 'submit', 'aria-label': t('composer.send') } },
    icon('send'),
  )
  const typing = el('div', { class: 'typing', attrs: { 'aria-live': 'polite' } })
  const watched = el('div', { class: 'watched', attrs: { hidden: '' } }, t('composer.watched'))
  const count = el('div', { class: 'count', attrs: { role: 'status' } })
  const refusal = el('div', { class: 'refusal', attrs: { role: 'alert', hidden: '' } })
  const drop = el(
    'div',
    { class: 'drop', attrs: { hidden: '' } },
    icon('picture'),
    t('composer.drop'),
  )
  const form = el(
    'form',
    {
      class: 'composer',
      on: {
        submit: (event: SubmitEvent) => {
          event.preventDefault()
          send()
        },
      },
    },
    refusal,
    el('div', { class: 'above' }, typing, watched, count),
    el('div', { class: 'field' }, pictureButton, choose, field, sendButton),
    drop,
  )

  const send = (): void => {
    const value = field.value.trim()
    if (value === '' || value.length > limit) return
    actions.sendText(value)
    field.value = ''
    changed()
    field.focus()
  }
  const changed = (): void => {
    const { value } = field
    const left = limit - value.trim().length
    attr(sendButton, 'disabled', value.trim() === '' || left < 0 ? '' : null)
    attr(field, 'aria-invalid', left < 0 ? 'true' : null)
    count.classList.toggle('over', left < 0)
    text(
      count,
      left < 0
        ? t('composer.over', { count: -left })
        : left <= NEAR_LIMIT
          ? t('composer.left', { count: left })
          : '',
    )
    grow()
    actions.changed(value)
  }
  /** As high as its text, up to the limit of the style sheet. */
  const grow = (): void => {
    field.style.setProperty('height', 'auto')
    field.style.setProperty('height', `${field.scrollHeight + 2}px`)
  }

  field.addEventListener('input', changed)
  field.addEventListener('keydown', (event) => {
    if (!isSendKey(event)) return
    event.preventDefault()
    send()
  })
  field.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])]
    if (files.length === 0) return
    event.preventDefault()
    actions.sendPictures(files)
  })
  requestAnimationFrame(changed)

  let timer = 0
  return {
    node: form,
    focus: () => field.focus(),
    showWatched: (is) => attr(watched, 'hidden', is ? null : ''),
    showTyping: (nick) => text(typing, nick === null ? '' : t('log.typing', { nick })),
    refuse: (why, name, size) => {
      const key: TextKey = `picture.${why}`
      refusal.textContent = t(key, {
        name,
        size: sizeText(size),
        limit: sizeText(LIMITS.fileBytes),
      })
      attr(refusal, 'hidden', null)
      clearTimeout(timer)
      timer = window.setTimeout(() => attr(refusal, 'hidden', ''), REFUSAL_MS)
    },
    acceptDrops: (area) => {
      const files = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
      area.addEventListener('dragover', (event) => {
        if (!files(event)) return
        event.preventDefault()
        attr(drop, 'hidden', null)
      })
      area.addEventListener('dragleave', (event) => {
        if (event.relatedTarget === null) attr(drop, 'hidden', '')
      })
      area.addEventListener('drop', (event) => {
        if (!files(event)) return
        event.preventDefault()
        attr(drop, 'hidden', '')
        actions.sendPictures([...(event.dataTransfer?.files ?? [])])
      })
    },
  }
}

function wide(): boolean {
  return matchMedia('(min-width: 560px) and (pointer: fine)').matches
}
