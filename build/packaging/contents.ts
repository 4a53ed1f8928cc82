import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.ts'
import { externals } from '../vite/externals.ts'

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const modules = join(root, 'node_modules')

/** Needed to compile the natives, which we take prebuilt. */
const compileOnly = new Set(['node-addon-api'])

/** The packages that a bundle loads at run time, with all they need, as far as they are installed. */
export function runtimePackages(): Set<string> {
  const found = new Set<string>()
  const visit = (name: string): void => {
    const manifest = join(modules, name, 'package.json')
    if (found.has(name) || compileOnly.has(name) || !existsSync(manifest)) return
    found.add(name)
    const { dependencies, optionalDependencies } = JSON.parse(
      readFileSync(manifest, 'utf8'),
    ) as Manifest
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) visit(needed)
  }
  for (const name of externals) visit(name)
  return found
}

/** Names of all packages at the top of node_modules. */
function installedPackages(): string[] {
  return readdirSync(modules).flatMap((name) => {
    if (name.startsWith('.')) return []
    return name.startsWith('@')
      ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`)
      : [name]
  })
}

/**
 * What goes into a package, as the packager's patterns: the bundles without their source maps, and
 * of node_modules only what the bundles don't hold, without the sources of natives and without
 * the natives of other platforms (`${platform}` and `${arch}` are filled in by the packager).
 */
export function packagePatterns(): string[] {
  const needed = runtimePackages()
  const sqlite = 'node_modules/better-sqlite3-multiple-ciphers'
  return [
    'out/**',
    'package.json',
    '!out/.stamps{,/**}',
    '!**/*.map',
    '!**/*.d.{ts,mts,cts}',
    ...installedPackages()
      .filter((name) => !needed.has(name))
      .map((name) => `!node_modules/${name}{,/**}`),
    `!${sqlite}/{deps,src}{,/**}`,
    `!${sqlite}/binding.gyp`,
    `!${sqlite}/prebuilds/!(\${platform}-\${arch}).node`,
  ]
}

/** The native packages' parts for a platform, each of which a package of ours must hold. */
export function nativeParts(platform: string, arch: string): string[] {
  const libc = platform === 'linux' ? '-gnu' : platform === 'win32' ? '-msvc' : ''
  return [
    `better-sqlite3-multiple-ciphers/prebuilds/${platform}-${arch}.node`,
    `@napi-rs/keyring-${platform}-${arch}${libc}`,
    `@node-rs/argon2-${platform}-${arch}${libc}`,
  ]
}

/** Those of `nativeParts` that are not installed here, because npm installs its own platform's only. */
export function missingParts(platform: string, arch: string): string[] {
  return nativeParts(platform, arch).filter((part) => !existsSync(join(modules, part)))
}
