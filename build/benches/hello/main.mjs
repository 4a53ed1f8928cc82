// The baseline of the desktop bench: the least that Electron needs to show a window.
import { app, BrowserWindow } from 'electron/main'
import { join } from 'node:path'

await app.whenReady()
const window = new BrowserWindow({ width: 1440, height: 900, show: false })
window.once('ready-to-show', () => window.show())
await window.loadFile(join(import.meta.dirname, 'index.html'))
