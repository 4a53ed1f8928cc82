import { type ChatState, isOpening } from '../chat.ts'
import type { Translate } from '../language.ts'
import './choices.css'
import { attr, el } from './dom.ts'

/** What the buyer may say before the first message of a conversation; nothing has to be chosen. */
export function choicesView(
  t: Translate,
  choose: (choice: string | null) => void,
): { node: HTMLElement; update(state: ChatState): void } {
  const label = t('choices.label')
  const list = el('div', { class: 'chips' })
  const node = el(
    'div',
    { class: 'choices', attrs: { role: 'group', 'aria-label': label, hidden: '' } },
    el('span', { attrs: { 'aria-hidden': 'true' } }, label),
    list,
  )
  let shown: ChatState['choices'] = []
  let chosen: string | null = null
  return {
    node,
    update: (state) => {
      const asked = state.choices.length > 0 && state.loaded && isOpening(state)
      attr(node, 'hidden', asked ? null : '')
      if (state.choices !== shown) {
        shown = state.choices
        list.replaceChildren(
          ...shown.map(({ id, label: words }) =>
            el(
              'button',
              {
                attrs: { type: 'button', 'data-choice': id },
                on: { click: () => choose(chosen === id ? null : id) },
              },
              words,
            ),
          ),
        )
      }
      chosen = state.chosen
      for (const chip of list.children)
        attr(chip, 'aria-pressed', String(chip.getAttribute('data-choice') === chosen))
    },
  }
}
