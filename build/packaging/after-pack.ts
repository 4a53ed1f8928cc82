import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { getRawHeader } from '@electron/asar'
import { Arch, type AfterPackContext } from 'electron-builder'
import { nativeParts } from './contents.ts'
import { setFuses } from './fuses.ts'

/** Set by `npm run package -- --dir --inspectable`. */
export const inspectableVariable = 'XIAOER_PACKAGE_INSPECTABLE'

/** Runs when the packager has put everything together and not yet signed it. */
export async function afterPack(context: AfterPackContext): Promise<void> {
  const { appOutDir, packager, electronPlatformName: platform, arch } = context
  const resources = packager.getResourcesDir(appOutDir)
  // Electron's own start page: it would run any folder it is given.
  rmSync(join(resources, 'default_app.asar'), { force: true })

  const faults = packageFaults(resources, platform, Arch[arch])
  if (faults.length > 0) throw new Error(`the package is not right: ${faults.join('; ')}`)

  const lines = await setFuses(join(appOutDir, programOf(context)), {
    inspectable: process.env[inspectableVariable] === '1',
    resetAdHocDarwinSignature: platform === 'darwin' && arch === Arch.arm64,
  })
  for (const line of lines) process.stdout.write(`  fuse ${line}\n`)
}

/** The file with the fuses, seen from the packed folder. */
function programOf({ packager, electronPlatformName: platform }: AfterPackContext): string {
  const name = packager.appInfo.productFilename
  if (platform === 'darwin' || platform === 'mas') return `${name}.app`
  if (platform === 'win32') return `${name}.exe`
  const isNamed = 'executableName' in packager && typeof packager.executableName === 'string'
  if (!isNamed) throw new Error(`what is the program called on ${platform}?`)
  return String(packager.executableName)
}

/** What is wrong with the packed app in a resources folder; empty when nothing is. */
export function packageFaults(resources: string, platform: string, arch: string): string[] {
  const faults: string[] = []
  const archive = join(resources, 'app.asar')
  if (!existsSync(archive)) return ['there is no app.asar']
  if (existsSync(join(resources, 'app'))) faults.push('there is an app folder beside app.asar')
  const natives = nativeFiles(join(resources, 'app.asar.unpacked'))
  for (const part of nativeParts(platform, arch)) {
    if (!natives.some((file) => file.includes(`/node_modules/${part}`))) {
      faults.push(`${part} is not among the unpacked natives`)
    }
  }
  const own = new RegExp(`${platform}-${arch}[^/]*(?:/[^/]*)?\\.node$`)
  for (const file of natives) if (!own.test(file)) faults.push(`foreign native ${file}`)
  const { header } = getRawHeader(archive)
  const top = 'files' in header ? Object.keys(header.files) : []
  for (const name of ['out', 'package.json']) {
    if (!top.includes(name)) faults.push(`app.asar lacks ${name}`)
  }
  for (const name of top) {
    if (!['out', 'package.json', 'node_modules'].includes(name)) faults.push(`stray ${name}`)
  }
  return faults
}

function nativeFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.node'))
    .map((file) => `/${file.replaceAll('\\', '/')}`)
}
