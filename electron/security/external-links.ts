import { shell } from 'electron/common'
import { type BrowserWindow, dialog } from 'electron/main'
import { decideLink } from './links.ts'

export interface ConfirmTexts {
  readonly message: string
  readonly detail: string
  readonly open: string
  readonly cancel: string
}

/** The one door through which a link leaves the app. */
export class ExternalLinks {
  readonly #known = new Set<string>()
  #asking = false
  readonly #texts: (host: string, url: string) => Promise<ConfirmTexts>

  constructor(texts: (host: string, url: string) => Promise<ConfirmTexts>) {
    this.#texts = texts
  }

  /** A host that needs no question: the signed-in gateway's own. */
  trust(url: string): void {
    this.#known.add(new URL(url).host)
  }

  /** Resolves to whether it was opened. */
  async open(text: string, parent: BrowserWindow | null): Promise<boolean> {
    const decision = decideLink(text, (host) => this.#known.has(host))
    if (decision.kind === 'refuse') return false
    if (decision.kind === 'ask') {
      // One question at a time: a page must not be able to bury the person in them.
      if (this.#asking) return false
      this.#asking = true
      const agreed = await this.#ask(decision, parent).finally(() => {
        this.#asking = false
      })
      if (!agreed) return false
      this.#known.add(decision.host)
    }
    await shell.openExternal(decision.url)
    return true
  }

  async #ask(
    decision: { readonly host: string; readonly url: string },
    parent: BrowserWindow | null,
  ): Promise<boolean> {
    const texts = await this.#texts(decision.host, decision.url)
    const question = {
      type: 'question' as const,
      message: texts.message,
      detail: texts.detail,
      buttons: [texts.open, texts.cancel],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
    }
    const { response } = await (parent
      ? dialog.showMessageBox(parent, question)
      : dialog.showMessageBox(question))
    return response === 0
  }
}
