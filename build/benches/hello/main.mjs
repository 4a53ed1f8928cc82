// The baseline of the desktop bench: the least that Electron needs to show a window.
import { app, BrowserWindow } from 'electron/main'
import { join } from 'node:path'

// `--bare-textarea`: with a field to type in.
const page = process.argv.includes('--bare-textarea') ? 'typing.html' : 'index.html'

// Not awaited at the top: Electron is not ready before this module has been run to its end.
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1440, height: 900, show: false })
  window.once('ready-to-show', () => window.show())
  return window.loadFile(join(import.meta.dirname, page))
})
