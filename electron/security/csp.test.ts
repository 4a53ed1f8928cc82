import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contentSecurityPolicy, freshNonce, NONCE_PLACE, withNonce } from './csp.ts'

test('only style sheets with the nonce of this load are let in, and no script by it', () => {
  const nonce = freshNonce()
  const policy = contentSecurityPolicy(nonce)
  expect(policy).toContain(`style-src 'self' 'nonce-${nonce}';`)
  expect(policy).toContain("script-src 'self';")
  expect(policy).not.toContain('unsafe')
  expect(contentSecurityPolicy(null)).not.toContain('nonce')
})

test('each load has a nonce of its own, long enough', () => {
  const nonces = new Set(Array.from({ length: 50 }, freshNonce))
  expect(nonces.size).toBe(50)
  for (const nonce of nonces) expect(Buffer.from(nonce, 'base64')).toHaveLength(16)
})

test('the page has exactly one place for it', () => {
  const page = readFileSync(
    join(import.meta.dirname, '../../renderer/workstation/index.html'),
    'utf8',
  )
  expect(page.split(NONCE_PLACE)).toHaveLength(2)
  expect(withNonce(page, 'abc')).toContain('<meta property="csp-nonce" nonce="abc" />')
})
