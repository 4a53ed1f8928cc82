import { describe, expect, it } from 'vitest'
import { newRecoveryCodes, newSecret, RECOVERY_CODES, recoveryHash, stepOf, uriOf } from './totp.ts'

/** `12345678901234567890`, the secret of RFC 6238's appendix B, in base32. */
const RFC = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

describe('[A6] codes', () => {
  // The appendix has eight digits; six of them are the last six.
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [20_000_000_000, '353130'],
  ])('at %i s the code of RFC 6238 is right', (seconds, code) => {
    expect(stepOf(RFC, code, seconds * 1000)).toBe(Math.floor(seconds / 30))
  })

  it('one step before and after is right, two are not', () => {
    const at = 1_111_111_109_000
    const step = Math.floor(at / 30_000)
    for (const [off, found] of [
      [-60_000, null],
      [-30_000, step],
      [30_000, step],
      [60_000, null],
    ] as const)
      expect(stepOf(RFC, '081804', at + off)).toBe(found)
  })

  it('spaces are no matter, any other form is no code', () => {
    expect(stepOf(RFC, ' 287 082 ', 59_000)).toBe(1)
    for (const wrong of ['', '28708', '2870822', '28708a', '\uFF12\uFF18\uFF17\uFF10\uFF18\uFF12'])
      expect(stepOf(RFC, wrong, 59_000)).toBeNull()
  })

  it('a secret has 160 bits and its address names shop and account', () => {
    const secret = newSecret()
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(newSecret()).not.toBe(secret)
    const uri = new URL(uriOf(secret, 'Silk & Tea', 'silktea:anna'))
    expect(uri.protocol).toBe('otpauth:')
    expect(uri.searchParams.get('secret')).toBe(secret)
    expect(uri.searchParams.get('issuer')).toBe('Xiaoer')
    expect(decodeURIComponent(uri.pathname)).toContain('Silk & Tea')
  })

  it('recovery codes differ, and are read however they are typed', () => {
    const codes = newRecoveryCodes()
    expect(new Set(codes).size).toBe(RECOVERY_CODES)
    const [code = ''] = codes
    expect(code).toMatch(/^[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}$/)
    const hash = recoveryHash('shop', 'a', code)
    const typed = code.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'I')
    expect(recoveryHash('shop', 'a', typed)).toBe(hash)
    expect(recoveryHash('shop', 'b', code)).not.toBe(hash)
    expect(recoveryHash('shop', 'a', '123456')).toBeNull()
    expect(hash).not.toContain(code.slice(0, 4))
  })
})
