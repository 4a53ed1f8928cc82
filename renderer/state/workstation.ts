import type {
  AppState,
  BridgeEventName,
  BridgeEvents,
  BridgeResult,
  Workspace,
  WorkStart,
  XiaoerBridge,
} from '#shared/bridge/contract.ts'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { createStore } from 'zustand/vanilla'
import { createAlerts } from './alerts.ts'
import { safeCall, type Deps } from './api.ts'
import { batchPerFrame } from './batch.ts'
import { createCards } from './cards.ts'
import { chatActions, commandsOf } from './chat-actions.ts'
import { reduceEvents } from './chats.ts'
import { without } from './record.ts'
import { deskActions } from './desk-actions.ts'
import { messageActions } from './message-actions.ts'
import { withKept } from './kept.ts'
import { initialState, initialWork, preferencesIn, type WorkState } from './model.ts'
import { createOrders } from './orders.ts'
import { quickActions } from './quick.ts'
import { wordActions } from './words.ts'
import { outboxOf, withOutbox, withoutItem } from './outbox.ts'
import { begun, nothingHeard, type Heard } from './starting.ts'
import { timelineActions } from './timeline-actions.ts'
import { unmaskActions } from './unmask.ts'
import { watchLate } from './late.ts'
import { closingActions } from './closing-actions.ts'
import { listActions } from './list-actions.ts'
import { teamActions } from './team-actions.ts'
import { deskOfOne, movedSendKey, restoredDesk } from './workspace.ts'

/** Typing is told every few seconds; without news it is over. */
const TYPING_FADES = 6000
/** So long the first drawing of the desk waits for the lines of its chat: to draw twice takes longer. */
const LINES_MS = 150
/** What is shown first is painted by then, without others asking the cache beside it. */
const PREFETCH_MS = 300
/** An accepted item whose event has still not come is no longer shown as on its way. */
const LINGER = 10_000

export type Workstation = ReturnType<typeof createWorkstation>

/**
 * The whole state of the window with its actions; the bridge is its only way out. `alone`: this is
 * the window of that one conversation, with no desk of its own.
 */
