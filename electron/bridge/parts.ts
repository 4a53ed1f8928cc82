import type { Accounts } from '../account/accounts.ts'
import type { AppStateStore } from '../app-state.ts'
import type { OwnShop } from '../embedded/own-shop.ts'
import type { GatewayFiles } from '../files.ts'
import type { JsonFile } from '../json-file.ts'
import type { Work } from '../link/work.ts'
import type { ExternalLinks } from '../security/external-links.ts'
import type { Settings } from '../settings.ts'
import type { World } from '../world.ts'
import type { Worlds } from '../worlds.ts'
import type { Leaving } from './leaving.ts'
import type { ChatWindows } from '../desktop/chat-windows.ts'
import type { InFront } from '../desktop/in-front.ts'
import type { DesktopShell } from '../desktop/shell.ts'

/** What the handlers are given by the composition root. */
export interface Parts {
  readonly state: AppStateStore
  readonly settings: JsonFile<Settings>
  /** Of the world in front: ask for them at each call. */
  readonly own: OwnShop
  readonly accounts: Accounts
  readonly worlds: Worlds<World>
  /** Throws where nobody is signed in. */
  readonly work: () => Work
  readonly files: GatewayFiles
  readonly links: ExternalLinks
  /** Null until it was loaded, after the first paint. */
  readonly shell: () => DesktopShell | null
  readonly leaving: Leaving
  readonly inFront: InFront
  readonly chatWindows: ChatWindows
  readonly applySettings: () => void
}
