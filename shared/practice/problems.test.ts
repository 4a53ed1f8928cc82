import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PROBLEM_CODES } from './problems.ts'

const keys = (language: string) => {
  const file = join(import.meta.dirname, `../../resources/locales/${language}/practice.json`)
  const { problem } = JSON.parse(readFileSync(file, 'utf8')) as { problem: Record<string, string> }
  return problem
}

test.each(['zh-CN', 'zh-TW', 'en'])('every problem of a file has its words in %s', (language) => {
  expect(Object.keys(keys(language)).toSorted()).toEqual([...PROBLEM_CODES].toSorted())
})
