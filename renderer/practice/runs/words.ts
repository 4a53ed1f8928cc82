import i18next, { type TFunction } from 'i18next'
import { useMemo } from 'react'
import type { Deed, MarkResult, ViolationResult } from '#shared/practice/run.ts'
import { useTranslation } from '../../ui/i18n.ts'

/** What a score says, in the reader's language. */
export interface Words {
  readonly mark: (mark: Pick<MarkResult, 'kind' | 'how' | 'values'>) => string
  /** In few words, beside a line. */
  readonly markShort: (mark: Pick<MarkResult, 'kind' | 'values'>) => string
  readonly violation: (violation: Pick<ViolationResult, 'kind' | 'values'>) => string
  readonly label: (name: string) => string
  readonly deed: (deed: Deed) => string
}

export function useWords(): Words {
  const { t } = useTranslation()
  return useMemo(() => wordsIn(t, (key) => i18next.exists(key)), [t])
}

/** Names of facts and labels are the trainer's own; those of the bundled scenarios have words here. */
export function wordsIn(t: TFunction, exists: (key: string) => boolean): Words {
  const named = (kind: 'fact' | 'label', name: string) => {
    const key = `practiceRun:${kind}.${name}`
    return exists(key) ? t(key) : name.replaceAll(/[-_]+/g, ' ')
  }
  const values = (given: MarkResult['values']) => {
    const { fact, label, order } = given
    return {
      ...given,
      ...(fact === undefined ? {} : { fact: named('fact', String(fact)) }),
      ...(label === undefined ? {} : { label: named('label', String(label)) }),
      ...(order === undefined || order === ''
        ? {}
        : { order: t('practiceRun:orderNo', { number: order }) }),
    }
  }
  return {
    mark: ({ kind, how, values: given }) => t(`practice:mark.${kind}.${how}`, values(given)).trim(),
    markShort: ({ kind, values: { fact, label, deed } }) =>
      kind === 'fact' && fact !== undefined
        ? named('fact', String(fact))
        : kind === 'label' && label !== undefined
          ? named('label', String(label))
          : kind === 'action' && deed !== undefined
            ? t(`practice:deed.${deed}`)
            : t(`practiceRun:kind.${kind}`),
    violation: ({ kind, values: given }) =>
      t(
        kind === 'wrong_buyer'
          ? `practice:violation.wrong_buyer.${String(given['what'])}`
          : `practice:violation.${kind}`,
        values(given),
      ).trim(),
    label: (name) => named('label', name),
    deed: (deed) => deedWords(t, deed),
  }
}

function deedWords(t: TFunction, deed: Deed): string {
  switch (deed.do) {
    case 'forward':
      return said(t('practice:deed.forward'), deed.group, deed.note)
    case 'close':
      return said(t('practice:deed.close'), deed.topic, deed.text)
    case 'order': {
      const amount = deed.amount === null ? null : (deed.amount / 100).toFixed(2)
      const outcome = deed.outcome === 'done' ? null : t(`practiceRun:orderOutcome.${deed.outcome}`)
      const number = t('practiceRun:orderNo', { number: deed.order })
      return said(t(`practice:deed.order_${deed.act}`), number, amount, deed.text, outcome)
    }
    default:
      return t(`practice:deed.${deed.do}`)
  }
}

function said(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(' · ')
}
