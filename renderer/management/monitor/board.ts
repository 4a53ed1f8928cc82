import type { AccountView, ConversationView } from '#shared/protocol/model.ts'
import type { AgentView } from '#shared/protocol/view.ts'

/**
 * What the live monitor shows, out of the view in one pass. Running seconds are not part of it: only
 * the moments since when, so that a board stays the same while nothing but time goes on.
 */
export type AccountState = 'online' | 'suspended' | 'invisible' | 'offline' | 'disabled'

export interface AccountRow {
  readonly id: string
  readonly account: AccountView
  readonly state: AccountState
  readonly held: number
  /** How many of its buyers wait for an answer, and since when the slowest. */
  readonly waiting: number
  readonly slowestSince: number | null
}

export interface Board {
  readonly accounts: readonly AccountRow[]
  /** In the order in which they will be served: VIP first, then as they came (D9). */
  readonly queue: readonly ConversationView[]
  /** Left for the absent main account (D5, D6). */
  readonly left: readonly ConversationView[]
  /** Held ones whose buyer waits, slowest first. */
  readonly slowest: readonly ConversationView[]
  readonly held: readonly ConversationView[]
  readonly figures: {
    readonly queued: number
    /** Since when the longest-waiting buyer of queue or desks waits; null: nobody does. */
    readonly longestSince: number | null
    readonly open: number
    readonly online: number
    readonly suspended: number
    readonly invisible: number
    readonly offline: number
    /** Free places of those who can be chosen. */
    readonly free: number
  }
}

export function stateOf(account: AccountView): AccountState {
  if (account.disabled) return 'disabled'
  if (!account.online) return 'offline'
  if (account.invisible) return 'invisible'
  return account.suspended ? 'suspended' : 'online'
}

const ORDER: Readonly<Record<AccountState, number>> = {
  online: 0,
  suspended: 1,
  invisible: 2,
  offline: 3,
  disabled: 4,
}

export function boardOf(
  view: Pick<AgentView, 'accounts' | 'conversations'>,
  told: Readonly<Record<string, number>>,
): Board {
  const own = new Map<string, { held: number; waiting: number; since: number | null }>()
  const queue: ConversationView[] = []
  const left: ConversationView[] = []
  const slowest: ConversationView[] = []
  const held: ConversationView[] = []
  let longest: number | null = null
  let open = 0
  for (const chat of Object.values(view.conversations)) {
    if (chat.state === 'closed') continue
    open++
    if (chat.state === 'queued') queue.push(chat)
    else if (chat.state === 'waiting_main') left.push(chat)
    else held.push(chat)
    const since = chat.waitingSince
    // Who was told that main is away expects no answer by the second.
    if (since !== null && chat.state !== 'waiting_main')
      longest = longest === null ? since : Math.min(longest, since)
    if (chat.holder === null || chat.state !== 'held') continue
    const sum = own.get(chat.holder) ?? { held: 0, waiting: 0, since: null }
    sum.held++
    if (since !== null) {
      sum.waiting++
      sum.since = sum.since === null ? since : Math.min(sum.since, since)
      slowest.push(chat)
    }
    own.set(chat.holder, sum)
  }
  queue.sort(byQueue)
  left.sort(byQueue)
  slowest.sort(byWaiting)
  held.sort(byWaiting)

  const figures = { online: 0, suspended: 0, invisible: 0, offline: 0, free: 0 }
  const accounts: AccountRow[] = []
  for (const account of Object.values(view.accounts)) {
    if (account.deleted) continue
    const state = stateOf(account)
    const sum = own.get(account.id)
    // The gateway's figure counts private contacts that a supervisor's view has not.
    const count = told[account.id] ?? sum?.held ?? 0
    if (state !== 'disabled') figures[state]++
    if (state === 'online' && account.participates)
      figures.free += Math.max(0, account.limit - count)
    accounts.push({
      id: account.id,
      account,
      state,
      held: count,
      waiting: sum?.waiting ?? 0,
      slowestSince: sum?.since ?? null,
    })
  }
  accounts.sort((a, b) => ORDER[a.state] - ORDER[b.state] || byName(a.account, b.account))
  return {
    accounts,
    queue,
    left,
    slowest,
    held,
    figures: { queued: queue.length, longestSince: longest, open, ...figures },
  }
}

/**
 * The new board out of the parts of the one before wherever they say the same, so that what is drawn
 * from them is not drawn again.
 */
export function steady(before: Board | null, board: Board): Board {
  if (before === null) return board
  const rows = new Map(before.accounts.map((row) => [row.id, row]))
  return {
    ...board,
    accounts: sameList(
      before.accounts,
      board.accounts.map((row) => {
        const old = rows.get(row.id)
        return old && sameRow(old, row) ? old : row
      }),
    ),
    queue: sameList(before.queue, board.queue),
    left: sameList(before.left, board.left),
    slowest: sameList(before.slowest, board.slowest),
    held: sameList(before.held, board.held),
  }
}

function sameRow(a: AccountRow, b: AccountRow): boolean {
  return (
    a.account === b.account &&
    a.held === b.held &&
    a.waiting === b.waiting &&
    a.slowestSince === b.slowestSince
  )
}

function sameList<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  return a.length === b.length && a.every((one, index) => one === b[index]) ? a : b
}

const names = new Intl.Collator('en', { numeric: true })

/** Always the same way, so that no row moves without a cause: numbers in names count as numbers. */
export function byName(a: AccountView, b: AccountView): number {
  return names.compare(a.name, b.name)
}

/** Held conversations of one account, those that wait longest first. */
export function chatsOf(board: Board, account: string): readonly ConversationView[] {
  return board.held.filter((chat) => chat.holder === account)
}

function byQueue(a: ConversationView, b: ConversationView): number {
  if (a.buyer.vip !== b.buyer.vip) return a.buyer.vip ? -1 : 1
  return a.openedAt !== b.openedAt ? a.openedAt - b.openedAt : byId(a, b)
}

function byWaiting(a: ConversationView, b: ConversationView): number {
  const waits = (a.waitingSince ?? Infinity) - (b.waitingSince ?? Infinity)
  return Number.isNaN(waits) || waits === 0 ? byId(a, b) : waits
}

function byId(a: ConversationView, b: ConversationView): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
