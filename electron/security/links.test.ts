import { expect, test } from 'vitest'
import { decideLink } from './links.ts'

const knows = (host: string) => host === 'shop.example' || host === '127.0.0.1:8750'

test('a known host opens, as it was parsed', () => {
  expect(decideLink('https://shop.example/a b', knows)).toEqual({
    kind: 'open',
    url: 'https://shop.example/a%20b',
  })
})

test('an unknown host is asked about, by the host that is really meant', () => {
  expect(decideLink('https://shop.example.evil.example/', knows)).toMatchObject({
    kind: 'ask',
    host: 'shop.example.evil.example',
  })
  // A name of look-alike letters is shown in its own, other form.
  expect(decideLink('https://shор.example/', knows)).toMatchObject({
    kind: 'ask',
    host: 'xn--sh-gmci.example',
  })
})

test('the buyer page of this computer opens without https, nothing else does', () => {
  expect(decideLink('http://127.0.0.1:8750/s/demo', knows).kind).toBe('open')
  expect(decideLink('http://127.0.0.1:9/', knows)).toEqual({ kind: 'refuse', why: 'not_https' })
  expect(decideLink('http://shop.example/', knows)).toEqual({ kind: 'refuse', why: 'not_https' })
})

test.each([
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,x',
  'smb://host/share',
  'ms-settings:',
  'app://xiaoer/index.html',
])('%s is refused', (url) => {
  expect(decideLink(url, () => true)).toEqual({ kind: 'refuse', why: 'not_https' })
})

test('credentials and nonsense are refused', () => {
  expect(decideLink('https://shop.example@evil.example/', () => true)).toEqual({
    kind: 'refuse',
    why: 'has_credentials',
  })
  expect(decideLink('//no', knows)).toEqual({ kind: 'refuse', why: 'unreadable' })
})
