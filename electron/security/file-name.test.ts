import { expect, test } from 'vitest'
import { safeFileName } from './file-name.ts'

test.each([
  ['../../.bashrc', '_.._.bashrc'],
  ['CON.txt', '_CON.txt'],
  ['nul', '_nul'],
  ['报价\u202Egpj.exe', '报价_gpj.exe'],
  ['x.exe. . ', 'x.exe'],
  ['a/b\\c:d', 'a_b_c_d'],
  ['...', 'file'],
  ['', 'file'],
])('%j is saved as %j', (name, saved) => {
  expect(safeFileName(name)).toBe(saved)
})

test('a long name keeps its ending', () => {
  expect(safeFileName(`${'长'.repeat(300)}.pdf`)).toBe(`${'长'.repeat(176)}.pdf`)
})
