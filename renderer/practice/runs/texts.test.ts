import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { practiceTexts } from '../texts.ts'

type Tree = { readonly [key: string]: string | Tree }
const LANGUAGES = ['zh-CN', 'zh-TW', 'en'] as const
const PLURAL = /_(one|other)$/

function flat(tree: Tree, path = ''): readonly (readonly [string, string])[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as const] : flat(value, `${path}${key}.`),
  )
}
const texts = Object.fromEntries(
  LANGUAGES.map((language) => [language, new Map(flat(practiceTexts[language].practiceRun))]),
) as unknown as Record<(typeof LANGUAGES)[number], ReadonlyMap<string, string>>
const source = ['run', 'runs', 'home', 'scenarios']
  .flatMap((folder) => {
    const path = join(import.meta.dirname, '..', folder)
    return readdirSync(path)
      .filter((file) => /\.tsx?$/.test(file) && !/\.test\./.test(file))
      .map((file) => readFileSync(join(path, file), 'utf8'))
  })
  .join('\n')

test('every text of the runs is there in all three languages, with the same values', () => {
  const values = (text = '') =>
    [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]))].toSorted()
  for (const language of LANGUAGES) {
    expect([...texts[language].keys()]).toEqual([...texts['zh-CN'].keys()])
    for (const [key, text] of texts[language])
      expect([key, values(text)]).toEqual([key, values(texts['zh-CN'].get(key))])
  }
})

test('every text that is asked for exists, and every text is asked for', () => {
  const known = new Set([...texts['zh-CN'].keys()].map((key) => key.replace(PLURAL, '')))
  const asked = new Set(
    [...source.matchAll(/['`]practiceRun:([\w.]+)['`]/g)].map((match) => match[1] ?? ''),
  )
  const stems = [...source.matchAll(/`practiceRun:([\w.]*)\$\{/g)].map((match) => match[1] ?? '')
  expect(asked.size).toBeGreaterThan(100)
  expect([...asked].filter((key) => !known.has(key))).toEqual([])
  const named = /^(fact|label)\./
  expect(
    [...known].filter(
      (key) => !named.test(key) && !asked.has(key) && !stems.some((stem) => key.startsWith(stem)),
    ),
  ).toEqual([])
})
