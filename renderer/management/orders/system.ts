import type { OrderSystem } from '#shared/orders/model.ts'

export const SYSTEM_KINDS = [
  'none',
  'demo',
  'table',
  'http',
  'vendure',
  'woocommerce',
] as const satisfies readonly OrderSystem['kind'][]

/** What is typed for any of them, so that trying another kind loses nothing. */
export interface SystemForm {
  readonly kind: OrderSystem['kind']
  readonly url: string
  readonly user: string
  /** Empty: as it was. */
  readonly secret: string
  readonly currency: string
}

export function formOf(system: OrderSystem): SystemForm {
  return {
    kind: system.kind,
    url: 'url' in system ? system.url : '',
    user: 'user' in system ? system.user : '',
    secret: '',
    currency: 'currency' in system ? system.currency : 'CNY',
  }
}

export function filledIn({ kind, url, user, secret, currency }: SystemForm): OrderSystem {
  const address = url.trim()
  switch (kind) {
    case 'http':
      return { kind, url: address, secret }
    case 'vendure':
      return { kind, url: address, user: user.trim(), secret, currency }
    case 'woocommerce':
      return { kind, url: address, user: user.trim(), secret }
    case 'none':
    case 'demo':
    case 'practice':
    case 'table':
      return { kind }
  }
}

export function sameSystem(one: OrderSystem, other: OrderSystem): boolean {
  const of = (system: OrderSystem) =>
    JSON.stringify([system.kind, formOf(system), secretOf(system)])
  return of(one) === of(other)
}

const secretOf = (system: OrderSystem) => ('secret' in system ? system.secret : '')

/** Why it can't be saved yet. A secret that is kept is not typed again for the same place. */
export function problemOf(form: SystemForm, stored: OrderSystem): 'url' | 'user' | 'secret' | null {
  if (form.kind !== 'http' && form.kind !== 'vendure' && form.kind !== 'woocommerce') return null
  if (!URL.canParse(form.url.trim())) return 'url'
  const { protocol } = new URL(form.url.trim())
  if (protocol !== 'https:' && protocol !== 'http:') return 'url'
  if (form.kind !== 'http' && form.user.trim() === '') return 'user'
  const moved =
    !('url' in stored) ||
    stored.kind !== form.kind ||
    new URL(stored.url).origin !== new URL(form.url.trim()).origin
  if (form.secret === '' && moved) return 'secret'
  return null
}
