// What a bare Electron runs first: finds the app among the arguments and starts it, as the
// default_app of Electron's own distribution does (the registry's runtime comes without one).
//   electron [-r module]... [Chromium switches] <app folder or file>
// It has to be an ES module with a top-level await: Electron holds `ready` back until such an
// entry is evaluated, and schemes are only accepted as privileged before `ready`.
import { app } from 'electron/main'
import fs from 'node:fs'
import { Module } from 'node:module'
import path from 'node:path'
import url from 'node:url'

const preloaded = []
let target
const rest = process.argv.slice(1)
for (let index = 0; index < rest.length; index += 1) {
  const argument = rest[index]
  if (argument === '-v' || argument === '--version') {
    console.log(`v${process.versions.electron}`)
    process.exit(0)
  } else if (argument === '-r' || argument === '--require') {
    index += 1
    preloaded.push(rest[index])
  } else if (argument.startsWith('--app=')) {
    target = argument.slice('--app='.length)
    break
  } else if (!argument.startsWith('-')) {
    target = argument
    break
  }
}
if (preloaded.length > 0) Module._preloadModules(preloaded)
if (target === undefined) {
  console.error('usage: electron [-r module] <app folder or file>')
  process.exit(1)
}
Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true })

try {
  const folder = path.resolve(target)
  const manifestFile = path.join(folder, 'package.json')
  const hasManifest = fs.existsSync(manifestFile)
  if (hasManifest) {
    const manifest = JSON.parse(fs.readFileSync(manifestFile, 'utf8'))
    if (manifest.version) app.setVersion(manifest.version)
    app.name = manifest.productName || manifest.name || app.name
    app.setDesktopName(manifest.desktopName || `${app.name}.desktop`)
  }
  const entry = Module._resolveFilename(folder, null, true)
  app.setAppPath(hasManifest ? folder : path.dirname(entry))
  await import(url.pathToFileURL(entry).href)
} catch (error) {
  console.error(`the app failed to load\n${error?.stack ?? error}`)
  process.exit(1)
}
