import type { FuseV1Options } from '@electron/fuses'

/**
 * The fuses of a packaged app, all of them by name; packaging flips them and reads them back. Plain
 * data, so that neither the app nor the packager drags the other in; a new fuse doesn't compile here
until someone has decided on it.
 */
export const PACKAGED_FUSES = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  WasmTrapHandlers: true,
} as const satisfies Record<keyof typeof FuseV1Options, boolean>
