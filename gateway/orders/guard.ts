import { lookup as resolve } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { OrderFailure } from '../adapters/orders/contract.ts'

/**
 * The gateway stands in the shop's network: nobody from outside may make it speak to what is in there.
 * An order system is spoken to at the origin that the main account typed in, wherever that is; every
 * other address (pictures) must be https and of the public internet, asked at the moment of connecting
 * so that a name that changes its address meanwhile gains nothing.
 */
const INNER = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  INNER.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  INNER.addSubnet(net, bits, 'ipv6')

/** Whether an IP address is one that only some network of its own knows. */
export function isInner(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return isInner(mapped)
  switch (isIP(address)) {
    case 4:
      return INNER.check(address, 'ipv4')
    case 6:
      // The hexadecimal form of a mapped address, too.
      return INNER.check(address, 'ipv6') || /^(?:0*:)*:?ffff:/i.test(address)
    default:
      return true
  }
}

/** Resolves as usual and refuses what is inside; for `http.request`. */
export const outerLookup: LookupFunction = (host, options, callback) => {
  resolve(host, { ...options, all: true }, (error, addresses) => {
    if (error) {
      callback(error, '', 4)
      return
    }
    const outer = addresses.filter(({ address }) => !isInner(address))
    const [first] = outer
    if (!first || outer.length < addresses.length) {
      callback(new Error('the address is of an inner network'), '', 4)
      return
    }
    if (options.all === true) callback(null, outer)
    else callback(null, first.address, first.family)
  })
}

export type Reach = 'own' | 'outer' | 'never'

/** `own`: the order system's origin itself. `outer`: only where `outerLookup` lets it. */
export function reachOf(address: URL, ownOrigin: string | null): Reach {
  if (address.username !== '' || address.password !== '') return 'never'
  if (ownOrigin !== null && address.origin === ownOrigin) return 'own'
  if (address.protocol !== 'https:') return 'never'
  const host = address.hostname.replace(/^\[|\]$/g, '')
  return isIP(host) !== 0 && isInner(host) ? 'never' : 'outer'
}

const MOST_BYTES = 8 * 1024 * 1024

/** `fetch` for adapters: to the system's own origin only, no redirects, answers of at most 8 MiB. */
export function fetchWithin(ownOrigin: string | null): typeof globalThis.fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input))
    if (reachOf(url, ownOrigin) !== 'own')
      throw new OrderFailure('down', 'an address outside the order system')
    const response = await fetch(input, { ...init, redirect: 'error' })
    if (!response.body) return response
    let bytes = 0
    const measured = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          bytes += chunk.byteLength
          if (bytes > MOST_BYTES)
            controller.error(new OrderFailure('lies', 'the answer is too long'))
          else controller.enqueue(chunk)
        },
      }),
    )
    const { status, statusText, headers } = response
    return new Response(measured, { status, statusText, headers })
  }
}
