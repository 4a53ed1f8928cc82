import { expect, test } from 'vitest'
import { compose, meaningOf, notComposing, type KeyPress } from './composing.ts'

const enter = (patch: Partial<KeyPress> = {}): KeyPress => ({
  key: 'Enter',
  keyCode: 13,
  isComposing: false,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  timeStamp: 1000,
  ...patch,
})

test('Enter sends, Shift+Enter makes a line', () => {
  expect(meaningOf(notComposing, enter(), 'enter')).toBe('send')
  expect(meaningOf(notComposing, enter({ shiftKey: true }), 'enter')).toBe('line')
})

test('by the setting, Ctrl+Enter sends and Enter makes a line', () => {
  expect(meaningOf(notComposing, enter(), 'ctrl-enter')).toBe('line')
  expect(meaningOf(notComposing, enter({ ctrlKey: true }), 'ctrl-enter')).toBe('send')
})

test('while composing no Enter sends, whichever sign the platform gives', () => {
  const active = compose(notComposing, { type: 'start' })
  expect(meaningOf(active, enter(), 'enter')).toBe('input-method')
  expect(meaningOf(notComposing, enter({ isComposing: true }), 'enter')).toBe('input-method')
  expect(meaningOf(notComposing, enter({ keyCode: 229 }), 'enter')).toBe('input-method')
})

test('the Enter of the same stroke behind compositionend does not send', () => {
  const ended = compose(compose(notComposing, { type: 'start' }), { type: 'end', timeStamp: 995 })
  expect(meaningOf(ended, enter({ timeStamp: 1000 }), 'enter')).toBe('input-method')
})

test('an Enter pressed after the candidate was taken sends', () => {
  const ended = compose(compose(notComposing, { type: 'start' }), { type: 'end', timeStamp: 995 })
  // Taken by Space or a digit: its keyup comes first, however quick the fingers.
  expect(meaningOf(compose(ended, { type: 'keyup' }), enter(), 'enter')).toBe('send')
  // Taken by the mouse: no keyup, but time passes.
  expect(meaningOf(ended, enter({ timeStamp: 1200 }), 'enter')).toBe('send')
})

test('a composition that ends by losing the focus leaves nothing behind', () => {
  const active = compose(notComposing, { type: 'start' })
  expect(compose(active, { type: 'blur' })).toEqual(notComposing)
})

/** What real input methods send when Enter takes a candidate, or the letters themselves. */
type Step =
  | { readonly is: 'start' }
  | { readonly is: 'end' }
  | { readonly is: 'keyup' }
  | ({ readonly is: 'keydown' } & Partial<KeyPress>)

const METHODS: Readonly<Record<string, readonly Step[]>> = {
  'macOS Pinyin in Chromium': [
    { is: 'start' },
    { is: 'keydown', isComposing: true, keyCode: 229 },
    { is: 'end' },
    { is: 'keyup' },
  ],
  'macOS Pinyin in WebKit: the end comes before its key': [
    { is: 'start' },
    { is: 'end' },
    { is: 'keydown', keyCode: 229 },
    { is: 'keyup' },
  ],
  'Windows Microsoft Pinyin': [
    { is: 'start' },
    { is: 'keydown', key: 'Process', keyCode: 229, isComposing: true },
    { is: 'end' },
    { is: 'keyup' },
  ],
  'Windows, a method that ends at the key without the sign of composing': [
    { is: 'start' },
    { is: 'keydown', key: 'Enter', keyCode: 13 },
    { is: 'end' },
    { is: 'keyup' },
  ],
  'ibus Libpinyin': [
    { is: 'start' },
    { is: 'keydown', key: 'Unidentified', keyCode: 229, isComposing: true },
    { is: 'end' },
    { is: 'keyup' },
  ],
  'fcitx: commits, then hands the same Enter on': [
    { is: 'start' },
    { is: 'end' },
    { is: 'keydown', keyCode: 13 },
    { is: 'keyup' },
  ],
}

test.each(Object.entries(METHODS))('%s: its Enter never sends, the next one does', (_, steps) => {
  let state = notComposing
  let time = 1000
  for (const step of steps) {
    time += 8
    if (step.is === 'keydown') {
      const { is: _is, ...press } = step
      expect(meaningOf(state, enter({ ...press, timeStamp: time }), 'enter')).toBe('input-method')
    } else
      state = compose(
        state,
        step.is === 'end' ? { type: 'end', timeStamp: time } : { type: step.is },
      )
  }
  expect(meaningOf(state, enter({ timeStamp: time + 60 }), 'enter')).toBe('send')
})
