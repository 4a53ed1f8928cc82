import type { Finding } from '#shared/dispatch/doctor.ts'

/**
 * Which sentence of a cause fits what is known (locale `monitor:doctor.cause.<this>`), and its values:
 * moments as the given clock writes them, a wrong clock in whole minutes.
 */
export function wordsOf(
  { cause, values }: Pick<Finding, 'cause' | 'values'>,
  clock: (at: number) => string,
): { readonly key: string; readonly values: Readonly<Record<string, string | number>> } {
  const told: Record<string, string | number> = {}
  for (const [key, value] of Object.entries(values)) {
    if (typeof value !== 'number') told[key] = value
    else if (key.endsWith('At') || key === 'since') told[key] = clock(value)
    else if (key.endsWith('Ms')) told['minutes'] = Math.max(1, Math.round(Math.abs(value) / 60_000))
    else told[key] = value
  }
  return { key: cause + variantOf(cause, values), values: told }
}

function variantOf(cause: Finding['cause'], values: Finding['values']): string {
  switch (cause) {
    case 'no_network':
      return 'heardAt' in values ? '_unheard' : ''
    case 'outside_hours':
      return 'opensAt' in values ? '_until' : ''
    case 'suspended':
      return values['by'] === 'person' ? '' : `_${values['by'] ?? 'load'}`
    case 'clock_wrong':
      return Number(values['skewMs']) < 0 ? '_fast' : ''
    default:
      return ''
  }
}
