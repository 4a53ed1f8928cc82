import type { TFunction } from 'i18next'
import type { DecisionReason } from '#shared/protocol/model.ts'

/** The sentence of a decision with its figures; one that is not known here falls back to its rule. */
export function sentenceOf(t: TFunction, { rule, sentence, values }: DecisionReason): string {
  const free = values['free']
  return t([`reason:${sentence}`, `reason:rule.${rule}`], {
    ...values,
    ...(typeof free === 'number' ? { count: free } : {}),
  })
}
