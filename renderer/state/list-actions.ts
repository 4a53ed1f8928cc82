import { LIMITS } from '#shared/protocol/limits.ts'
import type { BuyerId, BuyerView, ClosedView, ConversationId } from '#shared/protocol/model.ts'
import type { Deps } from './api.ts'
import type { Commands } from './chat-actions.ts'
import type { deskActions } from './desk-actions.ts'
import { PINS_KEY, withKept } from './kept.ts'
import { movedByHand } from './order.ts'
import type { Sort } from './model.ts'

/** How the list is arranged, and what is done to its rows. */
export function listActions(
  { store, call }: Deps,
  desk: ReturnType<typeof deskActions>,
  { commandOrToast }: Commands,
  open: (conversation: ConversationId) => void,
) {
  return {
    /** Pins a buyer's chat for all workstations of this account, or takes the pin out. */
    pin(buyer: BuyerId): void {
      const state = store.getState()
      const pins = [...state.pins].filter((id) => id !== buyer)
      if (!state.pins.has(buyer)) pins.push(buyer)
      // The oldest give way where there is no more room for them.
      while (JSON.stringify(pins).length > LIMITS.keepLength) pins.shift()
      const value = pins.length === 0 ? null : JSON.stringify(pins)
      store.setState(withKept(state, { [PINS_KEY]: value }))
      void call('kept.set', { key: PINS_KEY, value })
    },

    /** Gives the buyer a tag, or takes it away. */
    async tag(buyer: BuyerView, tag: string): Promise<void> {
      const tags = buyer.tags.includes(tag)
        ? buyer.tags.filter((other) => other !== tag)
        : [...buyer.tags, tag]
      await commandOrToast({ type: 'buyer.tag', buyer: buyer.id, tags: tags.slice(-LIMITS.tags) })
    },

    sortBy(sort: Sort, ids: readonly ConversationId[]): void {
      // By hand it begins as it stands.
      const { hand } = store.getState()
      const begun = [...ids, ...hand.filter((id) => !ids.includes(id))]
      desk.set(sort === 'hand' ? { sort, hand: begun } : { sort })
    },
    /** Within its group, whose order on the screen is `ids`; from then on the list is by hand. */
    moveByHand(
      ids: readonly ConversationId[],
      id: ConversationId,
      to: -1 | 1 | ConversationId,
    ): void {
      const { hand } = store.getState()
      const moved = movedByHand(ids, hand, id, to)
      if (moved !== hand) desk.set({ sort: 'hand', hand: moved })
    },

    /** One that is over opens for reading, with its newest lines. */
    openClosed({ view }: ClosedView): void {
      store.setState(({ departed }) => ({
        departed: {
          ...departed,
          [view.id]: { why: 'closed', to: null, buyerName: view.buyer.name, view },
        },
      }))
      open(view.id)
    },
    /** Opens a conversation that is over again; its composer is there once the gateway has told. */
    reopen(conversation: ConversationId): Promise<boolean> {
      return commandOrToast({ type: 'reopen', conversation })
    },

    /** Into a window of its own, or that window to the front. */
    async tearOff(conversation: ConversationId): Promise<void> {
      const result = await call('windows.tearOff', { conversation })
      if (!result.ok) desk.toast('error', `error:${result.error.code}`)
    },
    async putBack(conversation: ConversationId): Promise<void> {
      const result = await call('windows.putBack', { conversation })
      if (!result.ok) desk.toast('error', `error:${result.error.code}`)
    },
  }
}
