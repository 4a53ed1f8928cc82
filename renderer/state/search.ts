import type { SearchHit } from '#shared/bridge/contract.ts'
import type { FoundMessage, SearchRequest } from '#shared/protocol/api.ts'
import type { ConversationId } from '#shared/protocol/model.ts'

/** A found message as the list shows it, from this computer or from the gateway. */
export interface FoundLine extends SearchHit {
  /** Who held the conversation then; only the gateway tells. */
  readonly account: string | null
}

export type Days = 1 | 7 | 30 | null
/** In what is searched. `chat` and `buyer` name the one that was in front when it began. */
export type Scope =
  | { readonly kind: 'all' }
  | { readonly kind: 'buyer'; readonly buyer: string }
  | { readonly kind: 'chat'; readonly conversation: ConversationId; readonly buyer: string | null }

export interface Filter {
  readonly scope: Scope
  readonly days: Days
  /** Of an overseer: whose conversations. */
  readonly account: string | null
}

/** From the local midnight of that many days, today included; undefined: all times. */
export function fromDay(days: Days, now: number): number | undefined {
  if (days === null) return undefined
  const day = new Date(now)
  day.setHours(0, 0, 0, 0)
  day.setDate(day.getDate() - days + 1)
  return day.getTime()
}

/** What the gateway is asked for; null: it has no filter for this. */
export function requestOf(
  text: string,
  { scope, days, account }: Filter,
  page: { readonly now: number; readonly limit: number; readonly before: number | null },
): SearchRequest | null {
  const buyer = scope.kind === 'all' ? undefined : scope.buyer
  if (buyer === null) return null
  const from = fromDay(days, page.now)
  return {
    text,
    limit: page.limit,
    ...(buyer === undefined ? {} : { buyer }),
    ...(account === null ? {} : { account }),
    ...(from === undefined ? {} : { from }),
    ...(page.before === null ? {} : { before: page.before }),
  }
}

/** One list without doubles, newest first: by the log's order, which clocks don't change. */
export function mergedHits(
  local: readonly SearchHit[],
  shop: readonly FoundMessage[],
  filter: Filter,
  now: number,
): readonly FoundLine[] {
  const lines = new Map<string, FoundLine>()
  const from = fromDay(filter.days, now) ?? 0
  // This computer doesn't know who held a conversation: with that filter the gateway alone answers.
  if (filter.account === null)
    for (const hit of local) if (hit.at >= from) lines.set(keyOf(hit), { ...hit, account: null })
  for (const { buyer, sender: _sender, ...found } of shop)
    lines.set(keyOf(found), { ...found, buyer: buyer.id, buyerName: buyer.name })
  const { scope } = filter
  const all = [...lines.values()].filter(
    (line) =>
      scope.kind === 'all' ||
      (scope.kind === 'chat'
        ? line.conversation === scope.conversation
        : line.buyer === scope.buyer),
  )
  return all.toSorted((a, b) => b.pos - a.pos)
}

export function keyOf({
  conversation,
  cseq,
}: {
  readonly conversation: string
  readonly cseq: number
}): string {
  return `${conversation} ${cseq}`
}

/** Whether it may be an order's number: at least six letters, digits and dashes with a digit among them. */
export function looksLikeNumber(text: string): boolean {
  return /^(?=.*\d)[\p{Script=Latin}\d_-]{4,80}$/u.test(text) && /\d{3}/.test(text)
}
