import type { ShopSettings } from '../protocol/settings.ts'

const known = new WeakMap<object, readonly string[]>()

/** Hosts of the shop's own sites, to which a link may lead. */
export function hostsOf({ security }: Pick<ShopSettings, 'security'>): readonly string[] {
  let hosts = known.get(security)
  if (!hosts) {
    hosts = security.origins.flatMap((origin) => {
      const host = /^(?:https?:\/\/)?([^/:?#]+)/i.exec(origin)?.[1]
      return host === undefined ? [] : [host.toLowerCase().replace(/^www\./, '')]
    })
    known.set(security, hosts)
  }
  return hosts
}
