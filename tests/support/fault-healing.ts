import { isDeepStrictEqual } from 'node:util'
import { setTimeout as rest } from 'node:timers/promises'
import type { Party } from './fault-party.ts'
import type { People } from './fault-people.ts'
import type { FaultProxy } from './fault-proxy.ts'
import type { Service } from './fault-service.ts'
import { plain } from './history-checker.ts'
import type { GatewayTruth, PartyEnd } from './history.ts'

const POLL_MS = 25
/** As «online» events and impatient people do. */
const PROBE_EVERY_MS = 700

/** What the gateway and everyone had when it was quiet, or when the time was over. */
export interface Healed {
  readonly truths: readonly GatewayTruth[]
  /** By party; `convergedMs` of those alone that equalled the gateway in the end. */
  readonly ends: ReadonlyMap<Party, PartyEnd>
}

/** The network heals, and everyone is given `healMs` to be as the gateway is (I6). */
export async function heal(
  { service, proxy, people }: { service: Service; proxy: FaultProxy; people: People },
  healMs: number,
): Promise<Healed> {
  const { parties } = people
  await service.up()
  await service.order({ order: 'disarm' })
  proxy.heal()
  const healedAt = performance.now()
  // A dead link is told of at the next beat; people press «try again» sooner.
  for (const party of parties) party.probe()
  let probedAt = healedAt
  const took = new Map<Party, number>()
  let truths: readonly GatewayTruth[] = []
  let ends = new Map<Party, PartyEnd>()
  let before = ''
  while (performance.now() - healedAt < healMs) {
    await rest(POLL_MS)
    await service.up()
    if (performance.now() - probedAt > PROBE_EVERY_MS) {
      probedAt = performance.now()
      for (const party of parties) if (!party.ready) party.probe()
    }
    // Cheap looks first: the whole truth is asked when there is hope that it is the last one.
    const heads = await service.heads()
    await people.look()
    const settled = parties.every((party) => party.ready && party.waiting().length === 0)
    const still = heads === before
    before = heads
    if (!settled || !still) continue
    truths = await truthsFor(service, parties).catch(() => [])
    ends = await endsOf(parties, healedAt)
    took.clear()
    for (const party of parties)
      if (equals(party, ends.get(party), truths)) took.set(party, performance.now() - healedAt)
    if (took.size === parties.length && heads === (await service.heads())) break
  }
  if (took.size < parties.length) {
    // Not all came to rest: what they did meanwhile is in the log, too.
    ends = await endsOf(parties, healedAt)
    truths = await truthsFor(service, parties)
  }
  const judged = Array.from(
    ends,
    ([party, end]) => [party, { ...end, convergedMs: took.get(party) ?? null }] as const,
  )
  return { truths, ends: new Map(judged) }
}

function equals(party: Party, end: PartyEnd | undefined, truths: readonly GatewayTruth[]): boolean {
  const truth = truths.find(({ shop }) => shop === party.options.shop)
  const viewer = truth?.viewers.find((one) => one.party === party.options.party)
  return (
    viewer !== undefined &&
    end !== undefined &&
    party.ready &&
    end.outbox.length === 0 &&
    isDeepStrictEqual(plain(end.view), plain(viewer.view))
  )
}

async function endsOf(parties: readonly Party[], healedAt: number): Promise<Map<Party, PartyEnd>> {
  const all = parties.map(
    async (party) => [party, await party.end(performance.now() - healedAt)] as const,
  )
  return new Map(await Promise.all(all))
}

function truthsFor(service: Service, parties: readonly Party[]): Promise<GatewayTruth[]> {
  return service.truths((shop) =>
    parties
      .filter(({ options }) => options.shop === shop)
      .map(({ options }) => ({ party: options.party, kind: options.kind, id: options.id })),
  )
}
