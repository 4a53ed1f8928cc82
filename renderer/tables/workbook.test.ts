import { expect, test } from 'vitest'
import readXlsxFile, { readSheet } from 'read-excel-file/universal'
import { writeCsv } from './csv.ts'
import { tableOfSheet, writeWorkbook, type Sheet } from './workbook.ts'

const EVIL = ['=1+1', '+86', '-1', '@SUM(A1)', '=cmd|" /C calc"!A0', '\t=1']
const sheet: Sheet = {
  name: '班级',
  rows: [
    ['姓名', '次数', '时间', '日期'],
    [
      '小林',
      3,
      { wall: Date.UTC(2026, 10, 22, 9, 30) },
      { wall: Date.UTC(2026, 10, 23, 23, 59, 59, 999), day: true },
    ],
    ...EVIL.map((text) => [text, null, null, null]),
  ],
}

test('numbers are numbers, dates are dates by the wall clock, text is text', async () => {
  const bytes = await writeWorkbook([sheet, { name: '运行[1]:*?', rows: [['a'], [0.5]] }])
  const file = new Blob([new Uint8Array(bytes)])
  const sheets = await readXlsxFile(file)
  expect(sheets.map(({ sheet: name }) => name)).toEqual(['班级', '运行_1____'])
  const rows = await readSheet(file, '班级')
  const [name, count, ...dates] = rows[1] ?? []
  expect([name, count]).toEqual(['小林', 3])
  // Days are a fraction in the file; its reader may be a millisecond short.
  expect(dates.map((date) => Math.round(Number(date) / 1000) * 1000)).toEqual([
    Date.UTC(2026, 10, 22, 9, 30),
    Date.UTC(2026, 10, 23),
  ])
  expect((await readSheet(file, 2))[1]).toEqual([0.5])
})

test('no cell of a workbook is a formula, no cell of a csv begins as one', async () => {
  // A formula that nobody has reckoned yet has no value: each would come back empty.
  const rows = await readSheet(new Blob([new Uint8Array(await writeWorkbook([sheet]))]))
  for (const [index, text] of EVIL.entries()) expect(rows[index + 2]?.[0]).toBe(text.trim())
  const csv = new TextDecoder().decode(writeCsv(tableOfSheet(sheet)))
  expect(csv.split('\r\n')[1]).toBe('小林,3,2026-11-22 09:30,2026-11-23')
  for (const line of csv.split('\r\n')) expect(line.replace(/^"/, '')).not.toMatch(/^[=+\-@\t]/)
})
