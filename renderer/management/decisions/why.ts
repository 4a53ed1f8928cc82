import type { DecisionRecord } from '#shared/protocol/api.ts'
import type { DecisionCandidate } from '#shared/protocol/events.ts'
import type { AccountId, DispatchRule } from '#shared/protocol/model.ts'

/** Why one candidate of a decision did not get the buyer, or that it did (D14). */
export type Verdict =
  | 'got'
  | Exclude<DecisionCandidate['excluded'], null>
  /** It takes part by its setting, but its weight is nought. */
  | 'no_weight'
  /** It could have been chosen; another had got less for its time online. */
  | 'higher_share'
  /** A rule that comes before the fair share chose. */
  | RuleFirst

export type RuleFirst =
  'addressed' | 'returning' | 'private' | 'forwarded' | 'claimed' | 'last_resort'

const FIRST: Readonly<Partial<Record<DispatchRule, RuleFirst>>> = {
  D3: 'addressed',
  D4: 'returning',
  D5: 'last_resort',
  D6: 'private',
  D11: 'last_resort',
  D12: 'forwarded',
  claim: 'claimed',
}

type Told = Pick<DecisionRecord, 'to'> & {
  readonly decision: Pick<DecisionRecord['decision'], 'rule'>
}

/** As the table of candidates says it: what stood in this account's own way comes first. */
export function verdictOf(record: Told, candidate: DecisionCandidate): Verdict {
  if (candidate.account === record.to) return 'got'
  return ownReason(candidate) ?? FIRST[record.decision.rule] ?? 'higher_share'
}

function ownReason({ excluded, weight }: DecisionCandidate): Verdict | null {
  return excluded === 'not_participating' && weight <= 0 ? 'no_weight' : excluded
}

/**
 * As the question «why did it get none» counts it. A buyer who came back, asked for someone, was
 * forwarded or is private would not have come to this account whatever it had set. Of the last
 * resort (D5, D11) its own state is the reason.
 */
export function passedBy(record: DecisionRecord, account: AccountId): Verdict | null {
  if (record.to === account) return null
  const first = FIRST[record.decision.rule]
  if (first !== undefined && first !== 'last_resort') return first
  const candidate = record.decision.candidates.find((one) => one.account === account)
  return candidate ? verdictOf(record, candidate) : null
}

/** The chosen first, then those who could have been, by share; behind them the others as they came. */
export function inOrder(record: DecisionRecord): readonly DecisionCandidate[] {
  const rank = (one: DecisionCandidate) =>
    one.account === record.to ? 0 : one.excluded === null ? 1 : 2
  return record.decision.candidates.toSorted(
    (a, b) => rank(a) - rank(b) || (rank(a) === 1 ? a.share - b.share : 0),
  )
}

export interface PassedReason {
  readonly why: Verdict
  readonly count: number
  readonly newest: number
}
export interface PassedSummary {
  readonly got: number
  readonly passed: number
  /** The most frequent first. */
  readonly reasons: readonly PassedReason[]
}

export function summaryOf(records: readonly DecisionRecord[], account: AccountId): PassedSummary {
  const reasons = new Map<Verdict, { count: number; newest: number }>()
  let got = 0
  let passed = 0
  for (const record of records) {
    if (record.to === account) {
      got++
      continue
    }
    const why = passedBy(record, account)
    if (why === null) continue
    passed++
    const sum = reasons.get(why) ?? { count: 0, newest: 0 }
    sum.count++
    sum.newest = Math.max(sum.newest, record.at)
    reasons.set(why, sum)
  }
  return {
    got,
    passed,
    reasons: [...reasons]
      .map(([why, sum]) => ({ why, ...sum }))
      .toSorted((a, b) => b.count - a.count || b.newest - a.newest),
  }
}

/** What the main account can do about it; null: nothing is amiss, so it goes by the rules. */
export function mendSection(why: Verdict): 'accounts' | 'groups' | 'dispatch' | 'doctor' | null {
  switch (why) {
    case 'not_participating':
    case 'no_weight':
    case 'full':
    case 'disabled':
      return 'accounts'
    case 'group':
      return 'groups'
    case 'returning':
      return 'dispatch'
    case 'offline':
    case 'invisible':
    case 'suspended':
      return 'doctor'
    case 'got':
    case 'had_it':
    case 'higher_share':
    case 'addressed':
    case 'private':
    case 'forwarded':
    case 'claimed':
    case 'last_resort':
      return null
  }
}