export function createWorkstation(
  bridge: XiaoerBridge,
  now: () => number = Date.now,
  alone: ConversationId | null = null,
) {
  const store = createStore<WorkState>(() => ({ ...initialState, alone }))
  const deps: Deps = { store, call: safeCall(bridge), now }
  const desk = deskActions(deps)
  const timeline = timelineActions(deps)
  const commands = commandsOf(deps, desk)
  const basic = chatActions(deps, timeline, desk, commands)
  const team = teamActions(deps, desk, commands)
  const leaving = closingActions(deps, desk, commands, { ...basic, forwardAll: team.forwardAll })
  const chats = {
    ...basic,
    ...team,
    ...leaving,
    ...listActions(deps, desk, commands, basic.open),
  }
  const messages = messageActions(deps, desk)
  const quick = quickActions(deps, desk)
  const words = wordActions(deps)
  const privacy = unmaskActions(deps, desk)
  const orders = createOrders(deps, desk)
  const cards = createCards(deps, desk, commands)
  const alerts = createAlerts(deps)

  const typingTimers = new Map<string, ReturnType<typeof setTimeout>>()
  /** Raised with each sign-in and sign-out: answers to questions of an earlier one are dropped. */
  let session = 0
  let working = false
  let workspace: Workspace = {}

  const events = batchPerFrame<Delivered<ShopEvent>>((taken) => {
    const before = store.getState()
    const { state, news } = reduceEvents(before, taken)
    const whole = before.view?.settings.privacy.masking === false
    store.setState(state)
    timeline.follow(before)
    if (whole && store.getState().view?.settings.privacy.masking) forgetWhole()
    orders.take(taken)
    cards.take(taken)
    if (alone === null) alerts.take(taken)
    chats.pending.heard(taken)
    // Of all chats the main window tells.
    if (alone === null) for (const { tone, key, values } of news) desk.toast(tone, key, values)
    // The chat in front was taken away from under the eyes (D6).
    if (state.current === before.current) return
    if (state.current !== null) chats.open(state.current)
    else chats.tellInFront()
  })

  /** T4: masking was switched on: what was given whole of cards and orders is asked for again. */
  function forgetWhole(): void {
    for (const id of Object.keys(cards.store.getState().of)) cards.changed(id)
    for (const id of Object.keys(orders.store.getState().of)) orders.changed(id)
  }

  let heard: Heard = nothingHeard
  /**
   * Asked for right behind the app's state, so that a start has one way to and fro less: calls are
   * answered in their order, so where that state says «working» this one's answer is good.
   */
  let early: Promise<BridgeResult<WorkStart>> | null = null

  async function askStart(): Promise<BridgeResult<WorkStart>> {
    const asked = early
    early = null
    const result = await asked
    if (result?.ok === true) return result
    heard = nothingHeard
    return deps.call('chats.start')
  }

  async function startWork(): Promise<void> {
    const mine = ++session
    const waited = setTimeout(() => {
      if (mine === session) store.setState({ opened: true })
    }, LINES_MS)
    const result = await askStart()
    if (mine !== session) return
    if (!result.ok) {
      store.setState({ appFailed: result.error })
      return
    }
    const { outbox, drafts, kept, figures, tornOff } = result.value
    workspace = result.value.workspace
    const { view, loading, link, events: missed } = begun(result.value, heard)
    heard = nothingHeard
    words.begin(workspace)
    const restored = alone === null ? restoredDesk(workspace, view) : deskOfOne(alone)
    store.setState({
      ...restored,
      view,
      loading,
      ...link,
      drafts,
      outbox: outboxOf(outbox),
      ...withKept({ kept: {} }, kept),
      figures,
      tornOff,
    })
    if (alone !== null && !view.conversations[alone] && !loading)
      store.setState({
        departed: { [alone]: { why: 'closed', to: null, buyerName: '', view: null } },
      })
    if (movedSendKey(workspace) !== null && preferencesIn(store.getState()).sendKey === 'enter')
      desk.setPreferences({ sendKey: 'ctrl-enter' })
    events.add(missed)
    if (restored.current !== null) {
      chats.open(restored.current)
      await timeline.ensureNewest(restored.current)
    }
    clearTimeout(waited)
    if (mine !== session) return
    store.setState({ opened: true })
    if (alone === null)
      setTimeout(() => void timeline.prefetch(() => mine !== session), PREFETCH_MS)
  }

  function takeApp(app: AppState): void {
    store.setState({ app })
    if (app.phase !== 'working') early = null
    if (app.phase === 'working' && !working) {
      working = true
      void startWork()
    } else if (app.phase !== 'working' && working) {
      working = false
      session++
      messages.reset()
      privacy.hideAll()
      quick.reset()
      words.reset()
      chats.pending.reset()
      chats.reset()
      orders.reset()
      cards.reset()
      store.setState({ ...initialWork })
    }
  }

  function takeFocus(): void {
    const focused = document.hasFocus() && document.visibilityState === 'visible'
    if (focused === store.getState().focused) return
    store.setState({ focused })
    if (!focused) messages.flushDrafts()
    chats.tellInFront()
  }

  return {
    store,
    /** What this account had left on this computer when the work began (`workspace.set`). */
    workspaceAtStart: (): Workspace => workspace,
    actions: { desk, timeline, chats, messages, quick, words, privacy },
    orders,
    cards,
    alerts,
    call: deps.call,
    on: <N extends BridgeEventName>(name: N, listener: (payload: BridgeEvents[N]) => void) =>
      bridge.on(name, listener),
    /** Begins to listen; returns how to stop. */
    start(): () => void {
      const leave = () => {
        messages.flushDrafts()
        desk.keepNow()
        privacy.flush()
        void chats.pending.flush()
      }
      const stops = [
        bridge.on('app.changed', (app) => {
          // Begun since: what was answered before that is not this work's.
          early = null
          takeApp(app)
        }),
        bridge.on('app.leaving', () => {
          leave()
          void chats.pending.flush().then(() => deps.call('app.kept'))
        }),
        bridge.on('chats.view', ({ view, pos }) => {
          if (!store.getState().view) {
            heard = { ...heard, view: { view, pos }, events: [] }
            return
          }
          events.flush()
          store.setState((state) => {
            if (!working || !state.view) return state
            const kept = state.tabs.filter(
              (id) => id === alone || (view.conversations[id] ?? state.departed[id]),
            )
            return {
              view,
              loading: false,
              // Another history may have begun (I10): what is loaded is asked for again.
              timelines: {},
              tabs: kept,
              current:
                state.current !== null && kept.includes(state.current) ? state.current : null,
            }
          })
          const { current } = store.getState()
          if (current !== null) void timeline.ensureNewest(current)
          const mine = session
          if (alone === null) void timeline.prefetch(() => mine !== session)
        }),
        bridge.on('chats.events', ({ events: more }) => {
          if (store.getState().view) events.add(more)
          // Before the start's answer they are part of it, or come behind it.
          else heard = { ...heard, events: [...heard.events, ...more] }
        }),
        bridge.on('chats.connection', ({ connection, skew }) => {
          const link = connection.kind === 'live' ? { connection, skew } : { connection }
          heard = { ...heard, link }
          store.setState(link)
        }),
        bridge.on('chats.outbox', ({ changed, gone }) => {
          store.setState((state) => ({ outbox: withOutbox(state.outbox, changed, gone) }))
          if (gone.length > 0)
            setTimeout(() => {
              store.setState((state) => ({ outbox: gone.reduce(withoutItem, state.outbox) }))
            }, LINGER)
        }),
        bridge.on('chats.typing', ({ conversation, by, on, text = '' }) => {
          if (by !== 'buyer') return
          clearTimeout(typingTimers.get(conversation))
          typingTimers.delete(conversation)
          const fade = () =>
            store.setState((state) => ({ typing: without(state.typing, conversation) }))
          if (!on) {
            fade()
            return
          }
          store.setState((state) => ({ typing: { ...state.typing, [conversation]: text } }))
          typingTimers.set(conversation, setTimeout(fade, TYPING_FADES))
        }),
        bridge.on('chats.drafts', ({ drafts }) => messages.takeDrafts(drafts)),
        bridge.on('chats.figures', ({ figures }) => store.setState({ figures })),
        bridge.on('chats.kept', ({ entries }) =>
          store.setState((state) => withKept(state, entries)),
        ),
        bridge.on('windows.changed', ({ tornOff }) => {
          store.setState({ tornOff })
          chats.tellInFront()
        }),
        ...(alone === null ? [watchLate(deps)] : []),
        bridge.on('files.progress', ({ id, part }) => messages.uploaded(id, part)),
        bridge.on('chats.load', ({ held }) => store.setState({ held })),
        bridge.on('chats.open', ({ conversation }) => {
          if (alone !== null && alone !== conversation) return
          events.flush()
          if (alone === null && store.getState().tornOff.includes(conversation))
            void chats.tearOff(conversation)
          else chats.open(conversation)
          store.setState({ dialog: null })
        }),
        bridge.on('shop.changed', ({ what, buyer }) => {
          if (what === 'orders') orders.changed(buyer)
          else if (what === 'looks') cards.changed(buyer)
          else if (what === 'words') words.changed()
          // Who shows practice listens for itself (renderer/practice/run/run-state.ts).
          else if (what === 'practice') return
          else quick.changed()
        }),
        bridge.on('chats.suspend', () => {
          if (alone !== null) return
          const { view } = store.getState()
          if (view && !view.accounts[view.me]?.suspended) desk.show({ kind: 'suspend' })
        }),
      ]
      window.addEventListener('focus', takeFocus)
      window.addEventListener('blur', takeFocus)
      document.addEventListener('visibilitychange', takeFocus)
      window.addEventListener('pagehide', leave)
      takeFocus()
      const asked = deps.call('app.state')
      early = deps.call('chats.start')
      void asked.then((result) => {
        if (result.ok) takeApp(result.value)
        else store.setState({ appFailed: result.error })
      })
      return () => {
        leave()
        for (const stop of stops) stop()
        window.removeEventListener('focus', takeFocus)
        window.removeEventListener('blur', takeFocus)
        document.removeEventListener('visibilitychange', takeFocus)
        window.removeEventListener('pagehide', leave)
      }
    },
  }
}
