import { randomInt, randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { PracticeState } from '#shared/practice/api.ts'
import { begin } from '#shared/practice/buyer.ts'
import type { SittingView } from '#shared/practice/exam/api.ts'
import type { RunView } from '#shared/practice/courses.ts'
import { fillScenario } from '#shared/practice/fill.ts'
import { liveMeasures } from '#shared/practice/rush/live.ts'
import type { RushSettings } from '#shared/practice/rush/settings.ts'
import { score } from '#shared/practice/score/score.ts'
import type { Scenario } from '#shared/practice/scenario.ts'
import type { AccountView } from '#shared/protocol/model.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { PracticeOrders } from '../adapters/orders/practice.ts'
import type { Desk, GatewayStore, Shop } from '../desk/contract.ts'
import { openExams, type Exams } from './exams/service.ts'
import { bringBuyers, customerOf } from './bring.ts'
import { openColleagues, PracticeRefusal } from './colleagues.ts'
import { openClassroom, type Classroom } from './classroom.ts'
import { closeLeft } from './conversations.ts'
import { Guests } from './guests.ts'
import type { KeptRun } from './kept.ts'
import { openLibrary, type Library } from './library.ts'
import { LiveRun } from './live.ts'
import { trainersOf } from './people.ts'
import { problemIn, scenarioIn } from './reading.ts'
import { makeRush } from './rush/rushes.ts'
import { bundledScenarios, openScenarios } from './scenarios.ts'
import { openStandings } from './standings.ts'
import { buyersOf, recordOf, viewOf } from './views.ts'
import { openVoices, type Voices } from './voice/voices.ts'
import { WITS } from './wits.ts'

export interface PracticeSettings {
  /** Folder of the bundled scenarios' files. */
  readonly scenarios?: string | undefined
  /** Folder of the bundled questions' files. */
  readonly questions?: string | undefined
  /** How much faster than life; tests hurry. */
  readonly pace?: number | undefined
}

/**
 * Practice runs of a practice gateway: simulated buyers that come to one trainee, what was said and
 * done, and its score. Rights are asked by who calls. Refusals are PracticeRefusals.
 */
export interface Practice extends Classroom {
  /** For the shops' orders. */
  readonly orders: PracticeOrders
  readonly exams: Exams
  readonly voices: Voices
  readonly library: Library
  /** One at a time for each account; it must be connected, so that its buyers find it. */
  start(
    shop: Shop,
    account: AccountView,
    asked: {
      readonly scenario?: string | undefined
      readonly text?: string | undefined
      /** A load that is made now. */
      readonly rush?: RushSettings | undefined
    },
    seed?: number,
  ): Promise<RunView>
  state(shop: Shop, account: string): PracticeState
  /** Refused where the run is in no state for it. */
  change(shop: Shop, run: string, to: 'pause' | 'resume' | 'give-up'): Promise<RunView>
  /** Newest first; null: everyone's. */
  runs(shop: Shop, account: string | null): Promise<readonly RunView[]>
  /** A shop that was opened while the gateway runs. */
  serve(shop: Shop): void
  /** The gateway can be reached: runs of before go on. */
  begin(url: string): Promise<void>
  close(): Promise<void>
}

export async function openPractice(parts: {
  readonly desk: Desk
  readonly store: Pick<GatewayStore, 'practice' | 'exams' | 'orders' | 'beside' | 'credentials'>
  readonly accounts: Accounts
  readonly settings: PracticeSettings
  readonly now: () => number
  /** Unix: when the gateway began to open; the log may have rows of it already. */
  readonly since: number
  /** What is this account's own in practice is another now. */
  readonly changed: (shop: string, account: string) => void
  readonly log: Logger
}): Promise<Practice> {
  const { desk, store, accounts, settings, now, log } = parts
  const { pace = 1 } = settings
  const fault = (error: unknown) => log.error({ err: error }, 'practice')
  const folder = settings.scenarios ?? bundledScenarios()
  const scenarios = openScenarios(folder)
  const library = openLibrary(scenarios, store.practice, now)
  const colleagues = openColleagues(store.credentials)
  const standings = openStandings(store.practice, (...of): readonly SittingView[] =>
    exams.sittings(...of),
  )
  const changed = (shop: string, account: string) => {
    standings.forget(shop, account)
    parts.changed(shop, account)
  }
  const exams = await openExams({
    store: store.exams,
    shops: desk.shops.keys(),
    folder: settings.questions,
    now,
    changed,
    log,
  })
  const classroom = openClassroom({
    store: store.practice,
    library,
    bundled: scenarios,
    folder,
    exams,
    colleagues,
    standings,
    changed,
    now,
    log,
  })
  const voices = await openVoices(store.practice, desk.shops.keys(), now)
  const orders = new PracticeOrders()
  /** By account id within shop id. */
  const live = new Map<string, LiveRun>()
  const guests = new Map<string, Guests>()
  const starting = new Set<string>()
  const undo: (() => void)[] = []
  const ended = new Set<Promise<void>>()
  const served = new Set<string>()
  /** By run: what its trainee was told last of how it stands. */
  const told = new Map<string, string>()
  let address = ''

  const keyOf = (shop: string, account: string) => `${shop}/${account}`

  function enliven(shop: Shop, kept: KeptRun, scenario: Scenario): LiveRun {
    const source = (id: string) => {
      const product = scenario.buyers.find((buyer) => buyer.id === id)?.product
      const known = scenario.products.find((each) => each.id === product)
      return known
        ? { page: `/item/${known.id}`, product: known.title, category: known.category }
        : null
    }
    const theirs = new Guests({
      get url() {
        return address
      },
      shop: shop.id,
      language: scenario.language,
      seed: kept.seed,
      buyers: kept.buyers,
      address: shop.account(kept.account)?.name ?? '',
      sourceOf: source,
      onLost: (cid) => run.lost((saying) => saying.cid === cid),
      onBarred: (buyer) => run.lost((saying) => saying.buyer === buyer),
    })
    const customers = Object.fromEntries(
      Object.keys(kept.buyers).map((buyer) => [buyer, customerOf(kept.id, buyer)]),
    )
    orders.enter(
      kept.id,
      scenario,
      customers,
      kept.startedAt,
      kept.pos > 0 ? kept.orders : undefined,
    )
    const run: LiveRun = new LiveRun(kept, scenario, {
      shop,
      now,
      pace,
      wits: WITS,
      hearing: {
        phrases: () => store.beside.phrases(shop.id, kept.account),
        act: async (id) => (await store.orders.act(shop.id, id))?.act ?? null,
      },
      score,
      keep: async (now_) => {
        await store.practice.put(shop.id, viewOf(now_, scenario), now_)
        tell(shop, run)
      },
      orders,
      guests: theirs,
      speaker: voices.speaker(shop.id),
      onEnded: () => {
        theirs.leaveAll()
        guests.delete(kept.id)
        const closing = closeLeft(shop, kept).catch(fault)
        ended.add(closing)
        void closing.finally(() => ended.delete(closing))
      },
      fault,
    })
    guests.set(kept.id, theirs)
    live.set(keyOf(shop.id, kept.account), run)
    return run
  }

  /** Where the run's view or its buyers are not as they were, its trainee is told. */
  function tell(shop: Shop, run: LiveRun): void {
    const view = run.view()
    const text = JSON.stringify([view, buyersOf(run)])
    if (told.get(view.id) === text) return
    if (run.isOpen) told.set(view.id, text)
    else told.delete(view.id)
    changed(shop.id, view.account)
    if (!run.isOpen) for (const trainer of trainersOf(shop)) parts.changed(shop.id, trainer)
  }

  function serve(shop: Shop): void {
    if (served.has(shop.id)) return
    served.add(shop.id)
    undo.push(
      shop.onCommit(() => {
        for (const [key, run] of live) if (key.startsWith(`${shop.id}/`)) run.poke()
      }),
    )
  }

  async function textOf(
    shop: Shop,
    { scenario, text }: { scenario?: string | undefined; text?: string | undefined },
  ) {
    if (text !== undefined) return text
    const found = await library.text(shop, scenario ?? '')
    if (found === null) throw new PracticeRefusal('not_found', 'no such scenario')
    return found.text
  }

  // What an earlier process left: heard to its end before anyone can come in.
  for (const shop of desk.shops.values()) {
    serve(shop)
    for (const kept of await store.practice.open(shop.id)) {
      const scenario = scenarioIn(kept.text)
      // Its scenario was taken by an earlier version, and can not be played by this one.
      if (scenario === null) {
        const over: KeptRun = { ...kept, state: 'given_up', endedAt: now() }
        const { scenario: id = '', title = '' } =
          (await store.practice.run(shop.id, kept.id))?.view ?? {}
        await store.practice.put(shop.id, viewOf(over, { id, title }), over)
      } else await enliven(shop, kept, fillScenario(scenario, kept.seed)).recover(parts.since)
    }
  }

  return {
    orders,
    exams,
    voices,
    library,
    ...classroom,
    serve,

    async start(shop, account, asked, seed = randomInt(2 ** 32)) {
      const key = keyOf(shop.id, account.id)
      const before = live.get(key)
      if (starting.has(key) || before?.isOpen === true)
        throw new PracticeRefusal('limit_reached', 'the account is in a run already')
      if (shop.account(account.id)?.online !== true)
        throw new PracticeRefusal('account_unavailable', 'the account must be connected')
      starting.add(key)
      try {
        const made = asked.rush ? await makeRush(await scenarios.all(), asked.rush, seed) : null
        const text = made?.text ?? (await textOf(shop, asked))
        const read = made?.scenario ?? scenarioIn(text)
        if (read === null) throw new PracticeRefusal('scenario_invalid', problemIn(text) ?? '')
        const scenario = fillScenario(read, seed)
        const id = randomUUID()
        const kept: KeptRun = {
          id,
          account: account.id,
          text,
          seed,
          rush: asked.rush ?? null,
          trial: asked.text !== undefined,
          startedAt: now(),
          state: 'running',
          endedAt: null,
          play: begin(scenario, seed),
          entries: [],
          pos: 0,
          clock: { elapsed: 0, since: null, seen: now() },
          online: true,
          colleagues: await colleagues.ensure(shop, scenario),
          buyers: await bringBuyers(accounts, shop, id, scenario),
          outbox: [],
          leaving: [],
          orders: { orders: [], done: [] },
          endsAt: null,
          score: null,
        }
        if (before) orders.leave(before.kept.id)
        const run = enliven(shop, kept, scenario)
        // Nothing of before was said to these buyers.
        kept.pos = shop.head()
        await run.begin()
        return run.view()
      } finally {
        starting.delete(key)
      }
    },

    state(shop, account) {
      const run = live.get(keyOf(shop.id, account))
      if (!run?.isOpen) return { run: null, briefing: '', elapsed: 0, buyers: [], live: null }
      const names = new Map(run.scenario.buyers.map(({ id, name }) => [id, name]))
      return {
        run: run.view(),
        live: liveMeasures(recordOf(run.kept), run.kept.play, (id) => names.get(id) ?? id),
        briefing: run.scenario.briefing ?? '',
        elapsed: run.elapsed(),
        buyers: buyersOf(run),
      }
    },

    async change(shop, id, to) {
      const own = [...live].filter(([key]) => key.startsWith(`${shop.id}/`))
      const run = own.find(([, { kept }]) => kept.id === id)?.[1]
      if (!run || !(await run.change(to)))
        throw new PracticeRefusal('not_found', 'no run is in a state for it')
      return run.view()
    },

    runs: (shop, account) => store.practice.views(shop.id, account),

    async begin(url) {
      address = url
      await Promise.all([...live.values()].map((run) => run.begin()))
    },

    async close() {
      exams.close()
      voices.close()
      for (const stop of undo.splice(0)) stop()
      await Promise.all([...live.values()].map((run) => run.close()))
      for (const theirs of guests.values()) theirs.leaveAll()
      await Promise.all(ended)
    },
  }
}
