import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { DEFAULT_PREFERENCES } from '#shared/bridge/preferences.ts'
import type { WorkState } from '../../state/model.ts'

vi.stubGlobal('navigator', { platform: 'Linux x86_64' })
const { ACTIONS, mayRun } = await import('./actions.ts')
const { bindingsOf, holderOf, isChangeable, keyOf, withKey } = await import('./bindings.ts')
const { comboOf, refusalOf } = await import('./combos.ts')
const { keyName } = await import('../app/keys.ts')
const { FOR_EVER, quietLeft, quietUntil } = await import('./quiet.ts')

const stateWith = (keys: Record<string, string>) =>
  ({ app: { preferences: { ...DEFAULT_PREFERENCES, keys } } }) as unknown as WorkState
const press = (key: string, code: string, ...held: ('ctrl' | 'alt' | 'shift' | 'meta')[]) => ({
  key,
  code,
  ctrlKey: held.includes('ctrl'),
  altKey: held.includes('alt'),
  shiftKey: held.includes('shift'),
  metaKey: held.includes('meta'),
})

test('a press is named by its sign, or by its place where a modifier or layout changes the sign', () => {
  expect(comboOf(press('f', 'KeyF', 'ctrl', 'shift'))).toBe('Ctrl+Shift+F')
  expect(comboOf(press('F', 'KeyF', 'ctrl', 'shift'))).toBe('Ctrl+Shift+F')
  expect(comboOf(press('а', 'KeyF', 'ctrl'))).toBe('Ctrl+F')
  // A French keyboard: what is printed on the key counts.
  expect(comboOf(press('a', 'KeyQ', 'ctrl'))).toBe('Ctrl+A')
  expect(comboOf(press('å', 'KeyA', 'alt'))).toBe('Alt+A')
  expect(comboOf(press('!', 'Digit1', 'ctrl', 'shift'))).toBe('Ctrl+Shift+1')
  expect(comboOf(press('?', 'Slash', 'ctrl', 'shift'))).toBe('Ctrl+Shift+/')
  expect(comboOf(press('ArrowUp', 'ArrowUp', 'alt'))).toBe('Alt+ArrowUp')
  expect(comboOf(press('Shift', 'ShiftLeft', 'ctrl', 'shift'))).toBeNull()
  expect(comboOf(press('Process', 'KeyN', 'ctrl'))).toBeNull()
  expect(
    comboOf({ ...press('@', 'KeyQ', 'ctrl', 'alt'), getModifierState: (n) => n === 'AltGraph' }),
  ).toBeNull()
  expect(comboOf(press('j', 'KeyJ', 'meta'), true)).toBe('Ctrl+J')
  expect(comboOf(press('j', 'KeyJ', 'ctrl'), true)).toBe('Control+J')
  expect(comboOf(press('l', 'KeyL', 'meta'))).toBe('Meta+L')
})

test('people read the combination as their computer writes it', () => {
  expect(keyName('Ctrl+Shift+ArrowUp', false)).toBe('Ctrl+Shift+↑')
  expect(keyName('Ctrl+Alt+Shift+S', true)).toBe('⌘⌥⇧S')
})

test('no two actions have one key by default, and none has one that may not be given', () => {
  const seen = new Map<string, string>()
  for (const { id, keys, run } of ACTIONS) {
    if (!run) continue
    for (const combo of keys) {
      expect(seen.get(combo), `${combo}: ${id}`).toBeUndefined()
      seen.set(combo, id)
      expect(refusalOf(combo), `${combo}: ${id}`).toBeNull()
    }
  }
  expect(new Set(ACTIONS.map(({ id }) => id)).size).toBe(ACTIONS.length)
})

test.each([
  ['K', 'types'],
  ['Shift+K', 'types'],
  ['Shift+/', 'types'],
  ['Enter', 'moves'],
  ['Ctrl+Tab', 'moves'],
  ['Ctrl+C', 'edits'],
  ['Alt+F4', 'system'],
  ['Meta+L', 'system'],
  ['Ctrl+=', 'zoom'],
  ['Ctrl+Shift+K', null],
  ['Alt+K', null],
  ['F8', null],
])('%s is refused: %s', (combo, why) => {
  expect(refusalOf(combo, false)).toBe(why)
})

