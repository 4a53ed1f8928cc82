import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS, type ShopSettings } from '../protocol/settings.ts'
import { WARNING_CODES, warningsOf, type Warning } from './warnings.ts'

type Account = Parameters<typeof warningsOf>[1][number]

function account(patch: Partial<Account> = {}): Account {
  return {
    role: 'junior',
    participates: true,
    disabled: false,
    deleted: false,
    weight: 1,
    limit: 10,
    groups: [],
    ...patch,
  }
}
const main = account({ role: 'main', participates: false })
const told = (settings: Partial<ShopSettings>, accounts: readonly Account[] = [main, account()]) =>
  warningsOf({ ...DEFAULT_SETTINGS, ...settings }, accounts)
const codes = (...given: Parameters<typeof told>) => told(...given).map(({ code }) => code)
const dispatch = (patch: Partial<ShopSettings['dispatch']>) => ({
  dispatch: { ...DEFAULT_SETTINGS.dispatch, ...patch },
})

const after = { id: 'after', name: '售后' }
const pre = { id: 'pre', name: '售前' }
const member = account({ groups: ['after', 'pre'] })
const route = (match: string, group = 'after', by: 'page' | 'category' | 'choice' = 'page') => ({
  id: `r-${match}`,
  by,
  match,
  group,
})
const emptyWeek: ShopSettings['hours']['week'] = [[], [], [], [], [], [], []]

describe('warnings before saving', () => {
  it('what works gives none', () => {
    expect(told({})).toEqual([])
    expect(
      told(
        {
          groups: [after, pre],
          routes: [route('/help'), route('/item', 'pre'), route('refund', 'after', 'choice')],
          choices: [{ id: 'refund', label: '退款' }],
          hours: { ...DEFAULT_SETTINGS.hours, on: true },
        },
        [main, member],
      ),
    ).toEqual([])
    // A shop of one: there is nobody but main.
    expect(codes({}, [account({ role: 'main' })])).toEqual([])
  })

  it.each<[string, Warning['code'], Parameters<typeof told>]>([
    ['nobody participates', 'no_participant', [{}, [main, account({ participates: false })]]],
    ['who participates is disabled', 'no_participant', [{}, [main, account({ disabled: true })]]],
    ['all weights are 0', 'no_weight', [{}, [main, account({ weight: 0 })]]],
    [
      'only main takes part',
      'only_main',
      [{}, [account({ role: 'main' }), account({ participates: false })]],
    ],
    [
      'no day is open',
      'never_open',
      [{ hours: { ...DEFAULT_SETTINGS.hours, on: true, week: emptyWeek } }],
    ],
    [
      'no such zone',
      'unknown_time_zone',
      [{ hours: { ...DEFAULT_SETTINGS.hours, on: true, timeZone: 'Asia/Atlantis' } }],
    ],
    [
      'suspended before anyone is full',
      'auto_suspend_before_limit',
      [dispatch({ autoSuspend: { above: 10, below: 5 } })],
    ],
    [
      'suspended when long full',
      'auto_suspend_never',
      [dispatch({ autoSuspend: { above: 11, below: 5 } })],
    ],
    ['hardly time to type', 'silent_short', [dispatch({ silentMs: 30_000 })]],
    ['a group that is not there', 'route_unknown_group', [{ routes: [route('/a', 'gone')] }]],
    [
      'a choice that is not there',
      'route_unknown_choice',
      [{ groups: [after], routes: [route('gone', 'after', 'choice')] }, [main, member]],
    ],
    [
      'an earlier route takes all',
      'route_hidden',
      [{ groups: [after], routes: [route('/item'), route('/item/*7')] }, [main, member]],
    ],
    [
      'the same category again',
      'route_hidden',
      [
        {
          groups: [after],
          routes: [route('Coats', 'after', 'category'), route('coats', 'after', 'category')],
        },
        [main, member],
      ],
    ],
    ['nobody in the group', 'group_empty', [{ groups: [after] }]],
    [
      'only disabled ones in it',
      'group_disabled',
      [{ groups: [after] }, [main, account(), account({ groups: ['after'], disabled: true })]],
    ],
    [
      'only idle ones in it',
      'group_not_participating',
      [{ groups: [after] }, [main, account(), account({ groups: ['after'], weight: 0 })]],
    ],
    [
      'one name twice',
      'group_same_name',
      [{ groups: [after, { ...pre, name: '售后' }] }, [main, member]],
    ],
    ['a choice for nothing', 'choice_unused', [{ choices: [{ id: 'refund', label: '退款' }] }]],
  ])('%s: %s', (_what, code, given) => {
    expect(codes(...given)).toEqual([code])
  })

  it('a wider route behind a narrower one hides nothing, nor does one across a star', () => {
    const hidden = (first: string, second: string) =>
      codes({ groups: [after], routes: [route(first), route(second)] }, [main, member])
    expect(hidden('/item/7', '/item')).toEqual([])
    expect(hidden('a*c', 'ac')).toEqual(['route_hidden'])
    expect(hidden('abc', 'a*bc')).toEqual([])
    expect(hidden('item*item', '/item')).toEqual([])
    expect(hidden('*', 'x')).toEqual(['route_hidden'])
  })

  it('every code has its words in three languages, with the values it is given', () => {
    for (const language of ['zh-CN', 'zh-TW', 'en']) {
      const file = join(import.meta.dirname, `../../resources/locales/${language}/reason.json`)
      const texts = JSON.parse(readFileSync(file, 'utf8')) as { warning: Record<string, string> }
      expect(Object.keys(texts.warning)).toEqual([...WARNING_CODES])
    }
  })
})
