import type { HistoryReply } from '#shared/protocol/frames.ts'
import type { ConversationId, Message } from '#shared/protocol/model.ts'

/** What is loaded of one conversation: a dense stretch up to its newest message. */
export interface Thread {
  readonly id: ConversationId
  /** Ascending by cseq, each once. */
  readonly messages: readonly Message[]
  /** The buyer's conversation before it; undefined: not asked yet. */
  readonly previous: ConversationId | null | undefined
}

/** Pure; puts messages in their place by (conversation, cseq), each once, whatever order they come in. */
export function withMessages(
  threads: readonly Thread[],
  conversation: ConversationId,
  messages: readonly Message[],
  where: 'newest' | 'oldest' = 'newest',
): readonly Thread[] {
  const found = threads.find((thread) => thread.id === conversation)
  const merged = merge(found?.messages ?? [], messages)
  if (found)
    return threads.map((thread) => (thread === found ? { ...thread, messages: merged } : thread))
  const thread: Thread = { id: conversation, messages: merged, previous: undefined }
  return where === 'newest' ? [...threads, thread] : [thread, ...threads]
}

export function withHistory(
  threads: readonly Thread[],
  reply: Pick<HistoryReply, 'conversation' | 'messages' | 'previous'>,
  where: 'newest' | 'oldest',
): readonly Thread[] {
  return withMessages(threads, reply.conversation, reply.messages, where).map((thread) =>
    thread.id === reply.conversation ? { ...thread, previous: reply.previous } : thread,
  )
}

/** Its words are nobody's any more. */
export function withRecalled(
  threads: readonly Thread[],
  conversation: ConversationId,
  cseq: number,
): readonly Thread[] {
  return threads.map((thread) =>
    thread.id === conversation
      ? {
          ...thread,
          messages: thread.messages.map((message) =>
            message.cseq === cseq ? { ...message, body: { kind: 'recalled' } } : message,
          ),
        }
      : thread,
  )
}

/** What to ask for next on the way upwards; null when the beginning is reached. */
export function olderQuestion(
  threads: readonly Thread[],
): { readonly conversation: ConversationId; readonly before: number | undefined } | null {
  const oldest = threads[0]
  if (!oldest) return null
  const first = oldest.messages[0]?.cseq
  if (first === undefined || first > 1) return { conversation: oldest.id, before: first }
  if (oldest.previous === undefined) return { conversation: oldest.id, before: first }
  return oldest.previous === null ? null : { conversation: oldest.previous, before: undefined }
}

function merge(old: readonly Message[], fresh: readonly Message[]): readonly Message[] {
  const last = old.at(-1)?.cseq ?? 0
  // The usual case: the next message of a live conversation.
  if (fresh.length === 1 && fresh[0] && fresh[0].cseq > last) return [...old, fresh[0]]
  const byCseq = new Map(old.map((message) => [message.cseq, message]))
  for (const message of fresh) byCseq.set(message.cseq, message)
  return [...byCseq.values()].toSorted((a, b) => a.cseq - b.cseq)
}
