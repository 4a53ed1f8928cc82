import { randomBytes } from 'node:crypto'

/** Stands in the built page where the nonce of each load goes. */
export const NONCE_PLACE = '__STYLE_NONCE__'

/** For one load of the page: 128 random bits, so that nobody guesses which styles are ours. */
export function freshNonce(): string {
  return randomBytes(16).toString('base64')
}

/**
 * From nothing upwards. React sets inline styles through the CSSOM, which a policy doesn't stop. The
 * management's components make their style sheets while they run: those carry the page's nonce,
 * and whatever else has no nonce stays refused. Scripts get none: they only ever come from files.
 * The page never connects anywhere: everything goes by the bridge.
 */
export function contentSecurityPolicy(styleNonce: string | null): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    styleNonce === null ? "style-src 'self'" : `style-src 'self' 'nonce-${styleNonce}'`,
    "img-src 'self' blob: data:",
    "media-src 'self'",
    "font-src 'self'",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** A page of ours with the nonce of this load in its place. */
export function withNonce(page: string, nonce: string): string {
  return page.replace(NONCE_PLACE, nonce)
}
