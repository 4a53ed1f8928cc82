import type { TFunction } from 'i18next'
import type { AuditKind, AuditRecord } from '#shared/audit/model.ts'

/** Whom a record names, as people know them. */
export interface Names {
  readonly account: (id: string) => string
  readonly buyer: (id: string) => string
}

/** What was done and to whom, without its doer: that stands beside it. */
export function sentenceOf(
  t: TFunction,
  { kind, about, values }: AuditRecord,
  names: Names,
): string {
  return t(`safety:audit.sentence.${kind}`, {
    ...values,
    account: about.account === undefined ? t('safety:audit.nobody') : names.account(about.account),
    buyer: about.buyer === undefined ? t('safety:audit.nobody') : names.buyer(about.buyer),
    cseq: about.cseq ?? '',
  })
}

/** Ids that only the gateway needs. */
const UNSAID = new Set(['session'])

/** Circumstances in their own words, such as a device or an address. */
export function detailsOf(t: TFunction, { values }: AuditRecord): readonly string[] {
  return Object.entries(values)
    .filter(([key, value]) => !UNSAID.has(key) && value !== '')
    .map(([key, value]) => {
      // Several of a kind, such as the sections of the settings, are one text with commas.
      const said = String(value)
        .split(',')
        .map((part) => t(`safety:audit.value.${key}.${part}`, { defaultValue: part }))
      return t('safety:audit.detail', {
        label: t(`safety:audit.label.${key}`, { defaultValue: key }),
        value: said.join(t('safety:audit.comma')),
      })
    })
}

/** As the filter offers them. */
export const KIND_GROUPS: readonly {
  readonly group: 'signing' | 'reading' | 'record' | 'words' | 'shop'
  readonly kinds: readonly AuditKind[]
}[] = [
  {
    group: 'signing',
    kinds: [
      'signed_in',
      'signed_out',
      'new_device',
      'new_place',
      'locked',
      'second_factor_on',
      'second_factor_off',
      'recovery_used',
      'session_ended',
      'password_changed',
      'password_reset',
    ],
  },
  {
    group: 'reading',
    kinds: ['transcript_read', 'unmasked', 'copied', 'exported', 'drill_made', 'evidence_exported'],
  },
  { group: 'record', kinds: ['held', 'released', 'erased', 'expired'] },
  { group: 'words', kinds: ['words'] },
  {
    group: 'shop',
    kinds: [
      'settings',
      'account_opened',
      'account_changed',
      'account_deleted',
      'marked',
      'order_acted',
      'identity_renewed',
      'invited',
      'backed_up',
      'backup_failed',
      'restored',
      'shop_exported',
      'shop_renamed',
    ],
  },
]
