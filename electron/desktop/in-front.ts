import type { BrowserWindow } from 'electron/main'
import type { ConversationId } from '#shared/protocol/model.ts'

/** Which conversation each window shows, as its page says. */
export class InFront {
  readonly #shown = new WeakMap<BrowserWindow, ConversationId>()

  show(window: BrowserWindow, conversation: ConversationId | null): void {
    if (conversation === null) this.#shown.delete(window)
    else this.#shown.set(window, conversation)
  }

  of(window: BrowserWindow): ConversationId | null {
    return this.#shown.get(window) ?? null
  }
}
