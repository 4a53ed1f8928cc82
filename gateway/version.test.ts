import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { APP_VERSION, newestVersion, versionIn } from './version.ts'

test('the version is the package’s', () => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  expect(APP_VERSION).toBe((JSON.parse(text) as { version: string }).version)
})

test('versions are compared by their numbers', () => {
  expect(versionIn('xiaoer-desktop 0.10.2')).toBe('0.10.2')
  expect(versionIn('test')).toBeNull()
  expect(newestVersion(['0.0.9', '0.10.0', '0.9.9'])).toBe('0.10.0')
  expect(newestVersion([])).toBe(APP_VERSION)
})
