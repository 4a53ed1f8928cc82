import { nameKey } from '#shared/names/names.ts'
import { completeShop } from '#shared/protocol/complete.ts'
import type { StoreEngine } from '../store/engine.ts'
import type { Desk } from './contract.ts'
import { openShop, type ShopActor, type ShopOptions } from './shop.ts'

/** Loads every shop of the database. */
export async function openDesk(engine: StoreEngine, options: ShopOptions): Promise<Desk> {
  const shops = new Map<string, ShopActor>()
  for (const id of await engine.shops()) {
    const shop = await openShop(engine, id, options)
    // A crash right after creating it leaves an empty log: no shop yet, and its id is free.
    if (shop.head() > 0) shops.set(id, shop)
    else await shop.close()
  }
  const byMain = (main: string) =>
    [...shops.values()].find((shop) => nameKey(shop.view.main) === nameKey(main))
  return {
    shops,
    async createShop({ id, name, main, nick }) {
      if (shops.has(id) || byMain(main)) throw new Error(`the shop ${id} or its main name exists`)
      const shop = await openShop(engine, id, options)
      const outcome = await shop.submit({
        type: 'shop.open',
        shop: completeShop({ id, name, main }),
        nick,
      })
      if (!outcome.ok) {
        await shop.close()
        throw new Error(outcome.message)
      }
      shops.set(id, shop)
      return shop
    },
    shopByMain: byMain,
    async close() {
      await Promise.all([...shops.values()].map((shop) => shop.close()))
    },
  }
}
