import type { Card, FileRef, Money } from '#shared/protocol/model.ts'
import type { Quote } from '../model/timeline.ts'
import './card.css'
import type { ViewContext } from './context.ts'
import { attr, el } from './dom.ts'

const QUOTE_LENGTH = 60

/** A product or an order that the shop shows, as it was then. */
export function cardView(context: ViewContext, card: Card): HTMLElement {
  const { t } = context
  if (card.kind === 'order') {
    const lines = card.lines.map(({ title, count }) =>
      el('div', { class: 'card-line' }, count > 1 ? `${title} × ${count}` : title),
    )
    if (card.more > 0)
      lines.push(el('div', { class: 'card-line' }, t('card.more', { count: card.more })))
    return el(
      'div',
      { class: 'card' },
      thumb(context, card.picture),
      el(
        'div',
        { class: 'card-words' },
        el('strong', {}, t('card.order', { number: card.number })),
        el('span', { class: 'card-state' }, t(`orderState.${card.state}`)),
        ...lines,
        el('span', { class: 'card-price' }, amount(context, card.total)),
      ),
    )
  }
  const words = el(
    'div',
    { class: 'card-words' },
    el('strong', {}, card.title),
    card.price ? el('span', { class: 'card-price' }, amount(context, card.price)) : null,
  )
  const picture = thumb(context, card.picture)
  return card.url === null
    ? el('div', { class: 'card' }, picture, words)
    : el(
        'a',
        {
          class: 'card',
          attrs: { href: card.url, target: '_blank', rel: 'noopener noreferrer' },
        },
        picture,
        words,
      )
}

function thumb({ pictures }: ViewContext, file: FileRef | null): HTMLElement | null {
  if (file === null) return null
  const image = el('img', { class: 'thumb', attrs: { alt: '', draggable: 'false' } })
  pictures.url({ file, cid: null }).then(
    (url) => attr(image, 'src', url),
    // The words beside it tell the same.
    () => image.remove(),
  )
  return image
}

function amount({ language }: ViewContext, money: Money): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency: money.currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return format.format(money.amount / 10 ** digits)
}

/** What a message answers, in one line. */
export function quoteView({ t }: ViewContext, { own, nick, body }: Quote): HTMLElement {
  const who = own ? t('log.you') : (nick ?? t('log.shop'))
  return el('div', { class: 'quote' }, body === null ? t('quote.earlier') : `${who}: ${words()}`)

  function words(): string {
    switch (body?.kind) {
      case 'text':
      case 'auto': {
        const all = Array.from(body.text.replaceAll(/\s+/g, ' '))
        return all.length > QUOTE_LENGTH ? `${all.slice(0, QUOTE_LENGTH).join('')}…` : all.join('')
      }
      case 'image':
        return t('quote.picture')
      case 'file':
        return body.file.name
      case 'card':
        return body.card.kind === 'product'
          ? body.card.title
          : t('card.order', { number: body.card.number })
      case 'recalled':
      case 'erased':
        return t('quote.recalled')
      case 'notice':
      case undefined:
        return ''
    }
  }
}
