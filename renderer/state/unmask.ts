import { createStore } from 'zustand/vanilla'
import type { UnmaskRequest } from '#shared/protocol/api.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { Deps } from './api.ts'
import type { deskActions } from './desk-actions.ts'

/** T4: so long a message is shown whole; a switch to another chat hides it, too. */
export const WHOLE_MS = 60_000
/** Copies gather for so long before they are told. */
const GATHER_MS = 2000
/** Traces in one call. */
const MOST = 20

/** By `conversation#cseq`: the words as they are. In this window's memory alone, and only for a while. */
type Whole = Readonly<Record<string, string>>

export function wholeKey(conversation: ConversationId, cseq: number): string {
  return `${conversation}#${cseq}`
}

/** What lies beside the messages, by the question that tells it whole. */
export function askKey(ask: UnmaskRequest): string {
  return JSON.stringify(ask)
}

export function unmaskActions({ store, call }: Deps, desk: ReturnType<typeof deskActions>) {
  const whole = createStore<{ shown: Whole }>(() => ({ shown: {} }))
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const asking = new Set<string>()
  const copies = new Map<ConversationId, number>()
  let telling: ReturnType<typeof setTimeout> | undefined
  /** Raised when all is hidden: an answer that comes later is shown to nobody. */
  let round = 0

  function hide(key: string): void {
    clearTimeout(timers.get(key))
    timers.delete(key)
    whole.setState(({ shown }) => {
      const { [key]: _gone, ...rest } = shown
      return { shown: rest }
    })
  }
  function hideAll(): void {
    round++
    for (const timer of timers.values()) clearTimeout(timer)
    timers.clear()
    if (Object.keys(whole.getState().shown).length > 0) whole.setState({ shown: {} })
  }
  function tell(): void {
    clearTimeout(telling)
    telling = undefined
    const traces = [...copies].map(([conversation, count]) => ({
      kind: 'copied' as const,
      conversation,
      count,
    }))
    copies.clear()
    for (let at = 0; at < traces.length; at += MOST)
      void call('chats.trace', { traces: traces.slice(at, at + MOST) })
  }
  store.subscribe((state, before) => {
    if (state.current !== before.current || state.view?.me !== before.view?.me) hideAll()
  })

  async function toggleBy(key: string, ask: UnmaskRequest): Promise<void> {
    if (whole.getState().shown[key] !== undefined) {
      hide(key)
      return
    }
    if (asking.has(key)) return
    asking.add(key)
    const mine = round
    const result = await call('chats.unmask', ask)
    asking.delete(key)
    if (mine !== round) return
    if (!result.ok) {
      desk.toast('error', `error:${result.error.code}`)
      return
    }
    whole.setState(({ shown }) => ({ shown: { ...shown, [key]: result.value.text } }))
    timers.set(
      key,
      setTimeout(() => hide(key), WHOLE_MS),
    )
  }

  return {
    whole,
    hideAll,
    /** Shows the message whole, or hides it again. */
    toggle(conversation: ConversationId, cseq: number): Promise<void> {
      return toggleBy(wholeKey(conversation, cseq), { conversation, cseq })
    },
    /** The same for what lies beside the messages. */
    toggleBeside(ask: UnmaskRequest): Promise<void> {
      return toggleBy(askKey(ask), ask)
    },
    /** T6: that words were copied, and of how many messages; not which words. */
    copied(conversation: ConversationId, messages: number): void {
      copies.set(conversation, (copies.get(conversation) ?? 0) + messages)
      telling ??= setTimeout(tell, GATHER_MS)
    },
    /** At leaving. */
    flush: tell,
  }
}
