import type { ChatState } from '../chat.ts'
import type { Pictures } from '../io/pictures.ts'
import type { Language, Translate } from '../language.ts'
import type { PictureRefusal } from '../model/picture.ts'
import { unreadCount } from '../model/timeline.ts'
import { bannerView } from './banner.ts'
import { choicesView } from './choices.ts'
import { composerView } from './composer.ts'
import type { ViewContext } from './context.ts'
import { el, icon } from './dom.ts'
import { headerView } from './header.ts'
import { enlarge } from './lightbox.ts'
import { logView } from './log.ts'
import { ratingView } from './rating.ts'

export interface PageOptions {
  readonly t: Translate
  readonly language: Language
  readonly pictures: Pictures
  readonly draft: string
  /** Gateway's clock minus ours. */
  readonly skew: () => number
  readonly embedded: boolean
  readonly actions: {
    chooseLanguage(language: Language): void
    sendText(value: string): void
    sendPictures(files: readonly File[]): void
    choose(choice: string | null): void
    rate(score: number, words: string): void
    changed(value: string): void
    retry(cid: string): void
    discard(cid: string): void
    loadOlder(): void
    seen(): void
    reconnect(): void
    close(): void
  }
}

export interface PageView {
  readonly node: HTMLElement
  /** Returns how many messages of the shop wait to be read. */
  update(state: ChatState): number
  atEnd(): boolean
  focus(): void
  refuse(refusal: PictureRefusal | 'unreadable', name: string, size: number): void
}

const DAY_MS = 86_400_000

export function pageView(options: PageOptions): PageView {
  const { t, language, actions } = options
  const clock = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  })
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long' })
  const context: ViewContext = {
    t,
    language,
    pictures: options.pictures,
    time: (at) => clock.format(at),
    day: (at) => {
      const now = Date.now()
      const day = new Date(at).toDateString()
      if (day === new Date(now).toDateString()) return t('day.today')
      if (day === new Date(now - DAY_MS).toDateString()) return t('day.yesterday')
      return date.format(at)
    },
    retry: actions.retry,
    discard: actions.discard,
    enlarge: (url, name, from) => enlarge(t, url, name, from),
  }
  const header = headerView(t, language, actions.chooseLanguage)
  if (options.embedded)
    header.node.append(
      el(
        'button',
        {
          class: 'icon-button',
          attrs: { type: 'button', 'aria-label': t('widget.close'), title: t('widget.close') },
          on: { click: () => actions.close() },
        },
        icon('close'),
      ),
    )
  const banner = bannerView(t, { retry: actions.reconnect })
  const log = logView(context, { loadOlder: actions.loadOlder, seen: actions.seen })
  const choices = choicesView(t, actions.choose)
  const rating = ratingView(t, actions.rate)
  const composer = composerView(context, actions, options.draft)
  const node = el(
    'div',
    { class: 'page' },
    header.node,
    el('main', {}, banner.node, log.node, rating.node, choices.node, composer.node),
  )
  composer.acceptDrops(node)
  fitKeyboard(node)

  return {
    node,
    atEnd: () => log.atEnd(),
    focus: () => composer.focus(),
    refuse: (refusal, name, size) => composer.refuse(refusal, name, size),
    update: (state) => {
      header.update(state)
      banner.update(state)
      log.update(state)
      rating.update(state)
      choices.update(state)
      composer.showWatched(state.typingPreview && state.view?.conversation?.state === 'held')
      const { conversation, shop } = state.view ?? {}
      composer.showTyping(state.shopTyping ? (conversation?.servedBy ?? t('log.shop')) : null)
      const count = unreadCount(state.threads, conversation?.id, state.readUpTo)
      const name = shop?.name ?? ''
      if (name !== '')
        document.title =
          count > 0 ? t('unreadTitle', { count, shop: name }) : t('title', { shop: name })
      return count
    },
  }
}

/** Safari lays the keyboard over the page instead of making it smaller. */
function fitKeyboard(node: HTMLElement): void {
  const viewport = window.visualViewport
  if (!viewport) return
  const fit = (): void => {
    const hidden = window.innerHeight - viewport.height > 80 && viewport.scale === 1
    if (hidden) {
      node.style.setProperty('height', `${viewport.height}px`)
      node.style.setProperty('transform', `translateY(${viewport.offsetTop}px)`)
    } else {
      node.style.removeProperty('height')
      node.style.removeProperty('transform')
    }
  }
  viewport.addEventListener('resize', fit)
  viewport.addEventListener('scroll', fit)
}
