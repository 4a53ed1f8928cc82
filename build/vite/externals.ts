/**
 * Left outside the bundles: native addons find their .node file beside their own package, and
 * electron-updater reads app-update.yml through paths of its own. Everything else is bundled, since
 * opening one file is quicker at start than resolving hundreds.
 */
export const externals = [
  'better-sqlite3-multiple-ciphers',
  '@napi-rs/keyring',
  '@node-rs/argon2',
  'electron-updater',
] as const
