import type { ChatState } from '../chat.ts'
import { isLanguage, type Language, LANGUAGES, type Translate } from '../language.ts'
import { el, text } from './dom.ts'
import './header.css'

/** Languages are named in themselves, so that whoever can't read the page finds the own one. */
const OWN_NAMES: Record<Language, () => string> = {
  'zh-CN': () => nameOf('zh-Hans'),
  'zh-TW': () => nameOf('zh-Hant'),
  en: () => 'English',
}

function nameOf(tag: string): string {
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag
}

export function headerView(
  t: Translate,
  language: Language,
  choose: (language: Language) => void,
): { node: HTMLElement; update(state: ChatState): void } {
  const name = el('h1')
  const dot = el('i', { class: 'dot', attrs: { 'aria-hidden': 'true' } })
  const status = el('span')
  const select = el(
    'select',
    {
      attrs: { 'aria-label': t('language.label') },
      on: { change: () => isLanguage(select.value) && choose(select.value) },
    },
    ...LANGUAGES.map((tag) =>
      el(
        'option',
        { attrs: { value: tag, lang: tag }, set: { selected: tag === language } },
        OWN_NAMES[tag](),
      ),
    ),
  )
  const node = el(
    'header',
    {},
    el(
      'div',
      { class: 'title' },
      name,
      el('div', { class: 'status', attrs: { role: 'status' } }, dot, status),
    ),
    select,
  )
  return {
    node,
    update: (state) => {
      text(name, state.view?.shop.name ?? '')
      text(status, statusText(t, state))
      dot.classList.toggle('on', state.view?.conversation?.state === 'held')
      dot.classList.toggle('queue', state.view?.conversation?.state === 'queued')
    },
  }
}

function statusText(t: Translate, { view, link }: ChatState): string {
  if (!view) return link.kind === 'stopped' ? '' : t('status.connecting')
  const { conversation } = view
  if (!conversation) return t('status.empty')
  switch (conversation.state) {
    case 'held':
      return conversation.servedBy === null
        ? t('status.empty')
        : t('status.served', { nick: conversation.servedBy })
    case 'queued': {
      const ahead = (conversation.place ?? 1) - 1
      return ahead <= 0 ? t('status.queuedFirst') : t('status.queued', { ahead })
    }
    case 'waiting_main':
      return t('status.waitingMain')
    case 'closed':
      return t('status.closed')
  }
}
