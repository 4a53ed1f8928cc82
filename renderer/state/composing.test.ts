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
