import { expect, test } from 'vitest'
import type { KnownPhrase } from '#shared/phrases/model.ts'
import { ENGLISH_NAMES, planImport, tableOf, type TableNames } from '#shared/phrases/table.ts'
import { readTable, writeTable, type TableError } from './table.ts'

const CHINESE: TableNames = {
  columns: { group: '分组', code: '快捷码', title: '标题', text: '内容', scope: '范围' },
  scopes: { team: '团队', personal: '个人' },
}
let made = 0
const newId = () => `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`
const known = (part: Partial<KnownPhrase>): KnownPhrase => ({
  id: newId(),
  scope: 'team',
  group: '发货',
  code: '',
  title: '',
  text: '',
  files: [],
  place: ++made,
  uses: 3,
  revision: 7,
  updatedAt: 0,
  by: 'a',
  ...part,
})
const phrases = [
  known({ code: 'fh', title: '发货时效', text: '亲，48 小时内发货。\n“急单”请说，谢谢, {buyer}' }),
  known({ title: '减号开头', text: '-满 100 减 10\t😀 𠮷' }),
  known({ scope: 'personal', group: '', code: '你好', title: '', text: '=您好' }),
]
const options = { names: [CHINESE], scope: 'team', mayTeam: true, newId, place: 1 } as const

test.each(['xlsx', 'csv'] as const)(
  'what is written as %s and read again is the same',
  async (format) => {
    for (const names of [CHINESE, ENGLISH_NAMES]) {
      const table = tableOf(phrases, names)
      const read = await readTable(await writeTable(table, format))
      expect(read).toEqual(table.map((row) => row.map((cell) => cell.trim())))
      expect(planImport(read, phrases, options)?.map(({ kind }) => kind)).toEqual([
        'same',
        'same',
        'same',
      ])
    }
  },
)

test('a csv is written with the mark by which Excel knows UTF-8, and formulas are guarded', async () => {
  const bytes = await writeTable([['=1+1', '+86']], 'csv')
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  expect(new TextDecoder().decode(bytes)).toContain("'=1+1,'+86")
})

test('csv as programs save it: GB 18030, UTF-16, no mark, semicolons, tabs', async () => {
  // «分组,内容\n发货,亲» by Excel in China.
  const gb = new Uint8Array([
    0xb7, 0xd6, 0xd7, 0xe9, 0x2c, 0xc4, 0xda, 0xc8, 0xdd, 0x0a, 0xb7, 0xa2, 0xbb, 0xf5, 0x2c, 0xc7,
    0xd7,
  ])
  const wanted = [
    ['分组', '内容'],
    ['发货', '亲'],
  ]
  expect(await readTable(gb)).toEqual(wanted)
  const utf16 = new Uint8Array([
    0xff,
    0xfe,
    ...new Uint8Array(Uint16Array.from('分组,内容\n发货,亲', (c) => c.charCodeAt(0)).buffer),
  ])
  expect(await readTable(utf16)).toEqual(wanted)
  for (const text of ['分组,内容\r\n发货,亲', '分组;内容\n发货;亲', '分组\t内容\n发货\t亲'])
    expect(await readTable(new TextEncoder().encode(text))).toEqual(wanted)
})

test('what is no table says so', async () => {
  const fails = (bytes: Uint8Array, code: TableError['code']) =>
    expect(readTable(bytes)).rejects.toMatchObject({ code })
  await fails(new Uint8Array([0x50, 0x4b, 3, 4, 1, 2, 3]), 'unreadable')
  await fails(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0]), 'unreadable')
  await fails(new TextEncoder().encode(' \n,,\n'), 'empty')
  expect(planImport([['a', 'b']], [], options)).toBeNull()
})

test('an import tells row by row what is new, changed, the same and wrong', () => {
  const long = '长'.repeat(5001)
  const table = [
    ['范围', '快捷码', '标题', '内容', '分组'],
    ['团队', 'fh', '发货时效', '改过了', '发货'],
    ['', 'new', '新的', '新内容', '发货'],
    ['', 'NEW', '又一个', '同一个码', ''],
    ['', 'a b', '空格', '坏码', ''],
    ['谁', '', '', '范围不对', ''],
    ['', '', '没有内容', '', ''],
    ['', '', '太长', long, ''],
    ['', '', '题'.repeat(61), '标题太长', ''],
    ['', '', '', '', ''],
    ['个人', '你好', '', '=您好', ''],
  ]
  const plan = planImport(table, phrases, options)
  expect(plan?.map(({ row, kind, why }) => [row, kind, why])).toEqual([
    [2, 'changed', null],
    [3, 'new', null],
    [4, 'wrong', 'code_twice'],
    [5, 'wrong', 'bad_code'],
    [6, 'wrong', 'bad_scope'],
    [7, 'wrong', 'no_text'],
    [8, 'wrong', 'long_text'],
    [9, 'wrong', 'long_title'],
    [11, 'same', null],
  ])
  expect(plan?.[0]).toMatchObject({ revision: 7, phrase: { id: phrases[0]?.id, text: '改过了' } })
  expect(plan?.[1]).toMatchObject({ revision: 0, phrase: { scope: 'team', code: 'new' } })
})

test('[A5] who may not change the team’s gets no team row through', () => {
  const plan = planImport(
    [
      ['text', 'scope'],
      ['a', 'Team'],
      ['b', 'Personal'],
    ],
    [],
    { ...options, scope: 'personal', mayTeam: false },
  )
  expect(plan?.map(({ why }) => why)).toEqual(['team_not_allowed', null])
})
