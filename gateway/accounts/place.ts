import { BlockList, isIP } from 'node:net'

/** Loopback and private networks: whoever is there is in the house, as far as a gateway can tell. */
export const LOCAL_PLACE = 'local'

const local = new BlockList()
local.addSubnet('127.0.0.0', 8, 'ipv4')
local.addSubnet('10.0.0.0', 8, 'ipv4')
local.addSubnet('172.16.0.0', 12, 'ipv4')
local.addSubnet('192.168.0.0', 16, 'ipv4')
local.addSubnet('169.254.0.0', 16, 'ipv4')
local.addAddress('::1', 'ipv6')
local.addSubnet('fc00::', 7, 'ipv6')
local.addSubnet('fe80::', 10, 'ipv6')

/** IPv4 within IPv6 is IPv4; a zone says nothing to others. */
function plain(address: string): string {
  return address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '')
}

/** A6: an unusual place is an address block that the account never signed in from. */
export function placeOf(address: string): string {
  return block(address, 24, 3)
}

/** What limits go by: within a /64 anyone has as many IPv6 addresses as they like. */
export function limitKeyOf(address: string): string {
  const known = plain(address)
  return isIP(known) === 6 ? `${groupsOf(known).slice(0, 4).join(':')}::/64` : known
}

function block(address: string, bits: 24, groups: number): string {
  const known = plain(address)
  switch (isIP(known)) {
    case 4:
      if (local.check(known, 'ipv4')) return LOCAL_PLACE
      return `${known.split('.').slice(0, 3).join('.')}.0/${bits}`
    case 6:
      if (local.check(known, 'ipv6')) return LOCAL_PLACE
      return `${groupsOf(known).slice(0, groups).join(':')}::/${groups * 16}`
    default:
      return 'unknown'
  }
}

/** All eight groups, without leading zeros. */
function groupsOf(address: string): string[] {
  const [before = '', after] = address.split('::')
  const head = before === '' ? [] : before.split(':')
  const tail = after === undefined || after === '' ? [] : after.split(':')
  const middle = after === undefined ? 0 : Math.max(0, 8 - head.length - tail.length)
  return [...head, ...Array.from({ length: middle }, () => '0'), ...tail].map((group) =>
    group.includes('.') ? group : Number.parseInt(group, 16).toString(16),
  )
}

/**
 * Proxies whose `X-Forwarded-For` is believed: addresses, or blocks such as 10.0.0.0/8.
 *
 * @returns null where one of them is neither
 */
export function proxyList(texts: readonly string[]): BlockList | null {
  const list = new BlockList()
  for (const text of texts) {
    const [address = '', bits] = text.split('/')
    const family = isIP(address)
    if (family === 0) return null
    const type = family === 4 ? 'ipv4' : 'ipv6'
    if (bits === undefined) list.addAddress(address, type)
    else if (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
      list.addSubnet(address, Number(bits), type)
    else return null
  }
  return list
}

export function isOnList(list: BlockList, address: string): boolean {
  const known = plain(address)
  const family = isIP(known)
  return family !== 0 && list.check(known, family === 4 ? 'ipv4' : 'ipv6')
}
