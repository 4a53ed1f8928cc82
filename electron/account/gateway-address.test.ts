import { describe, expect, test } from 'vitest'
import { INVITATION_PREFIX, type Invitation } from '#shared/protocol/invitation.ts'
import { Failure } from '../failure.ts'
import { parseGatewayAddress } from './gateway-address.ts'

const fingerprint = 'ab'.repeat(32)
const code = (more: Partial<Record<keyof Invitation, unknown>> = {}) =>
  INVITATION_PREFIX +
  Buffer.from(
    JSON.stringify({ v: 1, urls: ['https://192.168.1.5:8443'], fingerprint, shop: 's1', ...more }),
  ).toString('base64url')

function refusal(text: string): string {
  try {
    parseGatewayAddress(text)
  } catch (error) {
    return error instanceof Failure ? error.code : 'another error'
  }
  return 'accepted'
}

describe('what a colleague types to join', () => {
  test('an invitation, though a mail program broke it into lines', () => {
    const text = code({ urls: ['https://192.168.1.5:8443', 'https://10.0.0.2:8443/'] })
    const broken = ` ${text.slice(0, 40)}\r\n ${text.slice(40)}\n`
    expect(parseGatewayAddress(broken)).toEqual({
      urls: ['https://192.168.1.5:8443', 'https://10.0.0.2:8443'],
      fingerprint,
      shop: 's1',
    })
  })

  test.each([
    ['https://shop.example', ['https://shop.example'], null],
    ['shop.example:8443', ['https://shop.example:8443'], null],
    ['https://shop.example/s/tea/', ['https://shop.example'], 'tea'],
    ['http://127.0.0.1:8750/s/demo', ['http://127.0.0.1:8750'], 'demo'],
  ])('%s', (text, urls, shop) => {
    expect(parseGatewayAddress(text)).toEqual({ urls, fingerprint: null, shop })
  })

  test.each([
    ['plain http elsewhere', 'http://shop.example'],
    ['credentials', 'https://a:b@shop.example'],
    ['nothing', '   '],
    ['a broken code', 'xiaoer:!!!'],
    ['a code of a later version', code({ v: 2 })],
    ['a short fingerprint', code({ fingerprint: 'ab' })],
    ['an invitation to plain http', code({ urls: ['http://192.168.1.5:8080'] })],
    ['another scheme', 'file:///etc/passwd'],
  ])('%s is refused', (_what, text) => {
    expect(refusal(text)).toBe('invitation_invalid')
  })
})
