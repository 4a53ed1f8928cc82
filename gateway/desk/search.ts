import type { FoundMessage, SearchPage, SearchRequest } from '#shared/protocol/api.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import type { AccountView } from '#shared/protocol/model.ts'
import { findPersonal } from '#shared/masking/find.ts'
import { mask } from '#shared/masking/mask.ts'
import { isWide } from '#shared/rights/reach.ts'
import { RIGHTS } from '#shared/rights/table.ts'
import { findRanges, fold, searchable } from '#shared/words/fold.ts'
import { matchExpression } from '#shared/words/grams.ts'
import { snippetOf } from '#shared/words/snippet.ts'
import type { ShopSearch, ShopViews } from '../store/engine.ts'
import type { Viewer } from './contract.ts'
import { nameOf } from './masking.ts'
import { mayKnow } from './overseeing.ts'
import { isRecalled } from './recalled.ts'
import { mayReadBuyer } from './rights.ts'
import type { Row } from './row.ts'
import { buyerIn, holderIn, isFindable, sentIn, tokenOf } from './search-index.ts'
import type { State } from './state.ts'

const ROW = RIGHTS.routes['GET /api/search']
const LIMIT = 30
/** Candidates asked for at once; rows of the tail read at once. */
const SLICE = 200
const TAIL_SLICE = 500
/**
 * A sub-account with more buyers finds among all candidates: many of them are its own then. So many
 * tokens of buyers cost some 10 ms.
 */
const SCOPES = 2000

export interface SearchSources {
  readonly state: () => State
  readonly search: ShopSearch
  readonly views: ShopViews
  readonly head: () => number
  readonly rows: (after: number, limit: number) => Promise<readonly Row[]>
  readonly rowsAt: (positions: readonly number[]) => Promise<readonly Row[]>
}

interface Asked {
  readonly account: AccountView
  readonly request: SearchRequest
  readonly folded: string
  readonly limit: number
}

/**
 * T2, T1: messages with these words, newest first. What the index names is checked against the log
 * and against the rights of now; what the log has beyond the index is scanned, so nothing is missed.
 */
export async function searchMessages(
  sources: SearchSources,
  viewer: Viewer,
  request: SearchRequest,
): Promise<SearchPage | ErrorCode> {
  const account =
    viewer.kind === 'agent' ? sources.state().accounts.get(viewer.account)?.view : undefined
  if (!account || account.disabled) return 'not_allowed'
  const folded = fold(request.text ?? '')
  if (folded === '' && request.buyer === undefined) return 'bad_request'
  const limit = request.limit ?? LIMIT
  const asked: Asked = { account, request, folded, limit }
  try {
    const hits: FoundMessage[] = []
    // One more than asked for: then there is another page.
    for await (const found of matches(sources, asked)) {
      hits.push(found)
      if (hits.length > limit) break
    }
    // The rights may have changed while it was looked for (D6).
    const state = sources.state()
    const shown = hits.filter(({ buyer }) => mayRead(state, asked, buyer.id, false))
    const page = shown.slice(0, limit)
    return { hits: page, next: shown.length > limit ? (page.at(-1)?.pos ?? null) : null }
  } catch {
    return 'storage_failed'
  }
}

