import { describe, expect, it } from 'vitest'
import { createPasswords } from './passwords.ts'
import { newRefresh, readAccess, sameHash, signAccess, splitRefresh } from './tokens.ts'

const secret = Buffer.alloc(32, 7)

describe('tokens', () => {
  it('[S2] a signed token reads back until its time, and not a moment longer', () => {
    const token = signAccess(secret, 'session', 1000)
    expect(readAccess(secret, token, 999)).toEqual({
      ok: true,
      session: 'session',
      expiresAt: 1000,
    })
    expect(readAccess(secret, token, 1000)).toEqual({ ok: false, code: 'token_expired' })
  })

  it('[S2] any other sign in it makes it invalid, also one that names a later time', () => {
    const token = signAccess(secret, 'session', 1000)
    for (let index = 0; index < token.length - 1; index++) {
      const sign = token[index] === 'x' ? 'y' : 'x'
      const forged = token.slice(0, index) + sign + token.slice(index + 1)
      expect(readAccess(secret, forged, 0).ok).toBe(false)
    }
    expect(readAccess(Buffer.alloc(32, 8), token, 0)).toEqual({ ok: false, code: 'token_invalid' })
    for (const text of ['', '.', '..', 'a.b', `${token}.more`])
      expect(readAccess(secret, text, 0)).toEqual({ ok: false, code: 'token_invalid' })
  })

  it('of a refresh token only the hash is kept', () => {
    const { token, hash } = newRefresh('session')
    const split = splitRefresh(token)
    expect(split?.session).toBe('session')
    expect(sameHash(split?.hash ?? '', hash)).toBe(true)
    expect(token).not.toContain(hash)
    expect(splitRefresh('nonsense')).toBeNull()
  })
})

describe('passwords', () => {
  it('are argon2id, compared in one Unicode form; no account says no', async () => {
    const passwords = createPasswords()
    const hash = await passwords.hash('caf\u00e9 caf\u00e9')
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=3,p=1\$/)
    expect(await passwords.verify(hash, 'cafe\u0301 cafe\u0301')).toBe(true)
    expect(await passwords.verify(hash, 'cafe cafe')).toBe(false)
    expect(await passwords.verify(null, 'a password nobody has')).toBe(false)
    expect(await passwords.verify('damaged', 'caf\u00e9 caf\u00e9')).toBe(false)
  })
})
