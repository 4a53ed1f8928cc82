import {
  flipFuses,
  FuseState,
  FuseV1Options,
  FuseVersion,
  getCurrentFuseWire,
} from '@electron/fuses'

/**
 * Every fuse of Electron, decided. A record over the whole enumeration, so that a fuse that comes
 * with a newer Electron is a type error here until somebody has decided it.
 */
export const fuses: Record<FuseV1Options, boolean> = {
  // The embedded gateway is a utility process and needs no plain Node.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // Our windows use a scheme of their own; file: gets nothing.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // On is Chromium's own way: bounds of WebAssembly memory are kept by the processor.
  [FuseV1Options.WasmTrapHandlers]: true,
}

export interface FuseOptions {
  /** Leaves the debugger's switches working, which tests of a package need. Never for a release. */
  readonly inspectable?: boolean
  /** macOS on ARM runs nothing unsigned: renew the ad-hoc signature that flipping breaks. */
  readonly resetAdHocDarwinSignature?: boolean
}

/**
 * Sets all fuses the program has and reads them back from it.
 *
 * @returns one `name: on|off` line per fuse, as read
 * @throws when a fuse of the program is unknown here, or reads differently from what was set
 */
export async function setFuses(program: string, options: FuseOptions = {}): Promise<string[]> {
  const present = fuseNumbers(await getCurrentFuseWire(program))
  const wanted = { ...fuses }
  if (options.inspectable === true) wanted[FuseV1Options.EnableNodeCliInspectArguments] = true
  const unknown = present.filter((fuse) => !(fuse in wanted))
  if (unknown.length > 0) throw new Error(`undecided fuses in ${program}: ${unknown.join(', ')}`)
  const config = Object.fromEntries(present.map((fuse) => [fuse, wanted[fuse as FuseV1Options]]))
  await flipFuses(program, {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature: options.resetAdHocDarwinSignature === true,
    ...config,
  })
  return readBack(program, wanted)
}

async function readBack(
  program: string,
  wanted: Record<FuseV1Options, boolean>,
): Promise<string[]> {
  const wire: Partial<Record<string, unknown>> = { ...(await getCurrentFuseWire(program)) }
  return Object.entries(wire).flatMap(([key, state]) => {
    if (!/^\d+$/.test(key)) return []
    const name = FuseV1Options[Number(key)] ?? key
    const isOn = state === FuseState.ENABLE
    // A removed fuse has no meaning any more, so that it can't have the wrong one.
    if (state !== FuseState.REMOVED && isOn !== wanted[Number(key) as FuseV1Options]) {
      throw new Error(`the fuse ${name} of ${program} reads ${isOn ? 'on' : 'off'}`)
    }
    return [`${name}: ${state === FuseState.REMOVED ? 'removed' : isOn ? 'on' : 'off'}`]
  })
}

function fuseNumbers(wire: object): number[] {
  return Object.keys(wire)
    .filter((key) => /^\d+$/.test(key))
    .map(Number)
}
