import { randomUUID } from 'node:crypto'
import type { ConversationView } from '#shared/protocol/model.ts'
import type { Command } from '#shared/protocol/frames.ts'
import type { Shop } from '../desk/contract.ts'
import type { KeptRun } from './kept.ts'

/** The open conversations of a run's buyers, as the main account sees them. */
function openOf(shop: Shop, main: string, run: KeptRun): readonly ConversationView[] {
  const { conversations } = shop.agentSnapshot(main).view
  const ids = new Set(Object.values(run.buyers).map(({ id }) => id))
  return Object.values(conversations).filter(
    ({ buyer, state }) => ids.has(buyer.id) && state !== 'closed',
  )
}

async function asMain(
  shop: Shop,
  run: KeptRun,
  commandFor: (conversation: ConversationView) => Command | null,
): Promise<void> {
  const main = shop.accountByName(shop.view.main)
  if (!main) return
  for (const conversation of openOf(shop, main.id, run)) {
    const command = commandFor(conversation)
    // Refused: it was closed or handed on this very moment, and is as it should be.
    if (command)
      await shop.submit({
        type: 'command',
        by: { kind: 'account', account: main.id },
        cid: randomUUID(),
        command,
      })
  }
}

/** Of a run that is over: nothing of it waits at a desk. */
export function closeLeft(shop: Shop, run: KeptRun): Promise<void> {
  return asMain(shop, run, ({ id, holderEpoch }) => ({
    type: 'close',
    conversation: id,
    holderEpoch,
  }))
}

/** What dispatch gave to somebody else while the trainee was away (D13) comes back to it. */
export function takeBack(shop: Shop, run: KeptRun): Promise<void> {
  const given = new Set(
    run.entries.flatMap((entry) =>
      entry.kind === 'did' && entry.deed.do === 'forward'
        ? [run.buyers[entry.buyer ?? '']?.id]
        : [],
    ),
  )
  return asMain(shop, run, ({ id, holderEpoch, holder, buyer }) =>
    holder === run.account || given.has(buyer.id)
      ? null
      : { type: 'forward', conversation: id, holderEpoch, to: { account: run.account } },
  )
}
