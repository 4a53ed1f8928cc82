import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build, type CliOptions } from 'electron-builder'
import { commandArguments, runCommand } from '../command.ts'
import { inspectableVariable } from '../packaging/after-pack.ts'
import { missingParts, packagePatterns } from '../packaging/contents.ts'
import { root } from '../root.ts'
import { chooseElectron, type ElectronRuntime } from '../runtime/electron.ts'
import { findProgram } from '../runtime/system.ts'
import { ensureBuilt } from './build.ts'

const usage = `usage: npm run package -- [--dir] [--inspectable] [--trial] [format …]
  format          such as tar.gz, deb, dmg, nsis; the ones of electron-builder.yml when left out
  --dir           only the unpacked folder, for testing
  --inspectable   leaves the debugger's switches working, for tests of the package (only with --dir)
  --trial         makes the formats with a runtime that is no release (see below), to try the packager

On Linux deb wants dpkg-deb, and tar.gz the package p7zip-full or a way to its download.
Packages are for this machine's platform: npm installs the native parts of no other one.
Where only the npm registry's Electron can be had, what is made is no release.`

const systems = { linux: 'linux', darwin: 'mac', win32: 'win' } as const

function systemOf(platform: NodeJS.Platform): (typeof systems)[keyof typeof systems] {
  if (platform === 'linux' || platform === 'darwin' || platform === 'win32') {
    return systems[platform]
  }
  throw new Error(`there are no packages for ${platform}`)
}

/**
 * The packager fetches fpm (for deb) and 7-Zip (for tar.gz and zip) by itself, from a host that may
 * be out of reach: the system's come first, and for fpm, which Debian doesn't have, a stand-in.
 */
function chooseTools(): void {
  const sevenZip = ['7zz', '7za', '7z'].map((name) => findProgram(name)).find(Boolean)
  if (sevenZip !== undefined) process.env['ELECTRON_BUILDER_7ZIP_PATH'] ??= sevenZip
  if (process.platform !== 'linux' || process.env['CUSTOM_FPM_PATH'] !== undefined) return
  const fpm = findProgram('fpm')
  if (fpm !== undefined) process.env['CUSTOM_FPM_PATH'] = fpm
  else if (findProgram('dpkg-deb') !== undefined) {
    process.env['CUSTOM_FPM_PATH'] = join(root, 'build/packaging/fpm.mjs')
  }
}

async function makePackage(): Promise<void> {
  const { values, positionals } = parseArgs({
    args: commandArguments(),
    allowPositionals: true,
    options: {
      dir: { type: 'boolean', default: false },
      inspectable: { type: 'boolean', default: false },
      trial: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(`${usage}\n`)
    return
  }
  if (values.inspectable && !values.dir) throw new Error('--inspectable is only for --dir')
  const missing = missingParts(process.platform, process.arch)
  if (missing.length > 0) throw new Error(`not installed: ${missing.join(', ')}; run npm ci`)
  await ensureBuilt()
  for (const part of ['main.cjs', 'run.cjs', 'preload.cjs'].map((name) => `out/electron/${name}`)) {
    if (!existsSync(join(root, part))) throw new Error(`${part} was not built`)
  }
  const runtime = await chooseElectron()
  const isRelease = runtime.origin !== 'registry'
  const folderOnly = values.dir || (!isRelease && !values.trial)
  if (values.inspectable) process.env[inspectableVariable] = '1'
  chooseTools()
  await build(options(runtime, folderOnly ? ['dir'] : positionals, isRelease))
  if (!isRelease) {
    process.stdout.write(
      `\nNOT A RELEASE: this holds Electron ${runtime.version} from the npm registry, for testing on ` +
        'networks without the real download. Releases are made where the Electron of package.json can be had.\n',
    )
  }
}

function options(runtime: ElectronRuntime, formats: string[], isRelease: boolean): CliOptions {
  const system = systemOf(process.platform)
  return {
    projectDir: root,
    publish: 'never',
    [system]: formats,
    x64: process.arch === 'x64',
    arm64: process.arch === 'arm64',
    config: {
      electronDist: runtime.distDir,
      electronVersion: runtime.version,
      files: packagePatterns(),
      // The name travels with the file, so that nobody takes a trial for a release.
      [system]: isRelease
        ? {}
        : { artifactName: '${productName}-${version}-${arch}-not-a-release.${ext}' },
    },
  }
}

await runCommand(makePackage)
// The packager leaves a handle open that would keep this process for minutes.
process.exit()
