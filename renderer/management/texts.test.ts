import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { WARNING_CODES } from '#shared/dispatch/warnings.ts'
import { securityTexts } from '../security/texts.ts'
import { resources } from '../workstation/locales.ts'
import { managementTexts } from './texts.ts'

type Tree = { readonly [key: string]: string | Tree }
const PLURAL = /_(zero|one|two|few|many|other)$/

function keysOf(tree: Tree, path: string): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [(path + key).replace(PLURAL, '')]
      : keysOf(value, `${path}${key}.`),
  )
}

const own = new Set(
  Object.entries(managementTexts['zh-CN']).flatMap(([namespace, tree]) =>
    keysOf(tree, `${namespace}:`),
  ),
)
const known = new Set([
  ...own,
  ...keysOf(securityTexts['zh-CN'], 'security:'),
  ...Object.entries(resources['zh-CN']).flatMap(([namespace, tree]) =>
    keysOf(tree, `${namespace}:`),
  ),
])
const source = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\./.test(file))
  .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
  .join('\n')

test('every key that the management asks for exists', () => {
  const asked = [...source.matchAll(/['`]([a-z][a-zA-Z]{2,}:[\w.-]+)['`]/g)]
    .map((match) => match[1] ?? '')
    .filter((key) => key.split(':')[0] !== 'node')
  expect(asked.length).toBeGreaterThan(100)
  expect(asked.filter((key) => !known.has(key))).toEqual([])
})

test('every text of the management is asked for', () => {
  const asked = new Set(
    [...source.matchAll(/['`]((?:manage|monitor|safety):[\w.-]+)['`]/g)].map(
      (match) => match[1] ?? '',
    ),
  )
  const stems = [...source.matchAll(/`((?:manage|monitor|safety):[\w.-]*)\$\{/g)].map(
    (m) => m[1] ?? '',
  )
  const unused = [...own].filter(
    (key) => !asked.has(key) && !stems.some((stem) => key.startsWith(stem)),
  )
  expect(unused).toEqual([])
})

test('every warning before saving has its words', () => {
  for (const code of WARNING_CODES) expect(known.has(`reason:warning.${code}`), code).toBe(true)
})
