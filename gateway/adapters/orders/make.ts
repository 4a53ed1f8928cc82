import type { OrderSystem } from '#shared/orders/model.ts'
import { OrderFailure, type AdapterParts, type OrderAdapter } from './contract.ts'
import { makeDemo } from './demo.ts'
import { makeHttp } from './http.ts'
import { makeTable, type TableLines } from './table.ts'
import { makeVendure } from './vendure.ts'

/** @throws OrderFailure down, where there is no adapter for it */
export function makeAdapter(
  system: Exclude<OrderSystem, { kind: 'none' }>,
  parts: AdapterParts,
  lines: TableLines,
): OrderAdapter {
  switch (system.kind) {
    case 'demo':
      return makeDemo(system, parts)
    case 'table':
      return makeTable(lines)
    case 'http':
      return makeHttp(system, parts)
    case 'vendure':
      return makeVendure(system, parts)
    case 'woocommerce':
      throw new OrderFailure('down', 'there is no adapter for WooCommerce in this version')
  }
}
