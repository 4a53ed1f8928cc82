import { expect, test } from 'vitest'
import { errorText, pickLanguage, translator } from './language.ts'

test('the browser chooses the language', () => {
  expect(pickLanguage(['zh-CN', 'en'])).toBe('zh-CN')
  expect(pickLanguage(['zh'])).toBe('zh-CN')
  expect(pickLanguage(['zh-Hans-SG'])).toBe('zh-CN')
  expect(pickLanguage(['zh-TW'])).toBe('zh-TW')
  expect(pickLanguage(['zh-Hant-HK'])).toBe('zh-TW')
  expect(pickLanguage(['zh-HK'])).toBe('zh-TW')
  expect(pickLanguage(['fr-FR', 'zh-CN'])).toBe('zh-CN')
  expect(pickLanguage(['fr-FR'])).toBe('en')
  expect(pickLanguage([])).toBe('en')
})

test('values are filled in as text; unknown codes share one sentence', () => {
  expect(translator('zh-CN')('status.served', { nick: '{{place}}$&' })).toBe(
    '{{place}}$& 正在为您服务',
  )
  const t = translator('en')
  expect(errorText(t, 'rate_limited')).toBe('Too fast: wait a moment')
  expect(errorText(t, 'never_heard_of')).toBe(t('error.other'))
})
