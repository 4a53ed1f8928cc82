import { Menu } from 'electron/main'
import type { Texts } from './texts.ts'

/**
 * Linux and Windows: none (main.ts). The page has the keys, and a hidden menu bar would take Alt. macOS
 * needs one for the app's name, quitting and the clipboard's keys.
 */
export function setAppMenu({ t }: Texts): void {
  if (process.platform !== 'darwin') return
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { role: 'appMenu', label: t('appName') },
      { role: 'editMenu' },
      { role: 'windowMenu' },
    ]),
  )
}
