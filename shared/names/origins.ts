/** `https://shop.example` of a list in the settings: exactly a web origin, without path or wildcard. */
export function normalOrigin(text: string): string | null {
  try {
    const url = new URL(text)
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return null
    return url.origin
  } catch {
    return null
  }
}

/** As people may write it: with a slash at its end at most. */
export function isWebOrigin(text: string): boolean {
  const origin = normalOrigin(text)
  return origin !== null && text.toLowerCase().replace(/\/$/, '') === origin
}
