import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { BuyerCard } from '#shared/protocol/api.ts'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type { BuyerId, BuyerNote, BuyerView } from '#shared/protocol/model.ts'
import { createStore } from 'zustand/vanilla'
import type { Deps } from './api.ts'
import type { Commands } from './chat-actions.ts'
import type { deskActions } from './desk-actions.ts'
import { without } from './record.ts'

/** A buyer's card as it is known. `sending`: notes that the gateway has not confirmed yet, oldest first. */
export interface CardOf {
  readonly card: BuyerCard | null
  readonly asking: boolean
  readonly failed: BridgeErrorCode | null
  readonly askedAt: number
  readonly sending: readonly SendingNote[]
  /** Ids of notes that are being deleted: they are not shown. */
  readonly deleting: readonly string[]
}
export interface SendingNote {
  readonly key: string
  readonly text: string
  readonly failed: BridgeErrorCode | null
}
export interface CardsState {
  readonly of: Readonly<Record<BuyerId, CardOf>>
}
export type Cards = ReturnType<typeof createCards>

const STALE_MS = 60_000
/** As many as are served side by side, and some; what is older is asked anew anyway. */
const KEPT = 60
const empty: CardOf = {
  card: null,
  asking: false,
  failed: null,
  askedAt: 0,
  sending: [],
  deleting: [],
}

