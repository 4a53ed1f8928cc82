import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { managementTexts } from '../management/texts.ts'

const NAMESPACES = Object.keys(managementTexts.en)

test('what says a text of the management brings these texts along: nobody has opened that here', () => {
  const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
    .map((file) => ({ file, text: readFileSync(join(import.meta.dirname, file), 'utf8') }))
  const borrowing = sources.filter(({ text }) =>
    NAMESPACES.some((name) => new RegExp(`['"\`]${name}:`).test(text)),
  )
  expect(borrowing.map(({ file }) => file)).not.toEqual([])
  for (const { file, text } of borrowing) expect(text, file).toContain('addManagementTexts()')
})
