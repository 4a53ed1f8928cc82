import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readScenario } from '#shared/practice/read.ts'
import { freeId, idIn, renamed, titleIn } from '../text/title.ts'
import { WITS } from '../wits.ts'
import { restored, type Draft } from './drafts.ts'

const draft: Draft = { key: 'k', text: 'a', base: 'b', origin: null, title: 't' }

test('what was kept comes back; another version’s form is passed over', () => {
  expect(restored({ drafts: [draft, { key: 1 }], open: 'k' })).toEqual({
    drafts: [draft],
    open: 'k',
  })
  const own = { ...draft, origin: { id: 'x', updatedAt: 5 } }
  expect(restored({ drafts: [own], open: 'gone' })).toEqual({ drafts: [own], open: null })
  for (const value of [null, undefined, 7, 'x', { drafts: 'x' }, [draft]])
    expect(restored(value)).toEqual({ drafts: [], open: null })
})

test.each(['zh-CN', 'zh-TW', 'en'])(
  'the template in %s reads, also under another name',
  (language) => {
    const folder = join(import.meta.dirname, '../../../../resources/practice/templates')
    const text = readFileSync(join(folder, `${language}.yaml`), 'utf8')
    const copy = renamed(text, 'other-1', 'Name: "x" #1')
    for (const each of [text, copy]) {
      const read = readScenario(each, WITS)
      expect(read.ok ? [] : read.problems).toEqual([])
    }
    expect(idIn(copy)).toBe('other-1')
    expect(titleIn(text)).not.toBe('')
    expect(freeId('a', new Set(['a', 'a-2']))).toBe('a-3')
  },
)