async function* matches(sources: SearchSources, asked: Asked): AsyncGenerator<FoundMessage> {
  const { search, head, rows, rowsAt } = sources
  // The index may go on meanwhile: what is in it now is asked of it, the rest is scanned.
  const indexed = search.reached()
  const top = Math.min(head(), (asked.request.before ?? Infinity) - 1)
  for (let upTo = top; upTo > indexed; upTo -= TAIL_SLICE) {
    const after = Math.max(indexed, upTo - TAIL_SLICE)
    const slice = await rows(after, upTo - after)
    yield* accepted(sources, asked, slice.toReversed())
    await pause()
  }
  const scope = await scopeOf(sources, asked)
  if (scope === null) return
  let last = Math.min(top, indexed, scope.last)
  for (;;) {
    const positions = await search.candidates(scope.expression, scope.first, last, SLICE)
    if (positions.length === 0) return
    yield* accepted(
      sources,
      asked,
      (await rowsAt(positions)).toSorted((a, b) => b.pos - a.pos),
    )
    if (positions.length < SLICE) return
    last = (positions.at(-1) ?? 0) - 1
    await pause()
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** What the index is asked; null: it can hold nothing of it. */
async function scopeOf(
  { search, state }: SearchSources,
  { account, request, folded }: Asked,
): Promise<{ expression: string; first: number; last: number } | null> {
  const scopes: string[] = []
  if (request.buyer !== undefined) scopes.push(tokenOf('buyer', request.buyer))
  if (request.account !== undefined) scopes.push(tokenOf('account', request.account))
  let expression = matchExpression(folded, scopes)
  if (!isWide(ROW[account.role]) && request.buyer === undefined) {
    const own: string[] = []
    for (const [id, buyer] of state().buyers.entries())
      if (mayReadBuyer(state(), account, buyer, ROW)) own.push(tokenOf('buyer', id))
    if (own.length === 0) return null
    if (own.length <= SCOPES)
      expression = `(${expression}) AND (${own.map((token) => `"${token}"`).join(' OR ')})`
  }
  const all = { first: 1, last: Number.MAX_SAFE_INTEGER }
  const dated = request.from !== undefined || request.to !== undefined
  const bounds = dated
    ? await search.between(request.from ?? -Infinity, request.to ?? Infinity)
    : all
  return bounds && { expression, ...bounds }
}

/** Of these rows, newest first, those that are what was asked for and may be read. */
async function* accepted(
  { state, views }: SearchSources,
  asked: Asked,
  rows: readonly Row[],
): AsyncGenerator<FoundMessage> {
  /** Of each conversation with a find: what was taken back in it. */
  const recalled = new Map<string, ReadonlySet<number>>()
  for (const row of rows) {
    const found = foundIn(state(), asked, row)
    if (!found) continue
    // Memory knows the newest ones, the views all that they have reached.
    if (isRecalled(state(), found.buyer.id, row.pos)) continue
    const { conversation } = found
    const known = recalled.get(conversation) ?? new Set(await views.recalled(conversation))
    recalled.set(conversation, known)
    if (!known.has(found.cseq)) yield found
  }
}

function foundIn(state: State, asked: Asked, row: Row): FoundMessage | null {
  const { folded, request } = asked
  const message = sentIn(row)
  if (!message || !isFindable(message)) return null
  const buyer = buyerIn(row, message)
  if (buyer === null || (request.buyer !== undefined && buyer !== request.buyer)) return null
  const holder = holderIn(row)
  if (request.account !== undefined && holder !== request.account) return null
  if (row.at < (request.from ?? -Infinity) || row.at >= (request.to ?? Infinity)) return null
  const words = searchable(message.body)
  if (!fold(words).includes(folded)) return null
  if (!mayRead(state, asked, buyer, row.audience.private)) return null
  const shown = state.root.settings.privacy.masking ? mask(words) : words
  if (shown !== words && !mayFind(words, shown, folded)) return null
  const { text, ranges } = snippetOf(words, folded, shown)
  const { conversation, cseq, sender } = message
  const known = state.buyers.get(buyer)?.view
  const name = known ? nameOf(state, known) : ''
  return {
    pos: row.pos,
    conversation,
    cseq,
    at: row.at,
    sender,
    buyer: { id: buyer, name },
    account: holder,
    snippet: text,
    ranges,
  }
}

/**
 * T4: what is hidden is found by who has all of it. By a piece of a number nobody finds it, or it could
 * be guessed digit by digit.
 */
function mayFind(words: string, shown: string, folded: string): boolean {
  if (folded === '' || fold(shown).includes(folded)) return true
  const numbers = findPersonal(words).filter(({ kind }) => kind !== 'address')
  return findRanges(words, folded).some(([start, end]) =>
    numbers.every(
      (one) => one.end <= start || one.start >= end || (start <= one.start && one.end <= end),
    ),
  )
}

function mayRead(state: State, { account }: Asked, id: string, privateThen: boolean): boolean {
  const now = state.accounts.get(account.id)?.view
  const buyer = state.buyers.get(id)
  return (
    now !== undefined &&
    !now.disabled &&
    buyer !== undefined &&
    mayReadBuyer(state, now, buyer, ROW) &&
    mayKnow(state, now, id, privateThen)
  )
}
