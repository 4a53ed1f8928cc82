import { NEWEST_PAGE } from '#shared/bridge/pages.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { AgentView } from '#shared/protocol/view.ts'
import type { Deps } from './api.ts'
import { groupChats } from './order.ts'
import type { LoadState, Timeline, WorkState } from './model.ts'
import { without } from './record.ts'
import {
  emptyTimeline,
  newestLoaded,
  olderQuestion,
  trimmed,
  withNewer,
  withNewest,
  withOlder,
} from './timeline.ts'

const PREFETCH_PAGE = 40
/** Chats whose newest messages are held ready, so that a switch shows them in one frame. */
const PREFETCHED = 240

export function timelineActions({ store, call }: Deps) {
  const loading = new Map<ConversationId, Promise<void>>()

  function timelineOf(conversation: ConversationId): Timeline {
    return store.getState().timelines[conversation] ?? emptyTimeline(conversation)
  }
  function put(conversation: ConversationId, timeline: Timeline): void {
    store.setState((state) => ({
      timelines: { ...state.timelines, [conversation]: timeline },
    }))
  }
  function patch(conversation: ConversationId, part: { older?: LoadState; newer?: LoadState }) {
    put(conversation, { ...timelineOf(conversation), ...part })
  }

  async function loadNewest(conversation: ConversationId, limit: number): Promise<void> {
    for (;;) {
      const asked = headOf(store.getState(), conversation)
      const result = await call('chats.page', { conversation, limit })
      if (!result.ok) {
        patch(conversation, { newer: 'failed' })
        return
      }
      put(conversation, withNewest(timelineOf(conversation), result.value))
      // What came live while the page was on its way found no line to stand behind.
      const now = store.getState()
      if (atEnd(now, conversation) || headOf(now, conversation) === asked) return
    }
  }

  const actions = {
    /** Loads the newest messages unless they are there. */
    ensureNewest(conversation: ConversationId, limit = NEWEST_PAGE): Promise<void> {
      const { timelines, view } = store.getState()
      const timeline = timelines[conversation]
      const head = view?.conversations[conversation]?.cseq
      if (timeline && timeline.newer !== 'failed' && newestLoaded(timeline) >= (head ?? 1))
        return Promise.resolve()
      const running = loading.get(conversation)
      if (running) return running
      const done = loadNewest(conversation, limit).finally(() => loading.delete(conversation))
      loading.set(conversation, done)
      return done
    },

    /**
     * The chat in front stood at its end, and what came live left a hole behind it (it was a
     * colleague's for a while): a page brings it. `before` is the state without what came.
     */
    follow(before: WorkState): void {
      const now = store.getState()
      const { current } = now
      if (current === null || before.current !== current) return
      if (atEnd(before, current) && !atEnd(now, current)) void actions.ensureNewest(current)
    },

    /** Forgets a jump's stretch and shows the newest again. */
    async returnToNewest(conversation: ConversationId): Promise<void> {
      const result = await call('chats.page', { conversation, limit: NEWEST_PAGE })
      if (result.ok) put(conversation, withNewest(emptyTimeline(conversation), result.value))
      else patch(conversation, { newer: 'failed' })
    },

    async loadOlder(conversation: ConversationId): Promise<void> {
      const timeline = timelineOf(conversation)
      const question = olderQuestion(timeline)
      if (question === null || timeline.older === 'loading') return
      patch(conversation, { older: 'loading' })
      const result = await call('chats.page', { ...question, limit: NEWEST_PAGE })
      if (result.ok)
        put(conversation, withOlder(timelineOf(conversation), question.conversation, result.value))
      else patch(conversation, { older: 'failed' })
    },

    /** After a jump into the middle: the next page towards the newest. */
    async loadNewer(conversation: ConversationId): Promise<void> {
      const timeline = timelineOf(conversation)
      const last = newestLoaded(timeline)
      const head = store.getState().view?.conversations[conversation]?.cseq ?? 0
      if (timeline.newer === 'loading' || last >= head) return
      patch(conversation, { newer: 'loading' })
      const upTo = Math.min(head, last + NEWEST_PAGE)
      const result = await call('chats.page', {
        conversation,
        before: upTo + 1,
        limit: Math.max(1, upTo - last),
      })
      if (result.ok) put(conversation, withNewer(timelineOf(conversation), result.value))
      else patch(conversation, { newer: 'failed' })
    },

    /** Makes sure that a message is loaded, with what stands around it. */
    async loadAround(conversation: ConversationId, cseq: number): Promise<void> {
      const own = timelineOf(conversation).segments.at(-1)
      const first = own?.messages[0]?.cseq ?? Infinity
      if (own && first <= cseq && (own.messages.at(-1)?.cseq ?? 0) >= cseq) return
      const result = await call('chats.page', {
        conversation,
        before: cseq + Math.floor(NEWEST_PAGE / 2),
        limit: NEWEST_PAGE,
      })
      if (!result.ok) return
      put(conversation, withNewest(emptyTimeline(conversation), result.value))
    },

    /** The chat is no longer in front: only its end is kept, and nothing of one that is over and put away. */
    rest(conversation: ConversationId): void {
      const { timelines, view, tabs } = store.getState()
      const timeline = timelines[conversation]
      if (!timeline) return
      if (view && !view.conversations[conversation] && !tabs.includes(conversation)) {
        store.setState({ timelines: without(timelines, conversation) })
        return
      }
      const head = view?.conversations[conversation]?.cseq ?? 0
      // A stretch from a jump is no end: the next visit loads the newest.
      const next = newestLoaded(timeline) < head ? emptyTimeline(conversation) : trimmed(timeline)
      if (next !== timeline) put(conversation, next)
    },

    /** One chat after another in idle time, those at the top of the list first. */
    async prefetch(isStopped: () => boolean): Promise<void> {
      const { view } = store.getState()
      if (!view) return
      // T6: reading a colleague's transcript leaves a trace; what nobody opens is not read.
      const ids = groupChats(view.conversations, view.me)
        .flatMap((group) => group.ids)
        .filter((id) => isOwn(view, id))
      for (const id of ids.slice(0, PREFETCHED)) {
        await idle()
        if (isStopped()) return
        // What is open may show a stretch further up.
        if (store.getState().current !== id) await actions.ensureNewest(id, PREFETCH_PAGE)
      }
    },
  }
  return actions
}

/** cseq of the newest message as far as this account knew last; 0: of none. */
function headOf({ view, departed }: WorkState, id: ConversationId): number {
  return (view?.conversations[id] ?? departed[id]?.view)?.cseq ?? 0
}

/** Its newest message is loaded. */
function atEnd(state: WorkState, id: ConversationId): boolean {
  const timeline = state.timelines[id]
  return timeline !== undefined && newestLoaded(timeline) >= headOf(state, id)
}

/** It holds it, or is asked to take it over. */
function isOwn({ conversations, me }: AgentView, id: ConversationId): boolean {
  const view = conversations[id]
  return view !== undefined && (view.holder === me || view.offer?.to === me)
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'function')
      requestIdleCallback(() => resolve(), { timeout: 500 })
    else setTimeout(resolve, 0)
  })
}
