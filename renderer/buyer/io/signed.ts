/**
 * `#identity=…` of the page's own address: what the shop's site signed for its customer. It stands
 * behind the `#`, so that no server and no log is told, and is taken out of the address at once.
 */
export function takeSigned(
  location: Pick<Location, 'hash' | 'pathname' | 'search'>,
  history: Pick<History, 'replaceState'>,
): Promise<string | null> {
  const signed = new URLSearchParams(location.hash.slice(1)).get('identity')
  if (signed !== null) history.replaceState(null, '', location.pathname + location.search)
  return Promise.resolve(signed)
}
