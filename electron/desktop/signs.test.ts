import { expect, test } from 'vitest'
import { aConversation, anAccount, aShop } from '#shared/protocol/fixtures.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import type { Suspension } from '#shared/protocol/model.ts'
import { signsOf, titleOf, type WorkSigns } from './signs.ts'
import { loadTexts } from './texts.ts'

const since = new Date(2026, 0, 5, 12, 30).getTime()
const meal: Suspension = { reason: '用餐', since, by: 'person', text: null }

function work(suspended: Suspension | null, connection: WorkSigns['connection']): WorkSigns {
  return {
    connection,
    view: {
      me: 'me',
      shop: aShop,
      settings: DEFAULT_SETTINGS,
      closed: [],
      accounts: { me: anAccount('me', { nick: '小红', suspended }) },
      conversations: { c: aConversation({ id: 'c', holder: 'me', unread: 2 }) },
    },
  }
}

const title = (signs: WorkSigns | null, language: 'zh-CN' | 'zh-TW' | 'en' = 'zh-CN') =>
  titleOf(signsOf(signs), loadTexts(language).t, language)

test('[D3] title and tray tell the state: since when suspended, and why', () => {
  expect(title(work(meal, { kind: 'live' }))).toBe('(2) 小红 · 已挂起（用餐，12:30 起） · 小二')
  expect(title(work(meal, { kind: 'live' }), 'en')).toContain('suspended (用餐, since 12:30)')
  expect(title(work(null, { kind: 'live' }))).toBe('(2) 小红 · 在线 · 小二')
  // Not connected, nobody here knows whether it still is.
  expect(title(work(meal, { kind: 'connecting' }))).toBe('(2) 小红 · 连接中 · 小二')
  expect(title(null)).toBe('小二')
})

test('in practice mode the name of the app says so', () => {
  const { t, language } = loadTexts('zh-CN')
  expect(titleOf(signsOf(work(null, { kind: 'live' }), true), t, language)).toBe(
    '(2) 小红 · 在线 · 练习模式 · 小二',
  )
  expect(titleOf(signsOf(null, true), t, language)).toBe('练习模式 · 小二')
})

test('a long reason is cut', () => {
  const long = work({ ...meal, reason: '很长的原因'.repeat(20) }, { kind: 'live' })
  expect(title(long).length).toBeLessThan(60)
})
