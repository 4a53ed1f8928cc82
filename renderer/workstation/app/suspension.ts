import type { TFunction } from 'i18next'
import type { Suspension } from '#shared/protocol/model.ts'

/** Why an account is suspended: in the person's own words, or what suspended it by itself. */
export function suspensionText(t: TFunction, { by, reason }: Suspension): string {
  return by === 'person' && reason !== '' ? reason : t(`common:suspendedBy.${by}`)
}
