import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ERROR_CODES } from '#shared/protocol/codes.ts'
import { resources } from './locales.ts'

type Tree = { readonly [key: string]: string | Tree }
const PLURAL = /_(zero|one|two|few|many|other)$/

function flatten(tree: Tree, path = ''): Map<string, string> {
  const flat = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') flat.set(path + key, value)
    else for (const [inner, text] of flatten(value, `${path}${key}.`)) flat.set(inner, text)
  }
  return flat
}
const languages = ['zh-CN', 'zh-TW', 'en'] as const
const namespaces = Object.keys(resources['zh-CN']) as (keyof (typeof resources)['zh-CN'])[]
const texts = Object.fromEntries(
  languages.map((language) => [
    language,
    new Map(
      namespaces.flatMap((namespace) =>
        [...flatten(resources[language][namespace])].map(
          ([key, text]) => [`${namespace}:${key}`, text] as const,
        ),
      ),
    ),
  ]),
) as Record<(typeof languages)[number], Map<string, string>>
const keysOf = (language: (typeof languages)[number]) =>
  [...new Set([...texts[language].keys()].map((key) => key.replace(PLURAL, '')))].toSorted()

test('every text is there in all three languages', () => {
  expect(keysOf('zh-TW')).toEqual(keysOf('zh-CN'))
  expect(keysOf('en')).toEqual(keysOf('zh-CN'))
  for (const language of languages)
    for (const [key, text] of texts[language])
      expect(text.trim(), `${language} ${key}`).not.toBe('')
})

test('texts of one key use the same values', () => {
  const values = (text: string) =>
    [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]))].toSorted()
  const different: string[] = []
  for (const [key, text] of texts['zh-CN'])
    for (const language of ['zh-TW', 'en'] as const) {
      const other = texts[language].get(key)
      if (other !== undefined && values(other).join() !== values(text).join())
        different.push(`${language} ${key}`)
    }
  expect(different).toEqual([])
})

test('every error code of the protocol and the bridge has its words', () => {
  const bridge = readFileSync(join(import.meta.dirname, '../../shared/bridge/contract.ts'), 'utf8')
  const union = /export type BridgeErrorCode =([\s\S]*?)\n\n/.exec(bridge)?.[1] ?? ''
  const own = [...union.matchAll(/'(\w+)'/g)].map((match) => match[1])
  expect(own).toContain('offline')
  for (const code of [...Object.keys(ERROR_CODES), ...own])
    for (const language of languages)
      expect(texts[language].has(`error:${code}`), `${language} error:${code}`).toBe(true)
})

test('every notice, app notice and dispatch rule has its words', () => {
  const shared = (path: string) =>
    readFileSync(join(import.meta.dirname, '../../shared', path), 'utf8')
  const model = shared('protocol/model.ts')
  const notices = [...model.matchAll(/readonly code: '(\w+)'/g)].map((m) => `notice:${m[1]}`)
  const rules = /DispatchRule =\s*([^\n]*)/.exec(model)?.[1] ?? ''
  const ruleKeys = [...rules.matchAll(/'(\w+)'/g)].map((m) => `reason:rule.${m[1]}`)
  const app = /interface AppNotice \{[^}]*\}/.exec(shared('bridge/contract.ts'))?.[0]
  const appNotices = [...(app ?? '').matchAll(/'(\w+)'/g)].map((m) => `appNotice:${m[1]}`)
  expect([notices.length > 3, ruleKeys.length > 8, appNotices.length > 2]).toEqual([
    true,
    true,
    true,
  ])
  for (const key of [...notices, ...ruleKeys, ...appNotices])
    expect(texts['zh-CN'].has(key), key).toBe(true)
})

test('[D14] every sentence that dispatch gives as a reason has its words', () => {
  const source = readFileSync(
    join(import.meta.dirname, '../../shared/dispatch/dispatch.ts'),
    'utf8',
  )
  const body = source.slice(source.indexOf('export function dispatch('))
  const calls = [...body.matchAll(/'D\d+'\s*,([^,{)]*(?:'[a-z_]+'[^,{)]*)+)/g)].map(
    (m) => m[1] ?? '',
  )
  const sentences = calls.flatMap((part) => [...part.matchAll(/'([a-z_]+)'/g)].map((m) => m[1]))
  expect(sentences).toContain('recent')
  expect(sentences).toContain('queue')
  const desk = readdirSync(join(import.meta.dirname, '../../gateway/desk'), {
    recursive: true,
    encoding: 'utf8',
  })
    .filter((file) => file.endsWith('.ts') && !/test|fixture/.test(file))
    .map((file) => readFileSync(join(import.meta.dirname, '../../gateway/desk', file), 'utf8'))
    .join('\n')
  for (const [place] of desk.matchAll(/sentence: [^,\n]*|dispatchAgain\([^)]*\)/g))
    for (const [, word] of place.matchAll(/'([a-z_]+)'/g)) sentences.push(word)
  expect(sentences).toContain('taken_over')
  expect(sentences).toContain('holder_away')
  for (const sentence of sentences)
    expect(keysOf('zh-CN'), sentence ?? '').toContain(`reason:${sentence}`)
})

test('every key that the screens ask for exists, and every key is asked for', () => {
  const files = ['workstation', 'ui', 'state'].flatMap((folder) =>
    readdirSync(join(import.meta.dirname, '..', folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !/\.test\./.test(file))
      .map((file) => readFileSync(join(import.meta.dirname, '..', folder, file), 'utf8')),
  )
  const source = files.join('\n')
  const known = new Set(keysOf('zh-CN'))
  const asked = [
    ...source.matchAll(/['`]((?:app|buyerCard|chats|common|orders|settings):[\w.-]+)['`]/g),
  ].map((match) => match[1] ?? '')
  expect(asked.length).toBeGreaterThan(100)
  for (const key of asked) expect(known.has(key), key).toBe(true)
  const stems = [
    ...source.matchAll(/`((?:app|buyerCard|chats|common|orders|settings):[\w.-]*)\$\{/g),
  ].map((match) => match[1] ?? '')
  const unused = [...known].filter(
    (key) =>
      /^(app|buyerCard|chats|common|orders|settings):/.test(key) &&
      !asked.includes(key) &&
      !stems.some((stem) => key.startsWith(stem)),
  )
  expect(unused).toEqual([])
})
