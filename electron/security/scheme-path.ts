import { extname, join, sep } from 'node:path'

export const SCHEME = 'app'
export const HOST = 'xiaoer'
export const HOME = `${SCHEME}://${HOST}/index.html`

/** The page that shows one conversation alone, in a window of its own. */
export function chatHome(conversation: string): string {
  return `${SCHEME}://${HOST}/?chat=${encodeURIComponent(conversation)}`
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
}

export type Target =
  | { readonly kind: 'page'; readonly file: string; readonly type: string }
  /** A file that the gateway keeps, by its content address. */
  | { readonly kind: 'gateway-file'; readonly id: string }
  | { readonly kind: 'refused' }

const refused: Target = { kind: 'refused' }

/**
 * What an address of our scheme means. `folder` is the served folder itself, not the app's root: the
 * path is decoded once, split, and refused when any part could lead out of it on any system.
 */
export function resolveTarget(address: string, folder: string): Target {
  let url: URL
  let path: string
  try {
    url = new URL(address)
    path = decodeURIComponent(url.pathname)
  } catch {
    return refused
  }
  if (url.protocol !== `${SCHEME}:` || url.host !== HOST || url.username || url.password)
    return refused
  const parts = path.split('/').filter((part) => part !== '')
  // oxlint-disable-next-line no-control-regex
  if (parts.some((part) => part === '..' || part === '.' || /[\\:\u0000-\u001f]/.test(part)))
    return refused
  if (parts[0] === 'files') {
    const id = parts[1] ?? ''
    return parts.length === 2 && /^[a-f0-9]{64}$/.test(id) ? { kind: 'gateway-file', id } : refused
  }
  const file = join(folder, ...(parts.length === 0 ? ['index.html'] : parts))
  if (!file.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return refused
  const type = types[extname(file).toLowerCase()]
  return type === undefined ? refused : { kind: 'page', file, type }
}

/** True for a page of ours. `URL.origin` is "null" for such schemes, so protocol and host are asked. */
export function isOurs(address: string): boolean {
  try {
    const url = new URL(address)
    return url.protocol === `${SCHEME}:` && url.host === HOST
  } catch {
    return false
  }
}
