import type { AccountId, Aside, Message, Sender } from '#shared/protocol/model.ts'
import type { OutboxEntry, Timeline } from './model.ts'

/** One line of the timeline as it is drawn. `first`/`last`: of a group by the same sender. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'past'; readonly key: string; readonly at: number }
  | { readonly kind: 'notice'; readonly key: string; readonly message: Message }
  | { readonly kind: 'aside'; readonly key: string; readonly aside: Aside }
  | {
      readonly kind: 'message'
      readonly key: string
      readonly message: Message
      readonly own: boolean
      readonly first: boolean
      readonly last: boolean
    }
  | {
      readonly kind: 'pending'
      readonly key: string
      readonly entry: OutboxEntry
      readonly first: boolean
      readonly last: boolean
    }

/** Messages of one sender that follow each other within this time stand together. */
const GROUP_GAP = 3 * 60_000

/** The outbox entries that are not delivered yet, by cid: the same message is never shown twice. */
export function mergeOutbox(
  messages: readonly Message[],
  outbox: readonly OutboxEntry[],
): readonly OutboxEntry[] {
  if (outbox.length === 0) return outbox
  const open = new Set(outbox.map((entry) => entry.cid))
  // From the end: what is on its way can only be among the newest.
  for (let index = messages.length - 1; index >= 0 && open.size > 0; index--) {
    const cid = messages[index]?.cid
    if (cid != null) open.delete(cid)
    if (messages.length - index > 200) break
  }
  return open.size === outbox.length ? outbox : outbox.filter((entry) => open.has(entry.cid))
}

const known = new WeakMap<Message, Row>()
const knownAsides = new WeakMap<Aside, Row>()

/**
 * The asides with a place among what is loaded: those above the oldest loaded message come with
 * their page, and where nothing is loaded there is none.
 */
function placed(timeline: Timeline, asides: readonly Aside[]): readonly Aside[] {
  if (asides.length === 0) return asides
  const own = timeline.segments.at(-1)
  const first = own?.messages[0]
  if (!own || (!first && !own.complete)) return []
  return own.complete || !first ? asides : asides.filter((aside) => aside.pos > first.pos)
}

/**
 * Rows of all that is loaded. A row whose looks did not change is the same object as before, so
 * that memoised lines are not drawn again.
 */
export function buildRows(
  timeline: Timeline,
  outbox: readonly OutboxEntry[],
  me: AccountId,
  dayOf: (at: number) => string,
  asides: readonly Aside[] = [],
): readonly Row[] {
  const rows: Row[] = []
  let day = ''
  let previous: Message | null = null
  const line = (at: number) => {
    const its = dayOf(at)
    if (its === day) return false
    day = its
    rows.push({ kind: 'day', key: `day:${its}`, at })
    return true
  }
  const all: Message[] = []
  const segmentEnds = new Set<Message>()
  for (const segment of timeline.segments) {
    for (const message of segment.messages) all.push(message)
    const end = segment.messages.at(-1)
    if (end) segmentEnds.add(end)
  }
  const pending = mergeOutbox(timeline.segments.at(-1)?.messages ?? [], outbox)
  const among = placed(timeline, asides)
  // Those of this conversation only: an earlier one has none of them.
  const own = timeline.segments.at(-1)?.conversation
  let told = 0
  const tell = (before: number) => {
    for (let aside = among[told]; aside && aside.pos < before; aside = among[++told]) {
      line(aside.at)
      rows.push(asideRow(aside))
    }
  }
  for (let index = 0; index < all.length; index++) {
    const message = all[index] as Message
    const past = previous !== null && segmentEnds.has(previous)
    const toldBefore = told
    if (!past && message.conversation === own) tell(message.pos)
    const newDay = line(message.at)
    if (past) {
      rows.push({ kind: 'past', key: `past:${message.conversation}`, at: message.at })
      if (message.conversation === own) tell(message.pos)
    }
    const next = all[index + 1] ?? null
    const apart = told > toldBefore
    const first = newDay || apart || previous === null || !together(previous, message)
    const last =
      next === null
        ? !(pending.length > 0 && isMine(message.sender, me))
        : !together(message, next) ||
          dayOf(next.at) !== day ||
          (among[told]?.pos ?? Infinity) < next.pos
    rows.push(rowOf(message, first, last, me))
    previous = message
  }
  tell(Infinity)
  pending.forEach((entry, index) => {
    line(entry.createdAt)
    rows.push({
      kind: 'pending',
      key: entry.cid,
      entry,
      first: index === 0 && !(previous !== null && isMine(previous.sender, me)),
      last: index === pending.length - 1,
    })
  })
  return rows
}

function asideRow(aside: Aside): Row {
  const before = knownAsides.get(aside)
  if (before) return before
  const row: Row = { kind: 'aside', key: `aside:${aside.pos}`, aside }
  knownAsides.set(aside, row)
  return row
}

function rowOf(message: Message, first: boolean, last: boolean, me: AccountId): Row {
  const before = known.get(message)
  if (before && (before.kind !== 'message' || (before.first === first && before.last === last)))
    return before
  const own = message.sender.kind !== 'buyer'
  const row: Row =
    message.body.kind === 'notice'
      ? { kind: 'notice', key: `${message.conversation}:${message.cseq}`, message }
      : {
          kind: 'message',
          // My own keeps the key it had in the outbox: the line stays, only its mark changes.
          key:
            message.cid !== null && isMine(message.sender, me)
              ? message.cid
              : `${message.conversation}:${message.cseq}`,
          message,
          own,
          first,
          last,
        }
  known.set(message, row)
  return row
}

function isMine(sender: Sender, me: AccountId): boolean {
  return sender.kind === 'account' && sender.account === me
}

function together(a: Message, b: Message): boolean {
  if (a.conversation !== b.conversation) return false
  if (a.body.kind === 'notice' || b.body.kind === 'notice') return false
  if (a.body.kind === 'auto' || b.body.kind === 'auto') return false
  if (a.body.kind === 'recalled' || b.body.kind === 'recalled') return false
  if (b.at - a.at > GROUP_GAP) return false
  if (a.sender.kind !== b.sender.kind) return false
  return (
    a.sender.kind !== 'account' ||
    (b.sender.kind === 'account' && a.sender.account === b.sender.account)
  )
}
