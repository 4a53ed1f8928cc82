import type { BridgeErrorCode, CommandReply } from '#shared/bridge/contract.ts'
import type { Receiver } from '#shared/protocol/frames.ts'
import type { AccountId, BuyerView, ConversationId } from '#shared/protocol/model.ts'
import type { Deps } from './api.ts'
import type { Commands, Outcome } from './chat-actions.ts'
import { mayManage } from './chats.ts'
import { without } from './record.ts'
import type { deskActions } from './desk-actions.ts'
import type { WorkState } from './model.ts'

export interface Unforwarded {
  readonly conversation: ConversationId
  readonly code: BridgeErrorCode
}
export type Handed =
  | { readonly ok: true; readonly moved: number; readonly stayed: number }
  | { readonly ok: false; readonly code: BridgeErrorCode }

/**
 * What the account may forward: what it holds; main account and supervisors also what others hold
 * and what waits. A private contact has nobody it could go to (D6).
 */
export function mayForward(
  state: Pick<WorkState, 'view'>,
  conversation: ConversationId | null,
): boolean {
  const chat = conversation === null ? undefined : state.view?.conversations[conversation]
  if (!chat || chat.offer || chat.buyer.private) return false
  return chat.holder === state.view?.me || mayManage(state)
}

/** What concerns colleagues: forwards, offers, handing over, whispers, being there, marks of buyers. */
export function teamActions(
  { store }: Deps,
  desk: ReturnType<typeof deskActions>,
  { ask, command, commandOrToast, epochOf }: Commands,
) {
  const noteOf = (note: string) => (note.trim() === '' ? {} : { note: note.trim() })

  const actions = {
    forward(
      conversation: ConversationId,
      to: Receiver,
      note: string,
      holderEpoch = epochOf(conversation),
    ): Promise<Outcome> {
      return command({ type: 'forward', conversation, holderEpoch, to, ...noteOf(note) })
    },
    /** One after the other, so that a group's receivers are chosen by how many each has by then. */
    async forwardAll(
      conversations: readonly ConversationId[],
      to: Receiver,
      note: string,
      /** As they were when the person chose them. */
      epochs?: ReadonlyMap<ConversationId, number>,
    ): Promise<readonly Unforwarded[]> {
      const failed: Unforwarded[] = []
      for (const conversation of conversations) {
        const outcome = await actions.forward(conversation, to, note, epochs?.get(conversation))
        if (!outcome.ok) failed.push({ conversation, code: outcome.error.code })
      }
      const { picked } = store.getState()
      if (picked) {
        // Those that could not go stay chosen for another try; so do others.
        const stuck = new Set(failed.map(({ conversation }) => conversation))
        const left = picked.filter((id) => stuck.has(id) || !conversations.includes(id))
        store.setState({ picked: left.length > 0 ? left : null })
      }
      return failed
    },
    answerOffer(conversation: ConversationId, accept: boolean): Promise<boolean> {
      const holderEpoch = epochOf(conversation)
      return commandOrToast({ type: 'forward.answer', conversation, holderEpoch, accept })
    },
    cancelOffer(conversation: ConversationId): Promise<boolean> {
      const holderEpoch = epochOf(conversation)
      return commandOrToast({ type: 'forward.cancel', conversation, holderEpoch })
    },
    /** D13a. `to` null: spread by dispatch. */
    async handover(from: AccountId, to: Receiver | null, note: string): Promise<Handed> {
      const result = await ask({ type: 'handover', from, to, ...noteOf(note) })
      if (!result.ok) return { ok: false, code: result.error.code }
      // A main process of another version may answer with nothing.
      const reply: CommandReply | null = result.value
      return { ok: true, moved: reply?.moved ?? 0, stayed: reply?.stayed ?? 0 }
    },

    /** The composer of this chat speaks to colleagues until it is told otherwise, or the chat changes. */
    whisperMode(conversation: ConversationId | null): void {
      store.setState({ whispering: conversation })
    },
    setWhisper(conversation: ConversationId, text: string): void {
      store.setState(({ whispers }) => ({
        whispers:
          text === '' ? without(whispers, conversation) : { ...whispers, [conversation]: text },
      }))
    },
    async whisper(conversation: ConversationId): Promise<Outcome> {
      const text = (store.getState().whispers[conversation] ?? '').trim()
      const outcome = await command({ type: 'whisper', conversation, text })
      if (outcome.ok && (store.getState().whispers[conversation] ?? '').trim() === text)
        actions.setWhisper(conversation, '')
      return outcome
    },

    suspend(reason: string, text = ''): Promise<Outcome> {
      return command({
        type: 'suspend',
        reason,
        by: 'person',
        ...(text.trim() === '' ? {} : { text: text.trim() }),
      })
    },
    resume(): Promise<boolean> {
      return commandOrToast({ type: 'resume' })
    },
    invisible(on: boolean): Promise<boolean> {
      return commandOrToast({ type: 'invisible', on })
    },

    async setVip(buyer: BuyerView, on: boolean): Promise<void> {
      await commandOrToast({ type: 'buyer.mark', buyer: buyer.id, vip: on })
    },
    /** D6. A toast lets it be undone. */
    async setPrivate(buyer: BuyerView, on: boolean): Promise<Outcome> {
      const outcome = await command({ type: 'buyer.mark', buyer: buyer.id, private: on })
      if (outcome.ok)
        desk.toast(
          'info',
          on ? 'chats:toast.madePrivate' : 'chats:toast.madePublic',
          { name: buyer.name },
          {
            key: 'common:undo',
            run: () => void commandOrToast({ type: 'buyer.mark', buyer: buyer.id, private: !on }),
          },
        )
      return outcome
    },

    /** Chooses a chat for a forward of several, or leaves it out again. */
    pick(conversation: ConversationId): void {
      const state = store.getState()
      const picked = state.picked ?? []
      if (picked.includes(conversation))
        store.setState({ picked: picked.filter((id) => id !== conversation) })
      else if (mayForward(state, conversation))
        store.setState({ picked: [...picked, conversation] })
      else if (state.picked === null) store.setState({ picked: [] })
    },
    /** All between the last chosen and this one, in the order of the screen. */
    pickTo(conversation: ConversationId, shown: readonly ConversationId[]): void {
      const state = store.getState()
      const picked = state.picked ?? []
      const to = shown.indexOf(conversation)
      const last = shown.indexOf(picked.at(-1) ?? state.current ?? conversation)
      const from = last < 0 ? to : last
      const between = shown.slice(Math.min(from, to), Math.max(from, to) + 1)
      const more = between.filter((id) => !picked.includes(id) && mayForward(state, id))
      store.setState({ picked: [...picked, ...more] })
    },
    picking(on: boolean): void {
      store.setState({ picked: on ? [] : null })
    },
    forwardPicked(): void {
      const state = store.getState()
      const [conversation, ...more] = (state.picked ?? []).filter((id) => mayForward(state, id))
      if (conversation !== undefined) desk.show({ kind: 'forward', conversation, more })
    },
  }
  return actions
}
