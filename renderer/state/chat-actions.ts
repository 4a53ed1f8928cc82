import type { BridgeFailure } from '#shared/bridge/contract.ts'
import type { Command } from '#shared/protocol/frames.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { Deps } from './api.ts'
import { readableUpTo } from './chats.ts'
import { without } from './record.ts'
import type { Highlight, WorkState } from './model.ts'
import { longestWaiting } from './order.ts'
import { hiddenOf } from './pending-acts.ts'
import type { timelineActions } from './timeline-actions.ts'
import type { deskActions } from './desk-actions.ts'

export type Outcome = { readonly ok: true } | { readonly ok: false; readonly error: BridgeFailure }
export type Commands = ReturnType<typeof commandsOf>

/** The ways of a command: to where its failure is shown in place, or as a toast. */
export function commandsOf({ store, call }: Deps, desk: ReturnType<typeof deskActions>) {
  const ask = (value: Command) => call('chats.command', value)
  return {
    ask,
    async command(value: Command): Promise<Outcome> {
      const result = await ask(value)
      return result.ok ? { ok: true } : { ok: false, error: result.error }
    },
    /** For a command that has no place of its own to show why it failed. */
    async commandOrToast(value: Command): Promise<boolean> {
      const result = await ask(value)
      if (!result.ok) desk.toast('error', `error:${result.error.code}`)
      return result.ok
    },
    epochOf(conversation: ConversationId): number {
      return store.getState().view?.conversations[conversation]?.holderEpoch ?? 0
    },
  }
}

export function chatActions(
  { store, call }: Deps,
  timeline: ReturnType<typeof timelineActions>,
  desk: ReturnType<typeof deskActions>,
  { command, commandOrToast, epochOf }: Commands,
) {
  let told: ConversationId | null | undefined
  const readTold = new Map<ConversationId, number>()
  let jumps = 0

  function front(conversation: ConversationId): void {
    const state = store.getState()
    const before = state.current
    if (state.screen !== 'chats') store.setState({ screen: 'chats' })
    if (before !== conversation) {
      store.setState({
        current: conversation,
        tabs: state.tabs.includes(conversation) ? state.tabs : [...state.tabs, conversation],
        highlight: null,
        whispering: null,
      })
      if (before !== null) timeline.rest(before)
    }
    actions.tellInFront()
    desk.keep()
  }

  const actions = {
    /** Tells the main process what stands in front of the eyes; the same is told once. */
    tellInFront(): void {
      const { current, focused, screen, view, tornOff, alone } = store.getState()
      // Of one in a window of its own that window tells.
      const elsewhere = alone === null && current !== null && tornOff.includes(current)
      const seen = focused && screen === 'chats' && !elsewhere
      const front = seen && current !== null && view?.conversations[current] ? current : null
      if (front === told) return
      told = front
      void call('chats.inFront', { conversation: front })
    },

    show(screen: WorkState['screen']): void {
      store.setState({ screen })
      actions.tellInFront()
    },

    /** Brings a chat to the front with its newest messages. */
    open(conversation: ConversationId): void {
      front(conversation)
      void timeline.ensureNewest(conversation)
    },

    /** Opens a message of any conversation this account may read; one that is over opens for reading. */
    async jump(to: {
      conversation: ConversationId
      cseq: number
      text: string
      buyerName: string
    }): Promise<void> {
      const { view, departed } = store.getState()
      if (!view?.conversations[to.conversation] && !departed[to.conversation])
        store.setState({
          departed: {
            ...departed,
            [to.conversation]: { why: 'past', to: null, buyerName: to.buyerName, view: null },
          },
        })
      await timeline.loadAround(to.conversation, to.cseq)
      // Without the newest: they would take the place of the stretch around the message.
      front(to.conversation)
      const highlight: Highlight = {
        conversation: to.conversation,
        cseq: to.cseq,
        text: to.text,
        token: ++jumps,
      }
      store.setState({ highlight })
    },

    closeTab(conversation: ConversationId): void {
      const { tabs, current, departed, alone } = store.getState()
      if (alone !== null) {
        // The window is its tab.
        void call('windows.putBack', { conversation: alone })
        return
      }
      const index = tabs.indexOf(conversation)
      if (index < 0) return
      const rest = tabs.filter((id) => id !== conversation)
      store.setState({ tabs: rest, departed: without(departed, conversation) })
      if (current !== conversation) {
        timeline.rest(conversation)
        desk.keep()
        return
      }
      const next = rest[Math.min(index, rest.length - 1)]
      if (next !== undefined) actions.open(next)
      else {
        store.setState({ current: null })
        timeline.rest(conversation)
        actions.tellInFront()
        desk.keep()
      }
    },

    openTab(index: number): void {
      const id = store.getState().tabs[index]
      if (id !== undefined) actions.open(id)
    },

    /** The chat above (-1) or below (1) in the list as it stands on the screen. */
    step(by: 1 | -1, shown: readonly ConversationId[]): void {
      const { current } = store.getState()
      const index = current === null ? -1 : shown.indexOf(current)
      const next = index < 0 ? (by === 1 ? 0 : shown.length - 1) : index + by
      const id = shown[next]
      if (id !== undefined) actions.open(id)
    },

    openLongestWaiting(): void {
      const state = store.getState()
      const { view } = state
      // Where an answer is on its way already, nobody needs to go.
      const not = new Set(hiddenOf(state))
      for (const [answered, entries] of Object.entries(state.outbox))
        if (entries.some((entry) => entry.state !== 'failed')) not.add(answered)
      const id = view && longestWaiting(view.conversations, view.me, not)
      if (id && state.tornOff.includes(id)) void call('windows.tearOff', { conversation: id })
      else if (id) actions.open(id)
      else desk.toast('info', 'chats:toast.nobodyWaits')
    },

    /** Called with what the timeline sees; marks read what a person can have read. */
    seen(conversation: ConversationId, atEnd: boolean): void {
      const upTo = readableUpTo(store.getState(), conversation, atEnd)
      if (upTo === null || (readTold.get(conversation) ?? 0) >= upTo) return
      readTold.set(conversation, upTo)
      // Offline it fails at once; it is told again with the next look after the cut.
      void command({ type: 'read', conversation, upTo }).then((outcome) => {
        if (!outcome.ok) readTold.delete(conversation)
      })
    },

    async claim(conversation: ConversationId): Promise<void> {
      const holderEpoch = epochOf(conversation)
      if (await commandOrToast({ type: 'claim', conversation, holderEpoch }))
        store.setState({ whispering: null })
    },
    retryConnection(): void {
      void call('chats.probe')
    },
    /** Forgotten at sign-out. */
    reset(): void {
      told = undefined
      readTold.clear()
    },
  }
  return actions
}
