import type { BuyerEvent, ShopEvent } from '#shared/protocol/events.ts'
import { present } from '../audience.ts'
import type { Viewer } from '../contract.ts'
import type { PaperShop } from '../desk.fixture.ts'

function given(shop: PaperShop, viewer: Viewer, since: number) {
  return shop.rows
    .filter((row) => row.pos > since)
    .map((row) => present(shop.state, viewer, row))
    .filter((event) => event !== null)
}

/** What an account, or a buyer, is given of the rows behind a pos by the rights of now. */
export function givenTo(shop: PaperShop, account: string, since = 0): ShopEvent[] {
  return given(shop, { kind: 'agent', account }, since) as ShopEvent[]
}

export function givenToBuyer(shop: PaperShop, buyer: string, since = 0): BuyerEvent[] {
  return given(shop, { kind: 'buyer', buyer }, since) as BuyerEvent[]
}
