import type { OrderSystem } from '#shared/orders/model.ts'
import type { AdapterParts, OrderAdapter } from './contract.ts'
import { makeDemo } from './demo.ts'
import { makeHttp } from './http.ts'
import { makeTable, type TableLines } from './table.ts'
import { makeVendure } from './vendure.ts'
import { makeWooCommerce } from './woocommerce.ts'

export function makeAdapter(
  system: Exclude<OrderSystem, { kind: 'none' }>,
  parts: AdapterParts,
  lines: TableLines,
  practice: OrderAdapter | null = null,
): OrderAdapter {
  switch (system.kind) {
    case 'demo':
      return makeDemo(system, parts)
    case 'practice':
      if (!practice) throw new Error('this is no practice gateway')
      return practice
    case 'table':
      return makeTable(lines)
    case 'http':
      return makeHttp(system, parts)
    case 'vendure':
      return makeVendure(system, parts)
    case 'woocommerce':
      return makeWooCommerce(system, parts)
  }
}
