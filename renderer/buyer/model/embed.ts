/** What the widget on the shop's site and the page in its frame say to each other. */
export type ToFrame =
  | { readonly xiaoer: 'shown'; readonly open: boolean }
  /** What the shop's site signed for its customer; null: nobody is signed in there. */
  | { readonly xiaoer: 'identity'; readonly token: string | null }
export type FromFrame =
  | { readonly xiaoer: 'unread'; readonly count: number; readonly language: string }
  | { readonly xiaoer: 'close' }

/** A message event's data is anyone's: only these shapes count, and only from the expected origin. */
export function isToFrame(data: unknown): data is ToFrame {
  if (typeof data !== 'object' || data === null || !('xiaoer' in data)) return false
  const { xiaoer, open, token } = data as { xiaoer: unknown; open?: unknown; token?: unknown }
  if (xiaoer === 'identity') return token === null || typeof token === 'string'
  return xiaoer === 'shown' && typeof open === 'boolean'
}

export function isFromFrame(data: unknown): data is FromFrame {
  if (typeof data !== 'object' || data === null || !('xiaoer' in data)) return false
  if (data.xiaoer === 'close') return true
  const { count } = data as { count?: unknown }
  return data.xiaoer === 'unread' && typeof count === 'number' && Number.isSafeInteger(count)
}

/** What the page's address says: the shop, where the buyer comes from, whom it asks for, who embeds it. */
export interface PageAddress {
  readonly shop: string
  readonly page: string | null
  readonly product: string | null
  readonly category: string | null
  readonly to: string | null
  /** The origin of the site around the frame; null when the page stands alone. */
  readonly host: string | null
}

/** Cut to what a frame may hold, so that a long address can't make every message a refused one. */
export function parseAddress(address: string): PageAddress {
  const url = new URL(address)
  const part = (name: string, length: number): string | null => {
    const value = url.searchParams.get(name)?.trim() ?? ''
    return value === '' ? null : Array.from(value).slice(0, length).join('').slice(0, length)
  }
  return {
    shop: decodeURIComponent(/\/s\/([^/]+)/.exec(url.pathname)?.[1] ?? ''),
    page: part('page', 500),
    product: part('product', 200),
    category: part('category', 100),
    to: part('to', 60),
    host: originOf(url.searchParams.get('host')),
  }
}

function originOf(text: string | null): string | null {
  try {
    const { origin, protocol } = new URL(text ?? '')
    return protocol === 'https:' || protocol === 'http:' ? origin : null
  } catch {
    return null
  }
}

/** The frame's address for a page of the shop's site: without its query, which may hold secrets. */
export function frameAddress(
  gateway: string,
  site: { readonly shop: string; readonly href: string; readonly origin: string },
  options: {
    readonly product?: string | undefined
    readonly category?: string | undefined
    readonly to?: string | undefined
  },
): string {
  const url = new URL(`/s/${encodeURIComponent(site.shop)}`, gateway)
  const page = new URL(site.href)
  url.searchParams.set('host', site.origin)
  url.searchParams.set('page', page.origin + page.pathname)
  if (options.product) url.searchParams.set('product', options.product)
  if (options.category) url.searchParams.set('category', options.category)
  if (options.to) url.searchParams.set('to', options.to)
  return url.href
}
