import { expect, test } from 'vitest'
import type { AccountView } from '#shared/protocol/model.ts'
import { checkSub, isNickTaken } from './names.ts'

const account = (id: string, name: string, nick: string, deleted = false): AccountView => ({
  id,
  name,
  nick,
  role: name.includes(':') ? 'junior' : 'main',
  online: false,
  since: 0,
  suspended: null,
  participates: true,
  disabled: deleted,
  limit: 20,
  weight: 1,
  groups: [],
  deleted,
  invisible: false,
})
const accounts = [
  account('main', 'demoshop', '店长'),
  account('s1', 'demoshop:Xiaohong', '小红'),
  account('s2', 'demoshop:gone', '走了', true),
]
const check = (typed: string, except: string | null = null) =>
  checkSub(typed, 'demoshop', accounts, except)

test('[A1] a full-width colon is said, and what was meant is offered', () => {
  expect(check('demoshop：小明')).toEqual({
    ok: false,
    problem: 'full_width_colon',
    suggestion: '小明',
  })
  expect(check('：小明')).toMatchObject({ problem: 'full_width_colon', suggestion: '小明' })
  expect(check('demoshop:小明')).toMatchObject({ problem: 'too_many_colons', suggestion: '小明' })
  expect(check('小：明')).toMatchObject({ problem: 'full_width_colon', suggestion: null })
})

test('[A1] other names are judged as sign-in judges them', () => {
  expect(check('小明')).toEqual({ ok: true, sub: '小明' })
  expect(check('123')).toMatchObject({ problem: 'sub_digits_only' })
  expect(check('')).toMatchObject({ problem: 'sub_empty' })
  expect(check('一二三四五六七八九十一')).toMatchObject({ problem: 'whole_too_long' })
})

test('a name or nick is free once: its own account and deleted ones do not count', () => {
  expect(check('xiaohong')).toMatchObject({ problem: 'taken' })
  expect(check('xiaohong', 's1')).toEqual({ ok: true, sub: 'xiaohong' })
  expect(check('demoshop：xiaohong')).toMatchObject({ suggestion: null })
  expect(check('gone')).toEqual({ ok: true, sub: 'gone' })
  expect(isNickTaken(' 小红 ', accounts, null)).toBe(true)
  expect(isNickTaken('小红', accounts, 's1')).toBe(false)
  expect(isNickTaken('走了', accounts, null)).toBe(false)
})
