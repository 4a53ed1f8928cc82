const SHOP_ID = /^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$/
/** Addresses under /s/ that are no shops. */
const TAKEN = new Set(['assets'])

/** Whether it can be a shop's part of an address: 2 to 40 lower-case letters, digits and hyphens. */
export function isShopId(id: string): boolean {
  return SHOP_ID.test(id) && !TAKEN.has(id)
}