/** Buyers' cards: asked for when one is looked at, kept right by the shop's events. */
export function createCards(
  { call, now }: Deps,
  desk: ReturnType<typeof deskActions>,
  { commandOrToast, ask: command }: Commands,
) {
  const store = createStore<CardsState>(() => ({ of: {} }))
  let session = 0
  /** Begun notes by buyer, so that a switch of the chat loses none. Not stored. */
  const drafts = new Map<BuyerId, string>()
  const asked = new Map<BuyerId, number>()
  let questions = 0

  function put(buyer: BuyerId, change: (before: CardOf) => Partial<CardOf>): void {
    store.setState(({ of }) => {
      const before = of[buyer] ?? empty
      const next = { ...of, [buyer]: { ...before, ...change(before) } }
      const ids = Object.keys(next)
      if (ids.length <= KEPT) return { of: next }
      const idle = ids.filter((id) => id !== buyer && next[id]?.sending.length === 0)
      const [first] = idle
      if (first === undefined) return { of: next }
      const oldest = idle.reduce(
        (a, b) => ((next[a]?.askedAt ?? 0) <= (next[b]?.askedAt ?? 0) ? a : b),
        first,
      )
      return { of: without(next, oldest) }
    })
  }

  async function ask(buyer: BuyerId): Promise<void> {
    const mine = session
    const question = ++questions
    asked.set(buyer, question)
    put(buyer, () => ({ asking: true, askedAt: now() }))
    const result = await call('buyers.card', { buyer })
    if (mine !== session || asked.get(buyer) !== question) return
    asked.delete(buyer)
    put(buyer, () =>
      result.ok
        ? { card: result.value, asking: false, failed: null, deleting: [] }
        : { asking: false, failed: result.error.code },
    )
  }

  function withCard(buyer: BuyerId, change: (card: BuyerCard) => BuyerCard): void {
    // While an answer is on its way it may be of before this: it is asked for once more.
    if (asked.has(buyer)) void ask(buyer)
    put(buyer, ({ card }) => (card ? { card: change(card) } : {}))
  }

  async function send(buyer: BuyerId, note: SendingNote): Promise<void> {
    const mine = session
    const result = await command({ type: 'buyer.note', buyer, text: note.text })
    if (mine !== session) return
    if (!result.ok) {
      put(buyer, ({ sending }) => ({
        sending: sending.map((one) =>
          one.key === note.key ? { ...one, failed: result.error.code } : one,
        ),
      }))
      return
    }
    // Its event brings the note itself; where that has come already this one goes.
    put(buyer, ({ sending }) => ({ sending: sending.filter(({ key }) => key !== note.key) }))
  }

  const actions = {
    ensure(buyer: BuyerId): void {
      const entry = store.getState().of[buyer]
      if (entry?.asking === true) return
      if (entry?.card && now() - entry.askedAt < STALE_MS) return
      void ask(buyer)
    },
    refresh(buyer: BuyerId): void {
      void ask(buyer)
    },
    /** Asked again if it was asked for before: by `looks` and by a conversation's end or begin. */
    changed(buyer: BuyerId | undefined): void {
      const { of } = store.getState()
      for (const id of buyer === undefined ? [] : [buyer]) if (of[id]) void ask(id)
    },
    /** What the events of one frame change. */
    take(events: readonly Delivered<ShopEvent>[]): void {
      const { of } = store.getState()
      for (const { event } of events)
        switch (event.type) {
          case 'buyer.noted':
            if (of[event.buyer]) withCard(event.buyer, (card) => withNote(card, event.note))
            break
          case 'buyer.unnoted':
            if (of[event.buyer])
              withCard(event.buyer, (card) => ({
                ...card,
                notes: card.notes.filter(({ id }) => id !== event.note),
              }))
            break
          case 'buyer.marked':
          case 'buyer.seen':
            if (of[event.buyer.id])
              withCard(event.buyer.id, (card) => ({ ...card, buyer: event.buyer }))
            break
          case 'buyer.withdrawn':
            actions.forget(event.buyer)
            break
          case 'conversation.opened':
            actions.changed(event.view.buyer.id)
            break
          default:
        }
    },

    addNote(buyer: BuyerId, text: string): void {
      const words = text.trim()
      if (words === '') return
      const note: SendingNote = { key: crypto.randomUUID(), text: words, failed: null }
      put(buyer, ({ sending }) => ({ sending: [...sending, note] }))
      void send(buyer, note)
    },
    retryNote(buyer: BuyerId, key: string): void {
      const note = store.getState().of[buyer]?.sending.find((one) => one.key === key)
      if (!note) return
      put(buyer, ({ sending }) => ({
        sending: sending.map((one) => (one.key === key ? { ...one, failed: null } : one)),
      }))
      void send(buyer, note)
    },
    discardNote(buyer: BuyerId, key: string): void {
      put(buyer, ({ sending }) => ({ sending: sending.filter((one) => one.key !== key) }))
    },
    async deleteNote(buyer: BuyerId, note: string): Promise<void> {
      put(buyer, ({ deleting }) => ({ deleting: [...deleting, note] }))
      if (await commandOrToast({ type: 'buyer.unnote', buyer, note })) return
      put(buyer, ({ deleting }) => ({ deleting: deleting.filter((id) => id !== note) }))
    },
    async setTags(buyer: BuyerView, tags: readonly string[]): Promise<void> {
      await commandOrToast({ type: 'buyer.tag', buyer: buyer.id, tags: [...tags] })
    },
    async block(buyer: BuyerView, on: boolean): Promise<boolean> {
      const done = await commandOrToast({ type: 'buyer.block', buyer: buyer.id, on })
      if (done)
        desk.toast('info', on ? 'buyerCard:toast.blocked' : 'buyerCard:toast.unblocked', {
          name: buyer.name,
        })
      return done
    },
    /** Who it is in the shop's books; can be taken back for some seconds. */
    async link(buyer: BuyerId, customer: string, before: string | null): Promise<boolean> {
      const done = await commandOrToast({ type: 'buyer.link', buyer, customer })
      if (done)
        desk.toast(
          'info',
          'orders:toast.linked',
          { customer },
          {
            key: 'common:undo',
            run: () => void commandOrToast({ type: 'buyer.link', buyer, customer: before }),
          },
        )
      return done
    },
    forget(buyer: BuyerId): void {
      asked.delete(buyer)
      drafts.delete(buyer)
      store.setState(({ of }) => ({ of: without(of, buyer) }))
    },
    reset(): void {
      session++
      asked.clear()
      drafts.clear()
      store.setState({ of: {} })
    },
  }

  return { store, drafts, ...actions }
}

function withNote(card: BuyerCard, note: BuyerNote): BuyerCard {
  if (card.notes.some(({ id }) => id === note.id)) return card
  return { ...card, notes: [...card.notes, note].toSorted((a, b) => b.at - a.at) }
}
