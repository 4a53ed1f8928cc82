import { setTimeout as rest } from 'node:timers/promises'
import { DESKTOP_POINTS, DesktopParty } from './fault-desktop.ts'
import { FAILS, POINTS, StuckStop, type Fail, type Point } from './fault-gateway.ts'
import type { Party } from './fault-party.ts'
import type { Profile } from './fault-profile.ts'
import type { Random } from './fault-random.ts'
import type { Service } from './fault-service.ts'

export interface IncidentsOptions {
  readonly profile: Profile
  readonly service: Service
  readonly parties: readonly Party[]
  readonly random: Random
}

/** What befalls gateway and people while they work: deaths, refusing disks, moved clocks, lost hints. */
export class Incidents {
  readonly #options: IncidentsOptions
  #clockMoved = false

  constructor(options: IncidentsOptions) {
    this.#options = options
  }

  get clockMoved(): boolean {
    return this.#clockMoved
  }

  /** One after the other, of the kinds the profile has, as long as it goes on. */
  async go(going: () => boolean): Promise<void> {
    const { profile, service, random } = this.#options
    const { kills, fails, clock, bus, crashes, epoch, desktop } = profile
    const kinds = [
      ...(kills ? ['point', 'point', 'kill', 'stop'] : []),
      ...(fails ? ['fail', 'fail'] : []),
      ...(clock ? ['clock'] : []),
      ...(bus ? ['bus'] : []),
      ...(crashes ? ['crash'] : []),
      ...(epoch ? ['epoch'] : []),
      ...(desktop ? ['desktop', 'desktop'] : []),
    ]
    if (kinds.length === 0) return
    if (bus)
      await service.order({
        order: 'bus',
        drop: random.pick([0.3, 1]),
        double: random.pick([0, 0.3]),
      })
    while (going()) {
      const [from, to] = profile.calm ?? [30, 200]
      await rest(random.between(from, to))
      await this.#befall(random.pick(kinds))
    }
  }

  async #befall(kind: string): Promise<void> {
    const { profile, service, parties, random } = this.#options
    switch (kind) {
      case 'point': {
        const point = random.pick(Object.keys(POINTS) as Point[])
        await service.order({ order: 'arm', point, after: random.between(1, 6) })
        // A snapshot is written when it stops.
        if (point.startsWith('snapshot')) await service.gateway.close().catch(mayDie)
        if (point.startsWith('snapshot') && service.gateway.alive) await service.gateway.kill()
        return
      }
      case 'stop':
        await service.gateway.close().catch(mayDie)
        await service.gateway.kill()
        return
      case 'kill':
        return service.gateway.kill()
      case 'epoch':
        if (service.epochs.length > 2) return
        return service.changeEpoch()
      case 'fail':
        return service.fail(
          random.pick(Object.keys(FAILS) as Fail[]),
          random.between(1, 5),
          random.between(1, 8),
        )
      case 'clock':
        this.#clockMoved = true
        return service.order({ order: 'clock', ahead: random.pick([-2, -0.1, 0, 2]) * 3_600_000 })
      case 'bus':
        return service.order({
          order: 'bus',
          drop: random.pick([0, 0.5, 1]),
          double: random.next(),
        })
      case 'crash': {
        const one = random.pick(parties)
        one.crash()
        return
      }
      case 'desktop': {
        const one = parties.find((party) => party instanceof DesktopParty)
        if (one instanceof DesktopParty)
          one.arm(profile.desktopPoint ?? random.pick(DESKTOP_POINTS), random.between(1, 4))
      }
    }
  }
}

/** Of a gateway that was to die on the way. */
function mayDie(error: unknown): void {
  if (error instanceof StuckStop) throw error
}
