import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { languages, localeFaults } from './locales.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xiaoer-locales-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

function write(language: string, texts: object, namespace = 'common'): void {
  mkdirSync(join(folder, language), { recursive: true })
  writeFileSync(join(folder, language, `${namespace}.json`), JSON.stringify(texts))
}

const chinese = { chat: { send: '发送', waiting_other: '{{count}} 人等待', by: '<b>{{name}}</b>' } }
const english = {
  chat: {
    send: 'Send',
    waiting_one: 'One waits',
    waiting_other: '{{count}} wait',
    by: 'by <b>{{name}}</b>',
  },
}

function writeAll(changed: { language: string; chat: object }): void {
  for (const language of languages) {
    const base = language === 'en' ? english : chinese
    const chat = language === changed.language ? changed.chat : {}
    write(language, { chat: { ...base.chat, ...chat } })
  }
}

test('complete languages have no fault, plural forms being their own', () => {
  writeAll({ language: 'none', chat: {} })
  expect(localeFaults(folder)).toEqual([])
})

test.each([
  [{ language: 'en', chat: { send: undefined } }, 'en: common:chat.send is missing'],
  [{ language: 'zh-TW', chat: { send: ' ' } }, 'zh-TW: common:chat.send is empty'],
  [{ language: 'zh-CN', chat: { send: '' } }, 'zh-CN: common:chat.send is empty'],
  [{ language: 'en', chat: { extra: 'x' } }, 'en: common:chat.extra is not in zh-CN'],
  [{ language: 'en', chat: { by: '<b>x</b>' } }, 'en: common:chat.by lacks {{name}}'],
  [{ language: 'en', chat: { by: '{{name}}' } }, 'en: common:chat.by lacks <b>'],
  [
    { language: 'en', chat: { send: 'Send {{what}}' } },
    'en: common:chat.send has a foreign {{what}}',
  ],
  [
    { language: 'en', chat: { waiting_one: undefined } },
    'en: common:chat.waiting has no plural form _one',
  ],
  [{ language: 'en', chat: { send: 3 } }, 'en: common:chat.send is no text'],
])('%j is found', (changed, fault) => {
  writeAll(changed)
  expect(localeFaults(folder)).toContain(fault)
})

test('a missing namespace, a missing language and broken JSON are found', () => {
  writeAll({ language: 'none', chat: {} })
  write('zh-CN', { a: '一' }, 'account')
  write('zh-TW', { a: '一' }, 'account')
  expect(localeFaults(folder)).toEqual(['en: account:a is missing'])
  writeFileSync(join(folder, 'en', 'account.json'), '{')
  expect(localeFaults(folder).join()).toContain('en/account.json')
  rmSync(join(folder, 'en'), { recursive: true })
  expect(localeFaults(folder)).toContain('en: the folder is missing')
})
