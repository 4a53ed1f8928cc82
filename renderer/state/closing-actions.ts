import type { Receiver } from '#shared/protocol/frames.ts'
import type { ConversationId, Summary } from '#shared/protocol/model.ts'
import type { Deps } from './api.ts'
import type { Commands } from './chat-actions.ts'
import type { deskActions } from './desk-actions.ts'
import { arrangementOf } from './arrangement.ts'
import { groupChats } from './order.ts'
import { preferencesIn } from './model.ts'
import { hiddenOf, pendingActs } from './pending-acts.ts'
import type { Unforwarded } from './team-actions.ts'

interface Others {
  readonly open: (conversation: ConversationId) => void
  readonly closeTab: (conversation: ConversationId) => void
  readonly forwardAll: (
    conversations: readonly ConversationId[],
    to: Receiver,
    note: string,
    epochs?: ReadonlyMap<ConversationId, number>,
  ) => Promise<readonly Unforwarded[]>
}

/** How chats leave the desk: closed or forwarded, with some seconds to take it back. */
export function closingActions(
  deps: Deps,
  desk: ReturnType<typeof deskActions>,
  { commandOrToast, epochOf }: Commands,
  { open, closeTab, forwardAll }: Others,
) {
  const { store } = deps

  /** The chat of mine that comes to the front when these go. */
  function nextAfter(gone: readonly ConversationId[]): ConversationId | null {
    const state = store.getState()
    const { view, current } = state
    if (!view || current === null || !gone.includes(current)) return null
    const ids = groupChats(view.conversations, view.me, arrangementOf(state))
      .filter(({ key }) => key === 'mine' || key === 'forwarded')
      .flatMap((group) => group.ids)
    const index = ids.indexOf(current)
    const stays = (id: ConversationId) => !gone.includes(id)
    return (
      ids.slice(index + 1).find(stays) ?? ids.slice(0, Math.max(0, index)).findLast(stays) ?? null
    )
  }
  function leaveTabs(gone: readonly ConversationId[], next: ConversationId | null): void {
    const { current } = store.getState()
    if (next !== null && current !== null && gone.includes(current)) open(next)
    for (const id of gone) closeTab(id)
  }

  const pending = pendingActs(deps, desk, {
    leave: (gone) => {
      // Its own window stays until it is done: that is where it can be taken back.
      if (store.getState().alone === null) leaveTabs(gone, nextAfter(gone))
    },
    open,
  })
  const epochsOf = (ids: readonly ConversationId[]) => new Map(ids.map((id) => [id, epochOf(id)]))
  const nameOf = (id: ConversationId | undefined) =>
    store.getState().view?.conversations[id ?? '']?.buyer.name ?? ''
  function unpick(ids: readonly ConversationId[]): void {
    const { picked } = store.getState()
    if (!picked) return
    const left = picked.filter((id) => !ids.includes(id))
    store.setState({ picked: left.length > 0 ? left : null })
  }

  const actions = {
    pending,
    /** Where the shop has topics, or a summary is wanted, it is asked for first. */
    startClose(conversations: readonly ConversationId[], withSummary = false): void {
      const state = store.getState()
      const { view } = state
      const hidden = hiddenOf(state)
      const mine = conversations.filter(
        (id) => view?.conversations[id]?.holder === view?.me && !hidden.has(id),
      )
      if (mine.length === 0) return
      if (withSummary || (view?.settings.desk.topics.length ?? 0) > 0)
        store.setState({ closing: mine })
      else void actions.close(mine)
    },
    /** Ends conversations; the next chat of the list comes to the front. */
    async close(conversations: readonly ConversationId[], summary?: Summary): Promise<void> {
      const epochs = epochsOf(conversations)
      const next = nextAfter(conversations)
      unpick(conversations)
      store.setState({ closing: null })
      await pending.begin({
        kind: 'close',
        conversations,
        name: nameOf(conversations[0]),
        nick: '',
        send: async (ids) => {
          const done = await Promise.all(
            ids.map(async (conversation) => {
              const holderEpoch = epochs.get(conversation) ?? 0
              const said = summary ? { summary } : {}
              const ok = await commandOrToast({ type: 'close', conversation, holderEpoch, ...said })
              return ok ? [conversation] : []
            }),
          )
          leaveTabs(done.flat(), next)
        },
      })
    },
    /** Whether a forward waits before it is sent: its dialog need not. */
    waits(): boolean {
      return preferencesIn(store.getState()).undoSeconds > 0
    },
    /** A forward that can still be taken back; what could not go is back in the list, and said. */
    async forwardLater(
      conversations: readonly ConversationId[],
      to: Receiver,
      note: string,
      nick: string,
    ): Promise<void> {
      const epochs = epochsOf(conversations)
      unpick(conversations)
      await pending.begin({
        kind: 'forward',
        conversations,
        name: nameOf(conversations[0]),
        nick,
        send: async (ids) => {
          const failed = await forwardAll(ids, to, note, epochs)
          const [first, ...more] = failed
          if (!first) return
          const again = failed.map(({ conversation }) => conversation)
          desk.toast(
            'error',
            more.length === 0 ? 'chats:undo.forwardFailed' : 'chats:undo.forwardsFailed',
            {
              name: nameOf(first.conversation),
              count: failed.length,
              reason: `$t(error:${first.code})`,
            },
            {
              key: 'chats:undo.again',
              run: () =>
                desk.show({
                  kind: 'forward',
                  conversation: first.conversation,
                  more: again.slice(1),
                }),
            },
          )
        },
      })
    },
  }
  return actions
}
