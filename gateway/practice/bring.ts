import { randomUUID } from 'node:crypto'
import type { Scenario } from '#shared/practice/scenario.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Shop } from '../desk/contract.ts'
import { must, PracticeRefusal } from './colleagues.ts'
import type { RunBuyer } from './kept.ts'

/** Whom a buyer of a run is in the books of its orders. */
export function customerOf(run: string, buyer: string): string {
  return `${run}.${buyer}`
}

/** New buyers of the shop, by the scenario's names of them. @throws PracticeRefusal */
export async function bringBuyers(
  accounts: Accounts,
  shop: Shop,
  run: string,
  scenario: Scenario,
): Promise<Readonly<Record<string, RunBuyer>>> {
  const buyers: Record<string, RunBuyer> = {}
  const main = shop.accountByName(shop.view.main)
  for (const { id, name, vip } of scenario.buyers) {
    const opened = await accounts.newBuyer(shop, name)
    if (!opened.ok) throw new PracticeRefusal(opened.error.code, opened.error.message)
    const { buyer, refresh } = opened.value
    buyers[id] = { id: buyer.id, refresh }
    await must(shop, {
      type: 'buyer.seen',
      buyer: buyer.id,
      name,
      customer: customerOf(run, id),
    })
    if (vip && main)
      await must(shop, {
        type: 'command',
        by: { kind: 'account', account: main.id },
        cid: randomUUID(),
        command: { type: 'buyer.mark', buyer: buyer.id, vip: true },
      })
  }
  return buyers
}