test('another key, a taken one, none, and the default again', () => {
  const moved = withKey({}, 'longest', 'Ctrl+Shift+K')
  expect(keyOf(stateWith(moved), 'longest')).toBe('Ctrl+Shift+K')
  expect(bindingsOf(stateWith(moved)).at.get('Ctrl+J')).toBeUndefined()
  expect(bindingsOf(stateWith(moved)).at.get('Ctrl+Shift+K')?.id).toBe('longest')

  const bindings = bindingsOf(stateWith({}))
  expect(holderOf(bindings, 'Ctrl+W', 'longest')?.id).toBe('close')
  expect(holderOf(bindings, 'Ctrl+J', 'longest')).toBeUndefined()
  const tabs = holderOf(bindings, 'Ctrl+3', 'longest')
  expect(tabs?.id).toBe('tab')
  expect(tabs && isChangeable(tabs)).toBe(false)

  const taken = stateWith(withKey({}, 'longest', 'Ctrl+W', 'close'))
  expect(bindingsOf(taken).at.get('Ctrl+W')?.id).toBe('longest')
  expect(keyOf(taken, 'close')).toBeUndefined()
  expect(withKey(moved, 'longest', null)).toEqual({})
  expect(withKey(moved, 'longest', 'Ctrl+J')).toEqual({})
})

test('the map is built once per change; a broken file takes nobody’s letters', () => {
  const keys = {}
  expect(bindingsOf(stateWith(keys))).toBe(bindingsOf(stateWith(keys)))
  const broken = bindingsOf(stateWith({ longest: 'K', send: 'Ctrl+Shift+Y', unknown: 'Ctrl+Y' }))
  expect(broken.at.get('K')).toBeUndefined()
  expect(broken.at.get('Ctrl+J')?.id).toBe('longest')
  expect(broken.of.get('send')).toEqual(['Enter'])
})

test('in a window of one chat nothing leads to another; over the chats no key reaches them', () => {
  const may = (id: string, state: Partial<WorkState>) => {
    const action = ACTIONS.find((one) => one.id === id)
    return action && mayRun(action, { alone: null, screen: 'chats', ...state } as WorkState, null)
  }
  expect(may('forward', { alone: 'c1' })).toBe(true)
  for (const id of ['longest', 'down', 'tab', 'palette', 'management', 'settings'])
    expect(may(id, { alone: 'c1' }), id).toBe(false)
  expect(may('close', { screen: 'management' })).toBe(false)
  expect(may('longest', { screen: 'management' })).toBe(true)
})

test('quiet: for a while, until eight tomorrow, for ever', () => {
  const now = new Date(2026, 10, 22, 23, 30).getTime()
  expect(quietLeft(quietUntil('half', now), now)).toEqual({ kind: 'until', ms: 1_800_000 })
  expect(new Date(quietUntil('tomorrow', now))).toEqual(new Date(2026, 10, 23, 8))
  expect(quietLeft(quietUntil('always', now), now)).toEqual({ kind: 'always' })
  expect(new Date(FOR_EVER).getFullYear()).toBeGreaterThan(9990)
  expect(quietLeft(now, now)).toEqual({ kind: 'off' })
})

test('every action, group and refusal has its words in all three languages, and no more', () => {
  const read = (language: string) =>
    JSON.parse(
      readFileSync(
        join(import.meta.dirname, `../../../resources/locales/${language}/keys.json`),
        'utf8',
      ),
    ) as Record<string, Record<string, string>>
  for (const language of ['zh-CN', 'zh-TW', 'en']) {
    const texts = read(language)
    expect(Object.keys(texts['action'] ?? {}).toSorted()).toEqual(
      ACTIONS.map(({ id }) => id).toSorted(),
    )
    expect(Object.keys(texts).toSorted()).toEqual(Object.keys(read('zh-CN')).toSorted())
  }
})

test('every action has a key', () => {
  expect(ACTIONS.filter(({ keys }) => keys.length === 0).map(({ id }) => id)).toEqual([])
})
