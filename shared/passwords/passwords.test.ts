import { describe, expect, it } from 'vitest'
import list from '#resources/passwords/breached.json' with { type: 'json' }
import {
  breachedIn,
  fingerprint,
  FINGERPRINT_BITS,
  packFingerprints,
  unpackFingerprints,
} from './fingerprint.ts'
import { passwordLongEnough, passwordProblem } from './rules.ts'

const breached = breachedIn(list)
const names = ['silktea:anna', '丝绸茶庄']
const problem = (password: string) => passwordProblem(password, names, breached)

describe('[A6] passwords', () => {
  it('have at least 10 characters', () => {
    expect(passwordLongEnough('123456789')).toBe(false)
    expect(passwordLongEnough('1234567890')).toBe(true)
    expect(passwordLongEnough('\u5e97'.repeat(10))).toBe(true)
    expect(problem('short one')).toBe('password_too_short')
  })

  it.each([
    '1234567890',
    'password123',
    'Password123',
    'qwertyuiop',
    '1q2w3e4r5t',
    'ＱＷＥＲＴＹＵＩＯＰ',
  ])('%s is on the list', (password) => expect(problem(password)).toBe('password_breached'))

  it('one or few signs repeated is as good as listed', () => {
    expect(problem('zzzzzzzzzzzzzzzzzzz')).toBe('password_breached')
    expect(problem('x7x7x7x7x7x7x7x7')).toBe('password_breached')
  })

  it('does not hold the name of the account or the shop', () => {
    expect(problem('my SilkTea is nice')).toBe('password_names')
    expect(problem('我的丝绸茶庄很好很好很好')).toBe('password_names')
    expect(problem('bananas and figs')).toBe(null)
  })

  it('takes ordinary long ones', () => {
    for (const good of [
      'correct horse battery',
      '我家楼下的猫叫小花猫',
      '一只猫坐在窗台上看雨',
      'kT7#vv2-Lq0z',
    ])
      expect(problem(good)).toBeNull()
  })

  it('wrongly takes for listed fewer than one in a million', () => {
    let hits = 0
    for (let index = 0; index < 300_000; index++)
      if (breached(`a quite unusual one ${index.toString(36)} ${index}`)) hits++
    expect(hits).toBe(0)
    expect(list.count / 2 ** FINGERPRINT_BITS).toBeLessThan(1e-6)
    expect(list.count).toBeGreaterThan(100_000)
  })

  it('fingerprints spread evenly', () => {
    const buckets = new Uint32Array(256)
    for (let index = 0; index < 256_000; index++)
      buckets[Math.floor(fingerprint(`word${index}`) / 2 ** 32)]!++
    for (const count of buckets) expect(Math.abs(count - 1000)).toBeLessThan(200)
  })

  it('what is packed unpacks to the same', () => {
    const values = [0, 1, 127, 128, 300, 2 ** 20, 2 ** 33 + 5, 2 ** 40 - 1]
    expect([...unpackFingerprints(packFingerprints(values), values.length)]).toEqual(values)
  })
})
