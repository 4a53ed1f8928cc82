import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { Deps } from './api.ts'
import type { deskActions } from './desk-actions.ts'
import { preferencesIn, type PendingAct, type WorkState } from './model.ts'

/** What is to be done, and how it is told that it could not be. */
export interface Act extends Pick<PendingAct, 'kind' | 'conversations' | 'name' | 'nick'> {
  /** To the gateway; nobody waits for it when the window goes. */
  readonly send: (conversations: readonly ConversationId[]) => Promise<unknown>
}

interface Left {
  readonly act: Act
  readonly timer: ReturnType<typeof setTimeout>
  /** Those that are still to go. */
  conversations: readonly ConversationId[]
  /** Which of them had tabs, at what place. */
  readonly tabs: readonly { readonly id: ConversationId; readonly index: number }[]
  readonly current: ConversationId | null
}

const empty: ReadonlySet<ConversationId> = new Set()

let lastPending: readonly PendingAct[] = []
let lastHidden = empty

/** The chats that are on their way out, the same set for the same pending acts. */
export function hiddenOf({ pending }: Pick<WorkState, 'pending'>): ReadonlySet<ConversationId> {
  if (pending.length === 0) return empty
  if (pending !== lastPending) {
    lastPending = pending
    lastHidden = new Set(pending.flatMap(({ conversations }) => conversations))
  }
  return lastHidden
}

/**
 * Closes and forwards are sent when `preferences.undoSeconds` are over; until then they can be taken
 * back. The chats leave list and tabs at once. Nothing is lost when the window goes: what waits is
 * sent then. Without it (a crash) the chats are simply still there.
 */
export function pendingActs(
  { store, now }: Deps,
  desk: ReturnType<typeof deskActions>,
  tabs: {
    readonly leave: (gone: readonly ConversationId[]) => void
    readonly open: (conversation: ConversationId) => void
  },
) {
  const waiting = new Map<number, Left>()
  let ids = 0

  function drop(id: number): Left | undefined {
    const left = waiting.get(id)
    if (!left) return undefined
    clearTimeout(left.timer)
    waiting.delete(id)
    store.setState(({ pending }) => ({ pending: pending.filter((one) => one.id !== id) }))
    return left
  }

  function restore({ tabs: before, current }: Left, back: readonly ConversationId[]): void {
    store.setState((state) => {
      const list = state.tabs.slice()
      for (const { id, index } of before)
        if (back.includes(id) && !list.includes(id) && state.view?.conversations[id])
          list.splice(index, 0, id)
      return { tabs: list }
    })
    if (current !== null && back.includes(current)) tabs.open(current)
    else desk.keep()
  }

  /** The others of the same act go on. */
  function narrow(id: number, left: Left, conversations: readonly ConversationId[]): void {
    left.conversations = conversations
    const [first] = conversations
    if (first === undefined) drop(id)
    else
      store.setState(({ pending, view }) => ({
        pending: pending.map((one) =>
          one.id === id
            ? { ...one, conversations, name: view?.conversations[first]?.buyer.name ?? '' }
            : one,
        ),
      }))
  }
  function takeBack(id: number, left: Left, conversation: ConversationId): void {
    narrow(
      id,
      left,
      left.conversations.filter((one) => one !== conversation),
    )
    // Whoever works in another chat by now is not pulled out of it.
    const { current } = store.getState()
    restore(current === null ? left : { ...left, current: null }, [conversation])
  }

  const actions = {
    async begin(act: Act): Promise<void> {
      const state = store.getState()
      const seconds = preferencesIn(state).undoSeconds
      if (seconds === 0) {
        await act.send(act.conversations)
        return
      }
      const id = ++ids
      const left: Left = {
        act,
        conversations: act.conversations,
        timer: setTimeout(() => void actions.send(id), seconds * 1000),
        tabs: act.conversations
          .map((one) => ({ id: one, index: state.tabs.indexOf(one) }))
          .filter(({ index }) => index >= 0)
          .toSorted((a, b) => a.index - b.index),
        current: state.current,
      }
      waiting.set(id, left)
      const { kind, conversations, name, nick } = act
      const until = now() + seconds * 1000
      store.setState(({ pending }) => ({
        pending: [...pending, { id, kind, conversations, until, name, nick }],
      }))
      tabs.leave(conversations)
    },

    /** Hidden until the answer is there, so that the chat doesn't flicker back between the two. */
    async send(id: number): Promise<void> {
      const left = waiting.get(id)
      if (!left) return
      clearTimeout(left.timer)
      waiting.delete(id)
      // What is over, or went to somebody else, needs it no more.
      const { view } = store.getState()
      const open = left.conversations.filter((one) => view?.conversations[one])
      if (open.length > 0) await left.act.send(open)
      store.setState(({ pending }) => ({ pending: pending.filter((one) => one.id !== id) }))
    },

    /** The newest one, or the named; false when it is too late. */
    undo(id = store.getState().pending.findLast((one) => waiting.has(one.id))?.id ?? 0): boolean {
      const left = drop(id)
      if (left) restore(left, left.conversations)
      return left !== undefined
    },

    /**
     * A buyer who writes again takes back the close of its chat; of several the others go on. What went
     * meanwhile (closed, assigned, withdrawn by D6) is named no more.
     */
    heard(events: readonly Delivered<ShopEvent>[]): void {
      if (waiting.size === 0) return
      const { view } = store.getState()
      for (const [id, left] of waiting) {
        const there = left.conversations.filter((one) => view?.conversations[one])
        if (there.length < left.conversations.length) narrow(id, left, there)
      }
      for (const { event } of events) {
        if (event.type !== 'message.sent' || event.message.sender.kind !== 'buyer') continue
        const { conversation } = event.message
        for (const [id, left] of waiting) {
          if (left.act.kind !== 'close' || !left.conversations.includes(conversation)) continue
          takeBack(id, left, conversation)
          const chat = store.getState().view?.conversations[conversation]
          desk.toast('info', 'chats:undo.wroteAgain', { name: chat?.buyer.name ?? left.act.name })
        }
      }
    },

    /** At once: the window goes. Resolves when all is answered. */
    async flush(): Promise<void> {
      await Promise.all(store.getState().pending.map(({ id }) => actions.send(id)))
    },
    /** After a sign-out, behind `flush`. */
    reset(): void {
      for (const { timer } of waiting.values()) clearTimeout(timer)
      waiting.clear()
    },
  }
  return actions
}
