import { expect, test } from 'vitest'
import { chooseLanguage } from './settings.ts'

test.each([
  [['zh-CN'], 'zh-CN'],
  [['zh-Hans-TW'], 'zh-TW'],
  [['zh-Hant'], 'zh-TW'],
  [['zh_HK'], 'zh-TW'],
  [['fr-FR', 'en-GB', 'zh-CN'], 'en'],
  [['fr-FR'], 'zh-CN'],
  [[], 'zh-CN'],
])('of %j: %s', (preferred, language) => {
  expect(chooseLanguage(preferred)).toBe(language)
})
