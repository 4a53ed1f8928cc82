import type { ChatState } from '../chat.ts'
import { errorText, type Translate } from '../language.ts'
import { attr, el, text } from './dom.ts'
import './rating.css'

const SCORES = [1, 2, 3, 4, 5] as const

/** Asked for when the conversation is over: one to five stars and, if one likes, a word. */
export function ratingView(
  t: Translate,
  rate: (score: number, words: string) => void,
): { node: HTMLElement; update(state: ChatState): void } {
  const title = el('div', { class: 'rating-title', attrs: { id: 'rating-title' } }, t('rating.ask'))
  const chosen = el('span', { class: 'rating-words', attrs: { role: 'status' } })
  const inputs = SCORES.map((score) =>
    el('input', {
      attrs: {
        type: 'radio',
        name: 'rating',
        value: String(score),
        'aria-label': t(`rating.score.${score}`),
      },
      on: { change: () => showChosen() },
    }),
  )
  const stars = el(
    'div',
    { class: 'stars', attrs: { role: 'radiogroup', 'aria-labelledby': 'rating-title' } },
    ...inputs.map((input) =>
      el('label', {}, input, el('span', { attrs: { 'aria-hidden': 'true' } }, '★')),
    ),
  )
  const words = el('input', {
    class: 'rating-text',
    attrs: {
      type: 'text',
      maxlength: '500',
      placeholder: t('rating.words'),
      'aria-label': t('rating.words'),
      autocomplete: 'off',
      hidden: '',
    },
  })
  const button = el(
    'button',
    { class: 'rating-send', attrs: { type: 'submit', hidden: '' } },
    t('rating.send'),
  )
  const failed = el('div', { class: 'refusal', attrs: { role: 'alert', hidden: '' } })
  const form = el(
    'form',
    {
      on: {
        submit: (event: SubmitEvent) => {
          event.preventDefault()
          const score = scoreNow()
          if (score > 0) rate(score, words.value.trim())
        },
      },
    },
    title,
    el('div', { class: 'rating-row' }, stars, chosen),
    el('div', { class: 'rating-row' }, words, button),
    failed,
  )
  const thanks = el('div', { class: 'rating-thanks', attrs: { role: 'status' } })
  const node = el('section', { class: 'rating', attrs: { hidden: '' } }, form, thanks)

  const scoreNow = (): number => Number(inputs.find((input) => input.checked)?.value ?? 0)
  const showChosen = (): void => {
    const score = scoreNow()
    inputs.forEach((input, index) => input.parentElement?.classList.toggle('lit', index < score))
    text(chosen, isScore(score) ? t(`rating.score.${score}`) : '')
    attr(words, 'hidden', score > 0 ? null : '')
    attr(button, 'hidden', score > 0 ? null : '')
  }

  let of: string | null = null
  return {
    node,
    update: ({ view, rating }) => {
      const conversation = view?.conversation
      const asked = conversation?.state === 'closed' && conversation.asked
      attr(node, 'hidden', asked ? null : '')
      if (!conversation || !asked) return
      if (of !== conversation.id) {
        of = conversation.id
        form.reset()
        showChosen()
      }
      const given = conversation.score
      attr(form, 'hidden', given === null ? null : '')
      attr(thanks, 'hidden', given === null ? '' : null)
      text(thanks, given === null ? '' : `${'★'.repeat(given)} ${t('rating.thanks')}`)
      attr(button, 'disabled', rating.sending ? '' : null)
      attr(failed, 'hidden', rating.failed === null ? '' : null)
      text(failed, rating.failed === null ? '' : errorText(t, rating.failed))
    },
  }
}

function isScore(score: number): score is (typeof SCORES)[number] {
  return SCORES.some((one) => one === score)
}
