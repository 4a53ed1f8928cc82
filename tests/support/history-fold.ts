import type { ConversationView } from '#shared/protocol/model.ts'
import type { TruthRow } from './history.ts'

export interface Holding {
  readonly holder: string | null
  readonly epoch: number
}

/** Who held each conversation, and under which epoch, before and behind each row of the log. */
export class HolderFold {
  readonly #now = new Map<string, Holding>()

  of(conversation: string): Holding | undefined {
    return this.#now.get(conversation)
  }

  entries(): Iterable<[string, Holding]> {
    return this.#now.entries()
  }

  step({ event }: TruthRow): void {
    const put = (view: ConversationView) =>
      this.#now.set(view.id, { holder: view.holder, epoch: view.holderEpoch })
    switch (event.type) {
      case 'conversation.opened':
      case 'conversation.reopened':
      case 'conversation.assigned':
      case 'conversation.offered':
        put(event.view)
        return
      case 'conversation.queued': {
        const known = this.#now.get(event.conversation)
        if (known) this.#now.set(event.conversation, { ...known, holder: null })
        return
      }
      case 'conversation.closed':
        this.#now.delete(event.conversation)
        return
      default:
    }
  }
}
