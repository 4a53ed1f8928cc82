import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import type { BuyerReply, SessionReply } from '#shared/protocol/api.ts'
import { completeShop } from '#shared/protocol/complete.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import { PageParty } from './fault-buyer.ts'
import { DesktopParty } from './fault-desktop.ts'
import { WireParty, type Party, type PartyOptions } from './fault-party.ts'
import type { PlantName } from './fault-plants.ts'
import type { Service } from './fault-service.ts'
import { PASSWORD } from './gateway.ts'

export interface PeopleOptions {
  readonly service: Service
  /** Where they connect to: the proxy. */
  readonly url: string
  /** The desktop's cache goes in here. */
  readonly folder: string
  readonly plant: PlantName | null
}

/** Who takes part in a round: agents and buyers of two shops, each with a session of its own. */
export class People {
  readonly parties: Party[] = []
  /** What no file may hold in the clear (I15). */
  readonly secrets: string[] = [PASSWORD]
  readonly #options: PeopleOptions

  constructor(options: PeopleOptions) {
    this.#options = options
  }

  /**
   * Resolves when everyone is connected. `desktop`, `page`: one agent is the desktop's own half in a
   * process of its own, one buyer the page's own code. Throws when someone never is.
   */
  async arrive({ desktop, page }: { desktop: boolean; page: boolean }): Promise<void> {
    await Promise.all([
      this.#agent('alphashop', 'alphashop', 'main'),
      this.#agent('alphashop', 'alphashop:xiaohong', 'sub'),
      this.#agent('alphashop', 'alphashop:xiaoming', 'sub', desktop),
      this.#agent('alphashop', 'alphashop:super', 'supervisor'),
      this.#agent('betashop', 'betashop:xiaolan', 'sub'),
      this.#buyer('alphashop', 1, false),
      this.#buyer('alphashop', 2, page),
      this.#buyer('alphashop', 3, false),
      this.#buyer('betashop', 4, false),
    ])
    await this.#until('everyone is there', () => this.parties.every((party) => party.ready), 20_000)
  }

  /** Brings up to now what is known of those in other processes. */
  async look(): Promise<void> {
    for (const party of this.parties) if (party instanceof DesktopParty) await party.look()
  }

  async close(): Promise<void> {
    await Promise.all(this.parties.map((party) => party.close()))
  }

  async #post<T>(path: string, body: unknown): Promise<T> {
    const response = await fetch(`${this.#options.service.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }

  async #agent(
    shop: string,
    name: string,
    role: 'main' | 'supervisor' | 'sub',
    desktop = false,
  ): Promise<void> {
    const { url, folder, plant } = this.#options
    const reply = await this.#post<SessionReply>('/api/sign-in', {
      name,
      password: PASSWORD,
      device: { id: name, name },
    })
    const options: PartyOptions = {
      party: name,
      shop,
      kind: 'agent',
      id: reply.account.id,
      role,
      url,
      access: reply.access,
      refresh: reply.refresh ?? '',
    }
    this.secrets.push(reply.access, options.refresh)
    if (!desktop) {
      this.parties.push(new WireParty(options))
      return
    }
    const desktopKey = randomBytes(32).toString('hex')
    this.secrets.push(desktopKey)
    this.parties.push(
      new DesktopParty(
        options,
        {
          party: name,
          url,
          reply,
          file: join(folder, 'transcripts.db'),
          key: desktopKey,
          account: reply.account,
          shop: completeShop({ id: shop, name: shop, main: shop }),
          settings: DEFAULT_SETTINGS,
        },
        plant,
      ),
    )
  }

  async #buyer(shop: string, n: number, page: boolean): Promise<void> {
    const reply = await this.#post<BuyerReply>('/api/buyers', { shop })
    this.secrets.push(reply.access, reply.refresh)
    const options: PartyOptions = {
      party: `${page ? 'page' : 'buyer'} ${n}`,
      shop,
      kind: 'buyer',
      id: reply.buyer.id,
      role: 'buyer',
      url: this.#options.url,
      access: reply.access,
      refresh: reply.refresh,
    }
    this.parties.push(page ? new PageParty(options) : new WireParty(options))
  }

  async #until(what: string, holds: () => boolean, withinMs: number): Promise<void> {
    const begun = performance.now()
    while (!holds()) {
      if (performance.now() - begun > withinMs) throw new Error(`never: ${what}`)
      await this.look()
      await rest(5)
    }
  }
}
