import type { Session } from './account/session.ts'

/** A file that the gateway keeps. */
export interface GatewayFile {
  readonly bytes: Uint8Array
  readonly type: string
}

/**
 * The page keeps what it shows itself, decoded: this is for the chats one goes back to after it let
 * go of them. Some dozens of photographs as buyers send them; what is older comes from the gateway.
 */
const BUDGET = 4 * 1024 * 1024

/**
 * Files of the signed-in account, fetched through its session and kept in memory only: pictures are
 * content, and no plain copy of content lies on the disk (I15). The least recently seen goes first.
 */
export class GatewayFiles {
  readonly #session: () => Session | null
  readonly #kept = new Map<string, GatewayFile>()
  readonly #under = new Map<string, Promise<GatewayFile>>()
  #bytes = 0

  constructor(session: () => Session | null) {
    this.#session = session
  }

  async read(id: string): Promise<GatewayFile | null> {
    const kept = this.#kept.get(id)
    if (kept) {
      this.#kept.delete(id)
      this.#kept.set(id, kept)
      return kept
    }
    const session = this.#session()
    if (!session) return null
    let under = this.#under.get(id)
    if (!under) {
      under = this.#fetch(session, id).finally(() => this.#under.delete(id))
      this.#under.set(id, under)
    }
    return under
  }

  /** Another account may see other files. */
  forget(): void {
    this.#kept.clear()
    this.#bytes = 0
  }

  async #fetch(session: Session, id: string): Promise<GatewayFile> {
    const file = await session.http.file(await session.token(), id)
    if (session !== this.#session()) return file
    this.#kept.set(id, file)
    this.#bytes += file.bytes.length
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#bytes <= BUDGET) break
      this.#kept.delete(oldest)
      this.#bytes -= bytes.length
    }
    return file
  }
}
