import { nativeImage } from 'electron/common'
import { app, Menu, type MenuItemConstructorOptions, Tray } from 'electron/main'
import { type Signs, stateText, titleOf } from './signs.ts'
import type { Texts } from './texts.ts'

export interface TrayActions {
  readonly show: () => void
  readonly suspend: (reason: string) => void
  /** For another reason: the window asks for it. */
  readonly askReason: () => void
  readonly resume: () => void
}

const REASONS = ['meal', 'break', 'meeting', 'training'] as const

/** Null where the desktop has no place for it. */
export class AppTray {
  readonly #tray: Tray | null
  readonly #actions: TrayActions
  #title = ''
  #menu = ''

  constructor(icon: string, actions: TrayActions) {
    this.#actions = actions
    try {
      const image = nativeImage.createFromPath(icon)
      this.#tray = new Tray(image)
      this.#tray.on('click', actions.show)
    } catch {
      this.#tray = null
    }
  }

  update(signs: Signs, { t, language }: Texts): void {
    if (!this.#tray) return
    const title = titleOf(signs, t, language)
    if (title !== this.#title) {
      this.#title = title
      this.#tray.setToolTip(title)
    }
    // On Linux each change of the menu is a new one on the bus, and Electron never lets go of a menu
    // that a tray once had: only when what it says differs, which is not with each unread message.
    const menu = JSON.stringify([{ ...signs, unread: 0 }, language])
    if (menu === this.#menu) return
    this.#menu = menu
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        ...(signs.name === null
          ? []
          : [
              ...(signs.practice ? [{ label: t('practiceName'), enabled: false }] : []),
              { label: `${signs.name} · ${stateText(signs, t, language)}`, enabled: false },
              { type: 'separator' as const },
            ]),
        { label: t('tray.show'), click: this.#actions.show },
        ...this.#suspendItems(signs, t),
        { type: 'separator' as const },
        { label: t('tray.quit'), click: () => app.quit() },
      ]),
    )
  }

  destroy(): void {
    this.#tray?.destroy()
  }

  #suspendItems({ live, suspension }: Signs, t: Texts['t']): MenuItemConstructorOptions[] {
    const { suspend, askReason, resume } = this.#actions
    if (!live) return []
    if (suspension) return [{ label: t('tray.resume'), click: resume }]
    return [
      {
        label: t('tray.suspend'),
        submenu: [
          ...REASONS.map((id) => {
            const reason = t(`suspend.${id}`)
            return { label: reason, click: () => suspend(reason) }
          }),
          { type: 'separator' },
          { label: t('tray.otherReason'), click: askReason },
        ],
      },
    ]
  }
}
