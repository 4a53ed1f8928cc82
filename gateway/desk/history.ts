import type { BuyerId, ConversationId, Message } from '#shared/protocol/model.ts'
import type { ShopViews } from '../store/engine.ts'
import { buyerOfConversation } from './audience.ts'
import type { DeskCommand, HistoryPage, Viewer } from './contract.ts'
import { RIGHTS } from '#shared/rights/table.ts'
import type { Row as RightsRow } from '#shared/rights/reach.ts'
import { knowsOf, mayReadBuyer } from './rights.ts'
import type { Origin, Row } from './row.ts'
import { hiddenCid } from './skeleton.ts'
import { conversationId, previousOf, type Recent, type State } from './state.ts'

/** How many of a buyer's conversations a resend without a conversation is looked for in. */
const LOOK_BACK = 20

interface Sources {
  readonly state: () => State
  readonly views: ShopViews
  /** Waits until the views hold everything that is committed now. */
  readonly reach: () => Promise<void>
  readonly rowsAt: (positions: readonly number[]) => Promise<readonly Row[]>
}

const RECALLED = { kind: 'recalled' } as const

type HistoryRefusal = { readonly code: 'not_found' | 'not_allowed' | 'storage_failed' }

/** Reading what was said: rights first, then the views for positions, the log for words (S32). */
export class History {
  readonly #sources: Sources

  constructor(sources: Sources) {
    this.#sources = sources
  }

  async page(
    viewer: Viewer,
    conversation: ConversationId,
    before: number | undefined,
    limit: number,
  ): Promise<HistoryPage | HistoryRefusal> {
    const { views, reach, rowsAt } = this.#sources
    try {
      await reach()
      const refusal = this.#refusal(viewer, conversation)
      if (refusal !== null) return { code: refusal }
      const positions = await views.page(conversation, before ?? Number.MAX_SAFE_INTEGER, limit)
      const recalled = new Set(await views.recalled(conversation))
      const messages = (await rowsAt(positions))
        .map(messageOf)
        .filter((one) => one !== null)
        .map((one) => (recalled.has(one.cseq) ? { ...one, body: RECALLED } : one))
      const previous = previousOf(conversation)
      return {
        messages,
        complete: positions.length < limit || messages[0]?.cseq === 1,
        previous: previous !== null && this.#refusal(viewer, previous) === null ? previous : null,
      }
    } catch {
      return { code: 'storage_failed' }
    }
  }

  /** Null: there is no such message. */
  async rowOf(conversation: ConversationId, cseq: number): Promise<Row | null> {
    const { views, reach, rowsAt } = this.#sources
    await reach()
    const [row] = await rowsAt(await views.page(conversation, cseq + 1, 1))
    return row?.event.type === 'message.sent' && row.event.message.cseq === cseq ? row : null
  }

  async mayReadFile(viewer: Viewer, file: string): Promise<boolean> {
    await this.#sources.reach()
    for (const conversation of await this.#sources.views.withFile(file))
      if (this.#refusal(viewer, conversation, RIGHTS.routes['GET /api/files/:id']) === null)
        return true
    return false
  }

  /** Null when the viewer may read it. */
  #refusal(
    viewer: Viewer,
    conversation: ConversationId,
    row: RightsRow = RIGHTS.frames.history,
  ): 'not_found' | 'not_allowed' | null {
    const state = this.#sources.state()
    const owner = buyerOfConversation(state, conversation)
    if (owner === null) return 'not_found'
    if (viewer.kind === 'buyer') return owner === viewer.buyer ? null : 'not_found'
    const account = state.accounts.get(viewer.account)?.view
    if (!account || account.disabled) return 'not_allowed'
    const buyer = state.buyers.get(owner)
    // D6: not even that there is one.
    if (!buyer || !knowsOf(account, buyer.view)) return 'not_found'
    return mayReadBuyer(state, account, buyer, row) ? null : 'not_allowed'
  }

  /** S11: the first answer to a cid that memory has forgotten. */
  async olderAnswer(
    command: Extract<DeskCommand, { type: 'send' | 'command' }>,
    origin: Origin,
  ): Promise<Recent | undefined> {
    // Commands need no long memory: holder epochs fence them, or doing them again changes nothing.
    if (command.type === 'command') return undefined
    const { views, reach, rowsAt } = this.#sources
    await reach()
    for (const conversation of this.#whereSent(command)) {
      // In a row whose words were erased the cid is there as its hash, and of the content nothing.
      const hidden = hiddenCid(origin.cid)
      const rows = await rowsAt([
        ...(await views.withCid(conversation, origin.cid)),
        ...(await views.withCid(conversation, hidden)),
      ])
      const row = rows.find(
        (one) =>
          (one.origin?.cid === origin.cid || one.origin?.cid === hidden) &&
          one.origin.sender === origin.sender,
      )
      if (row?.origin && row.event.type === 'message.sent')
        return {
          cid: origin.cid,
          hash: row.erased === undefined ? row.origin.hash : origin.hash,
          pos: row.pos,
          conversation,
          cseq: row.event.message.cseq,
        }
    }
    return undefined
  }

  #whereSent(command: Extract<DeskCommand, { type: 'send' }>): readonly ConversationId[] {
    if (command.by.kind !== 'buyer')
      return command.conversation === null ? [] : [command.conversation]
    const buyer: BuyerId = command.by.buyer
    const newest = this.#sources.state().buyers.get(buyer)?.conversations ?? 0
    return Array.from({ length: Math.min(newest, LOOK_BACK) }, (_, back) =>
      conversationId(buyer, newest - back),
    )
  }
}

function messageOf(row: Row): Message | null {
  return row.event.type === 'message.sent'
    ? { ...row.event.message, pos: row.pos, at: row.at }
    : null
}
