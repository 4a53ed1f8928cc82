import { errorText, type TextKey } from '../language.ts'
import { boxOf, type PictureSource } from '../model/picture.ts'
import { sizeText, textParts } from '../model/text.ts'
import type { Bubble, Mark } from '../model/timeline.ts'
import './bubble.css'
import { cardView, quoteView } from './card.ts'
import { attr, el, icon, type IconName, text } from './dom.ts'
import type { ViewContext } from './context.ts'

export interface BubbleView {
  readonly node: HTMLElement
  update(bubble: Bubble): void
}

/** One message: its content is built once, its place in the run and its mark follow the state. */
export function bubbleView(context: ViewContext, first: Bubble): BubbleView {
  const { t } = context
  const auto = first.body.kind === 'auto'
  const sender = first.nick ?? (auto ? t('log.auto') : t('log.shop'))
  const name = el('div', { class: 'name' }, sender)
  const who = el('span', { class: 'hidden' }, `${first.own ? t('log.you') : sender}: `)
  const avatar = first.own
    ? null
    : el(
        'div',
        { class: 'avatar', attrs: { 'aria-hidden': 'true' } },
        first.nick === null ? icon('chat') : initial(first.nick),
      )
  const content = contentOf(context, first)
  const mark = el('span', { class: 'mark' })
  const time = el(
    'time',
    { attrs: { datetime: new Date(first.at).toISOString() } },
    context.time(first.at),
  )
  const foot = el('div', { class: 'foot' }, time, first.own ? mark : null)
  const actions = el('div', { class: 'actions' })
  const node = el(
    'div',
    { class: `line ${first.own ? 'own' : 'theirs'}${auto ? ' auto' : ''}` },
    avatar,
    el('div', { class: 'body' }, first.own ? null : name, who, content, actions, foot),
  )
  let shownMark = ''
  let quote: HTMLElement | null = null
  const update = (bubble: Bubble): void => {
    // What it answers may be loaded later, or taken back.
    const answered = bubble.quote ? quoteView(context, bubble.quote) : null
    if (answered?.textContent !== quote?.textContent) {
      quote?.remove()
      if (answered) content.prepend(answered)
      quote = answered
    }
    node.classList.toggle('leads', bubble.leads)
    node.classList.toggle('ends', bubble.ends)
    const notable =
      bubble.mark !== null && bubble.mark.kind !== 'sent' && bubble.mark.kind !== 'read'
    node.classList.toggle('notable', notable)
    node.classList.toggle('failed', bubble.mark?.kind === 'failed')
    const signature = JSON.stringify(bubble.mark)
    if (signature === shownMark) return
    shownMark = signature
    showMark(context, mark, bubble.mark)
    showActions(context, actions, bubble)
    if (content instanceof HTMLElement && bubble.mark?.kind === 'uploading')
      content.style.setProperty('--part', String(bubble.mark.percent / 100))
    content.classList.toggle('uploading', bubble.mark?.kind === 'uploading')
  }
  update(first)
  return { node, update }
}

const MARKS: Record<Mark['kind'], { icon: IconName; key: TextKey }> = {
  waiting: { icon: 'clock', key: 'mark.waiting' },
  sending: { icon: 'clock', key: 'mark.sending' },
  uploading: { icon: 'clock', key: 'mark.uploading' },
  sent: { icon: 'sent', key: 'mark.sent' },
  read: { icon: 'read', key: 'mark.read' },
  failed: { icon: 'failed', key: 'mark.failed' },
}

function showMark({ t }: ViewContext, node: HTMLElement, mark: Mark | null): void {
  node.replaceChildren()
  if (!mark) return
  node.dataset['mark'] = mark.kind
  const words = t(MARKS[mark.kind].key, mark.kind === 'uploading' ? { percent: mark.percent } : {})
  node.append(el('span', {}, words), icon(MARKS[mark.kind].icon))
}

function showActions(context: ViewContext, node: HTMLElement, bubble: Bubble): void {
  node.replaceChildren()
  const { mark, cid } = bubble
  if (mark?.kind !== 'failed' || cid === null) return
  const { t } = context
  const gone = mark.code === 'gone'
  node.append(
    el(
      'span',
      { class: 'why', attrs: { role: 'alert' } },
      gone ? t('picture.gone') : errorText(t, mark.code),
    ),
  )
  if (!gone)
    node.append(
      el(
        'button',
        {
          class: 'text-button',
          attrs: { type: 'button' },
          on: { click: () => context.retry(cid) },
        },
        t('failed.retry'),
      ),
    )
  node.append(
    el(
      'button',
      {
        class: 'text-button',
        attrs: { type: 'button' },
        on: { click: () => context.discard(cid) },
      },
      t('failed.discard'),
    ),
  )
}

function contentOf(context: ViewContext, bubble: Bubble): HTMLElement {
  const { t } = context
  const { body } = bubble
  if (body.kind === 'text' || body.kind === 'auto') {
    const words = body.kind === 'auto' && body.text === '' ? t(`auto.${body.reply}`) : body.text
    const node = el('div', { class: 'text', attrs: { dir: 'auto' } })
    for (const part of textParts(words))
      node.append(
        part.kind === 'text'
          ? part.text
          : el(
              'a',
              {
                attrs: {
                  href: part.href,
                  target: '_blank',
                  rel: 'noopener noreferrer nofollow ugc',
                },
              },
              part.text,
            ),
      )
    return node
  }
  if (body.kind === 'card') return cardView(context, body.card)
  const source: PictureSource = { file: body.file, cid: bubble.cid }
  return body.kind === 'image' ? picture(context, source) : file(context, source)
}

function picture(context: ViewContext, source: PictureSource): HTMLElement {
  const { t } = context
  const { name } = source.file
  const box = boxOf(source.file.width, source.file.height)
  const frame = el('button', {
    class: 'picture',
    attrs: { type: 'button', 'aria-label': t('picture.open', { name }) },
  })
  // The box has its size before the picture comes, so that nothing on the page moves.
  frame.style.setProperty('--w', `${box.width}px`)
  frame.style.setProperty('--ratio', `${box.width} / ${box.height}`)
  const image = el('img', { attrs: { alt: t('picture.alt', { name }), draggable: 'false' } })
  const load = (): void => {
    frame.classList.remove('broken')
    frame.replaceChildren(image)
    context.pictures.url(source).then(
      (url) => attr(image, 'src', url),
      () => {
        frame.classList.add('broken')
        frame.replaceChildren(icon('reload'), el('span', {}, t('picture.unavailable')))
        attr(frame, 'aria-label', `${t('picture.unavailable')}: ${t('picture.reload')}`)
      },
    )
  }
  frame.addEventListener('click', () => {
    if (frame.classList.contains('broken')) load()
    else if (image.src !== '') context.enlarge(image.src, name, frame)
  })
  load()
  return frame
}

function file(context: ViewContext, source: PictureSource): HTMLElement {
  const { t } = context
  const { name, size } = source.file
  const note = el('span', { class: 'size' }, sizeText(size))
  return el(
    'button',
    {
      class: 'file',
      attrs: { type: 'button', 'aria-label': t('file.download', { name }) },
      on: {
        click: () => {
          context.pictures.download(source).catch(() => text(note, t('file.failed')))
        },
      },
    },
    icon('file'),
    el('span', { class: 'file-name' }, name),
    note,
  )
}

function initial(nick: string): string {
  return Array.from(nick.trim())[0]?.toUpperCase() ?? '·'
}
