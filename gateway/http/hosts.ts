import { isIPv4 } from 'node:net'

/**
 * An address or name that can be nothing but this computer. Of numbers only the usual forms: whatever
 * else may mean 127.0.0.1 somewhere (`127.1`, IPv4 within IPv6) counts as an address of others, and so
 * does a name that begins like a number.
 */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
}

/** As it stands in a `Host` header; RFC 6761: what ends in `.localhost` never leaves the computer. */
export function isLoopbackAuthority(authority: string): boolean {
  const name = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::\d{1,5})?$/.exec(authority.toLowerCase())
  const host = name?.[1] ?? name?.[2]
  return host !== undefined && (isLoopbackHost(host) || host.endsWith('.localhost'))
}
