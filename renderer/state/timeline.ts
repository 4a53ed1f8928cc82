import type { Page } from '#shared/bridge/contract.ts'
import type { ConversationId, Message } from '#shared/protocol/model.ts'
import type { Segment, Timeline } from './model.ts'

/** Messages kept of a chat that is not in front; what is above them comes from the cache again. */
export const KEPT_BEHIND = 120

export function emptyTimeline(conversation: ConversationId): Timeline {
  return {
    segments: [{ conversation, messages: [], complete: false, previous: null }],
    older: 'idle',
    newer: 'idle',
  }
}

/** The chat's own conversation. */
export function ownSegment(timeline: Timeline): Segment {
  const segment = timeline.segments.at(-1)
  if (!segment) throw new Error('a timeline has at least one segment')
  return segment
}

/** 0 when nothing is loaded. */
export function newestLoaded(timeline: Timeline): number {
  return ownSegment(timeline).messages.at(-1)?.cseq ?? 0
}

/** Another page of the older side can be asked for; null: the very first message is loaded. */
export function olderQuestion(
  timeline: Timeline,
): { conversation: ConversationId; before: number | undefined } | null {
  const first = timeline.segments[0]
  if (!first) return null
  if (!first.complete) return { conversation: first.conversation, before: first.messages[0]?.cseq }
  return first.previous === null ? null : { conversation: first.previous, before: undefined }
}

/** Joins two stretches by cseq without doubles. When a hole is between them the newer one stays alone. */
export function joinMessages(a: readonly Message[], b: readonly Message[]): readonly Message[] {
  const endOfA = a.at(-1)
  const startOfB = b[0]
  if (!endOfA) return b
  if (!startOfB) return a
  if (startOfB.cseq > endOfA.cseq + 1) return b
  const fresh = b.filter((message) => message.cseq > endOfA.cseq)
  return fresh.length === 0 ? a : [...a, ...fresh]
}

/** A page of the newest messages: joined to what came live meanwhile. */
export function withNewest(timeline: Timeline, page: Page): Timeline {
  const own = ownSegment(timeline)
  const first = own.messages[0]
  const pageLast = page.messages.at(-1)
  const touches = first && pageLast && first.cseq <= pageLast.cseq + 1
  const pageFirst = page.messages[0]
  // What is loaded already may reach further back than the page.
  if (touches && pageFirst && first.cseq < pageFirst.cseq)
    return withOwn(timeline, { messages: joinMessages(own.messages, page.messages) })
  return {
    segments: [
      {
        conversation: own.conversation,
        messages: joinMessages(page.messages, own.messages),
        complete: page.complete,
        previous: page.previous,
      },
    ],
    older: 'idle',
    newer: 'idle',
  }
}

/** A page that ends right before the oldest loaded message, or the newest page of the conversation before. */
export function withOlder(timeline: Timeline, conversation: ConversationId, page: Page): Timeline {
  const [first, ...rest] = timeline.segments
  if (first && first.conversation === conversation) {
    const limit = first.messages[0]?.cseq ?? Infinity
    return {
      ...timeline,
      older: 'idle',
      segments: [
        {
          ...first,
          messages: [...page.messages.filter((m) => m.cseq < limit), ...first.messages],
          complete: page.complete,
          previous: page.previous,
        },
        ...rest,
      ],
    }
  }
  if (first?.previous !== conversation) return { ...timeline, older: 'idle' }
  return {
    ...timeline,
    older: 'idle',
    segments: [
      { conversation, messages: page.messages, complete: page.complete, previous: page.previous },
      ...timeline.segments,
    ],
  }
}

/** A page that follows the newest loaded message. */
export function withNewer(timeline: Timeline, page: Page): Timeline {
  const own = ownSegment(timeline)
  return {
    ...withOwn(timeline, { messages: joinMessages(own.messages, page.messages) }),
    newer: 'idle',
  }
}

/** A live message; one that leaves a hole is not taken, since a page will bring it. */
export function withLive(timeline: Timeline, message: Message): Timeline {
  const own = ownSegment(timeline)
  const last = own.messages.at(-1)
  if (last ? message.cseq !== last.cseq + 1 : message.cseq !== 1) return timeline
  return withOwn(timeline, {
    messages: [...own.messages, message],
    ...(last ? {} : { complete: true }),
  })
}

/** Its sender took it back: the words are nobody's any more. */
export function withRecalled(
  timeline: Timeline,
  conversation: ConversationId,
  cseq: number,
): Timeline {
  const index = timeline.segments.findIndex((one) => one.conversation === conversation)
  const segment = timeline.segments[index]
  const message = segment && messageIn(segment, cseq)
  if (!segment || !message || message.body.kind === 'recalled') return timeline
  const messages = segment.messages.map((one) =>
    one === message ? { ...one, body: { kind: 'recalled' as const } } : one,
  )
  return { ...timeline, segments: timeline.segments.with(index, { ...segment, messages }) }
}

/** T3: erased for good; the shop's own lines stay. */
export function withoutWords(timeline: Timeline, gone: (message: Message) => boolean): Timeline {
  return {
    ...timeline,
    segments: timeline.segments.map((segment) => ({
      ...segment,
      messages: segment.messages.map((message) =>
        message.body.kind !== 'notice' && message.body.kind !== 'auto' && gone(message)
          ? { ...message, body: { kind: 'erased' as const } }
          : message,
      ),
    })),
  }
}

/** By its place: cseq of neighbours differ by one. */
export function messageIn(segment: Segment, cseq: number): Message | undefined {
  const first = segment.messages[0]
  return first && segment.messages[cseq - first.cseq]
}

export function messageOf(
  timeline: Timeline | undefined,
  conversation: ConversationId,
  cseq: number,
): Message | undefined {
  const segment = timeline?.segments.find((one) => one.conversation === conversation)
  return segment && messageIn(segment, cseq)
}

/** Forgets what lies far above, so that many open chats stay small. */
export function trimmed(timeline: Timeline): Timeline {
  const own = ownSegment(timeline)
  if (timeline.segments.length === 1 && own.messages.length <= KEPT_BEHIND) return timeline
  const cut = own.messages.length > KEPT_BEHIND
  return {
    segments: [
      {
        ...own,
        messages: cut ? own.messages.slice(-KEPT_BEHIND) : own.messages,
        complete: own.complete && !cut,
      },
    ],
    older: 'idle',
    newer: 'idle',
  }
}

function withOwn(timeline: Timeline, patch: Partial<Segment>): Timeline {
  return {
    ...timeline,
    segments: [...timeline.segments.slice(0, -1), { ...ownSegment(timeline), ...patch }],
  }
}
