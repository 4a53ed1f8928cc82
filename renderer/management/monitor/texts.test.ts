import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { managementTexts } from '../texts.ts'

const PLURAL = /_(one|other)$/

function flatten(tree: object, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string'
      ? [[path + key, value] as [string, string]]
      : flatten(value as object, `${path}${key}.`),
  )
}
const languages = ['zh-CN', 'zh-TW', 'en'] as const
const texts = Object.fromEntries(
  languages.map((language) => [language, new Map(flatten(managementTexts[language].monitor))]),
) as Record<(typeof languages)[number], Map<string, string>>
const keysOf = (language: (typeof languages)[number]) =>
  [...new Set([...texts[language].keys()].map((key) => key.replace(PLURAL, '')))].toSorted()

test('every text of monitor, log, simulator and doctor is there in three languages, with its values', () => {
  expect(keysOf('zh-TW')).toEqual(keysOf('zh-CN'))
  expect(keysOf('en')).toEqual(keysOf('zh-CN'))
  const values = (text = '') =>
    [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]))].toSorted().join()
  for (const [key, text] of texts['zh-CN'])
    for (const language of languages) {
      const other = texts[language].get(key)
      if (other === undefined) continue
      expect(other.trim(), `${language} ${key}`).not.toBe('')
      expect(values(other), `${language} ${key}`).toBe(values(text))
    }
})

test('every key these screens ask for exists, and every key is asked for', () => {
  const source = ['monitor', 'decisions', 'simulator', 'doctor']
    .flatMap((folder) => {
      const path = join(import.meta.dirname, '..', folder)
      return readdirSync(path)
        .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
        .map((file) => readFileSync(join(path, file), 'utf8'))
    })
    .join('\n')
  const known = keysOf('zh-CN')
  const asked = [...source.matchAll(/['`]monitor:([\w.-]+)['`]/g)].map((match) => match[1] ?? '')
  const stems = [...source.matchAll(/`monitor:([\w.-]*)\$\{/g)].map((match) => match[1] ?? '')
  expect(asked.length).toBeGreaterThan(60)
  for (const key of asked) expect(known, key).toContain(key)
  for (const stem of stems)
    expect(
      known.some((key) => key.startsWith(stem)),
      stem,
    ).toBe(true)
  expect(
    known.filter((key) => !asked.includes(key) && !stems.some((stem) => key.startsWith(stem))),
  ).toEqual([])
})
