/**
 * From nothing upwards. React sets inline styles through the CSSOM, which a policy doesn't stop, so
 * `style-src` needs no exception. The page never connects anywhere: everything goes by the bridge.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self'",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
