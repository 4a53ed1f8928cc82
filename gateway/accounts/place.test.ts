import { describe, expect, it } from 'vitest'
import { isOnList, limitKeyOf, placeOf, proxyList } from './place.ts'

describe('[A6] places', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['2001:db8:12:34::1', '2001:db8:12::/48'],
    ['2001:0DB8::1', '2001:db8:0::/48'],
    ['127.0.0.1', 'local'],
    ['::1', 'local'],
    ['::ffff:10.1.2.3', 'local'],
    ['192.168.1.9', 'local'],
    ['172.31.0.1', 'local'],
    ['172.32.0.1', '172.32.0.0/24'],
    ['fe80::1%eth0', 'local'],
    ['fd12::9', 'local'],
    ['nonsense', 'unknown'],
  ])('%s is of %s', (address, place) => expect(placeOf(address)).toBe(place))

  it('limits go by the address, and within IPv6 by what one customer is given', () => {
    expect(limitKeyOf('::ffff:203.0.113.77')).toBe('203.0.113.77')
    expect(limitKeyOf('2001:db8:12:34::1')).toBe(limitKeyOf('2001:db8:12:34:ffff::2'))
    expect(limitKeyOf('2001:db8:12:34::1')).not.toBe(limitKeyOf('2001:db8:12:35::1'))
  })

  it('proxies are addresses and blocks; anything else is refused', () => {
    const list = proxyList(['127.0.0.1', '10.0.0.0/8', '2001:db8::/32'])
    if (!list) throw new Error('refused')
    expect(isOnList(list, '::ffff:127.0.0.1')).toBe(true)
    expect(isOnList(list, '10.200.0.1')).toBe(true)
    expect(isOnList(list, '2001:db8:5::1')).toBe(true)
    expect(isOnList(list, '11.0.0.1')).toBe(false)
    expect(isOnList(list, 'nonsense')).toBe(false)
    for (const wrong of ['proxy', '10.0.0.0/33', '10.0.0.0/x', ''])
      expect(proxyList([wrong])).toBeNull()
  })
})
