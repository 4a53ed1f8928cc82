import { isWide } from '#shared/rights/reach.ts'
import { RIGHTS } from '#shared/rights/table.ts'
import type { Shop } from '../desk/contract.ts'

/** As it is called now; empty: there was never such an account. */
export function nickOf(shop: Shop, account: string): string {
  return shop.account(account)?.nick ?? ''
}

/** Who sees the class, by the table. */
export function trainersOf(shop: Shop): readonly string[] {
  const row = RIGHTS.practice['GET /api/practice/class']
  return shop
    .accounts()
    .flatMap(({ id, role, disabled }) => (isWide(row[role]) && !disabled ? [id] : []))
}
