import type {
  BuyerCard,
  BuyerList,
  BuyersQuery,
  DecisionPage,
  DecisionsQuery,
} from '#shared/protocol/api.ts'
import type { Day } from '#shared/dispatch/day.ts'
import type { DoctorInput } from '#shared/dispatch/doctor.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import type { AccountId, AccountView, BuyerId } from '#shared/protocol/model.ts'
import { isWide } from '#shared/rights/reach.ts'
import { RIGHTS, type RouteAction } from '#shared/rights/table.ts'
import { listBuyers } from './buyers-list.ts'
import { buyerCard } from './card.ts'
import type { Overview, Viewer } from './contract.ts'
import { dayBounds, readDay } from './days.ts'
import { decisionPage, lastHour } from './decisions.ts'
import type { Readings } from './keeping-records.ts'
import { mayReadBuyer } from './rights.ts'
import type { OverviewSources } from './overseeing.ts'

interface Sources extends OverviewSources {
  readonly readings: Readings
}

/** What a main account or a supervisor may ask of the whole shop; no sub-account, no buyer (A4). */
export class ShopOverview implements Overview {
  readonly #sources: Sources

  constructor(sources: Sources) {
    this.#sources = sources
  }

  async decisions(viewer: Viewer, query: DecisionsQuery): Promise<DecisionPage | ErrorCode> {
    const account = this.#overseer(viewer, 'GET /api/decisions')
    return account ? this.#read(() => decisionPage(this.#sources, account, query)) : 'not_allowed'
  }

  async day(viewer: Viewer, date: string): Promise<Day | ErrorCode> {
    const account = this.#overseer(viewer, 'GET /api/days/:date')
    if (!account) return 'not_allowed'
    const { state, now } = this.#sources
    const bounds = dayBounds(date, state().root.settings.hours.timeZone)
    if (bounds === null || bounds.from > now()) return 'bad_request'
    return this.#read(() => readDay(this.#sources, account, bounds.from, bounds.to))
  }

  buyers(viewer: Viewer, query: BuyersQuery): BuyerList | ErrorCode {
    const account = this.#overseer(viewer, 'GET /api/buyers')
    return account ? listBuyers(this.#sources.state(), account, query) : 'not_allowed'
  }

  async card(viewer: Viewer, id: BuyerId): Promise<BuyerCard | ErrorCode> {
    const state = this.#sources.state()
    const account = viewer.kind === 'agent' ? state.accounts.get(viewer.account)?.view : undefined
    if (!account || account.disabled) return 'not_allowed'
    const mayRead = () => {
      const buyer = this.#sources.state().buyers.get(id)
      const row = RIGHTS.routes['GET /api/buyers/:id']
      return buyer && mayReadBuyer(this.#sources.state(), account, buyer, row) ? buyer : null
    }
    const buyer = mayRead()
    if (buyer === null) return 'not_found'
    const card = await this.#read(() => buyerCard(this.#sources, buyer))
    // It may have become a private contact while it was read (D6).
    if (mayRead() === null) return 'not_found'
    return typeof card === 'string' || (await this.#sources.readings.card(viewer, id))
      ? card
      : 'storage_failed'
  }

  async lastHour(account: AccountId): Promise<DoctorInput['lastHour']> {
    await this.#sources.reach()
    return lastHour(this.#sources, account)
  }

  async lastPresence(account: AccountId): Promise<number | null> {
    await this.#sources.reach()
    return this.#sources.views.lastPresence(account)
  }

  #overseer(viewer: Viewer, action: RouteAction): AccountView | null {
    const account =
      viewer.kind === 'agent' ? this.#sources.state().accounts.get(viewer.account)?.view : undefined
    return account && !account.disabled && isWide(RIGHTS.routes[action][account.role])
      ? account
      : null
  }

  async #read<T>(work: () => Promise<T>): Promise<T | ErrorCode> {
    try {
      await this.#sources.reach()
      return await work()
    } catch {
      return 'storage_failed'
    }
  }
}
