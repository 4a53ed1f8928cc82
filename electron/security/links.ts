/** What the door for external links decides, before anything is opened. */
export type LinkDecision =
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'ask'; readonly url: string; readonly host: string }
  | { readonly kind: 'refuse'; readonly why: 'unreadable' | 'not_https' | 'has_credentials' }

/**
 * https only, parsed, and given on as parsed, so that what was looked at is what is opened. Known
 * hosts are those that the person has agreed to since the start, and the gateway's own.
 */
export function decideLink(text: string, knows: (host: string) => boolean): LinkDecision {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return { kind: 'refuse', why: 'unreadable' }
  }
  // The buyer's page of a shop on this computer is plain http on the loopback.
  const loopback = url.protocol === 'http:' && url.hostname === '127.0.0.1' && knows(url.host)
  if (url.protocol !== 'https:' && !loopback) return { kind: 'refuse', why: 'not_https' }
  // `https://known.example@evil.example/` reads like the wrong host.
  if (url.username !== '' || url.password !== '') return { kind: 'refuse', why: 'has_credentials' }
  return knows(url.host)
    ? { kind: 'open', url: url.href }
    : { kind: 'ask', url: url.href, host: url.host }
}
