import type { ImportedLine } from '#shared/orders/model.ts'

export type ImportField = keyof ImportedLine

/** In the order in which they are asked for. */
export const IMPORT_FIELDS = [
  'number',
  'customer',
  'title',
  'price',
  'count',
  'total',
  'currency',
  'placedAt',
  'state',
  'product',
  'variant',
  'name',
  'phone',
  'address',
  'carrier',
  'tracking',
  'note',
] as const satisfies readonly ImportField[]

/** Without these a row is no line of an order. */
export const REQUIRED = ['number', 'customer', 'title'] as const satisfies readonly ImportField[]

/** Letters, as the protocol's `importedLine` allows. */
export const LIMITS_OF_IMPORT: Readonly<Partial<Record<ImportField, number>>> = {
  number: 80,
  customer: 120,
  product: 80,
  title: 200,
  variant: 120,
  name: 60,
  phone: 30,
  address: 300,
  carrier: 60,
  tracking: 80,
  note: 500,
}
