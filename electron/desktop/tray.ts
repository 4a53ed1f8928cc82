import { nativeImage } from 'electron/common'
import { app, Menu, Tray } from 'electron/main'
import type { Texts } from './texts.ts'

export interface TrayState {
  readonly name: string | null
  /** Key of `state.*`. */
  readonly state: string
  readonly suspended: boolean | null
  readonly unread: number
}

export interface TrayActions {
  readonly show: () => void
  readonly suspend: () => void
  readonly resume: () => void
}

/** Null where the desktop has no place for it. */
export class AppTray {
  readonly #tray: Tray | null
  readonly #actions: TrayActions
  #last = ''

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

  update(state: TrayState, { t }: Texts): void {
    if (!this.#tray) return
    const tooltip = titleOf(state, t)
    // On Linux each change of the menu is a new one on the bus: only when it differs.
    const now = JSON.stringify([state, tooltip])
    if (now === this.#last) return
    this.#last = now
    this.#tray.setToolTip(tooltip)
    const { show, suspend, resume } = this.#actions
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: t('tray.show'), click: show },
        ...(state.suspended === null
          ? []
          : [
              state.suspended
                ? { label: t('tray.resume'), click: resume }
                : { label: t('tray.suspend'), click: suspend },
            ]),
        { type: 'separator' as const },
        { label: t('tray.quit'), click: () => app.quit() },
      ]),
    )
  }

  destroy(): void {
    this.#tray?.destroy()
  }
}

/** For the window's title and the tray alike: unread, name, state, app. */
export function titleOf(state: TrayState, t: Texts['t']): string {
  const parts = [t('appName')]
  if (state.name !== null) parts.unshift(state.name, t(`state.${state.state}`))
  return `${state.unread > 0 ? `(${state.unread}) ` : ''}${parts.join(' · ')}`
}
