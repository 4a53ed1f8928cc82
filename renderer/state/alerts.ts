import { ALERTS_KEY, seenUpTo } from '#shared/audit/alerts.ts'
import type { AuditEntry } from '#shared/audit/model.ts'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type { Deps } from './api.ts'
import type { WorkState } from './model.ts'

/** Newest last; more are in the management's list. */
const SHOWN = 20

/** Something that the main account is to see soon (A6, T6), as the gateway marks it. */
export interface SecurityAlert {
  readonly pos: number
  readonly at: number
  readonly entry: AuditEntry
}

function seenIn({ kept }: Pick<WorkState, 'kept'>): number {
  return seenUpTo(kept[ALERTS_KEY])
}

/** Those of these events that nobody of main's has seen yet, behind the ones that are shown. */
export function withAlerts(
  state: Pick<WorkState, 'alerts' | 'kept'>,
  events: readonly Delivered<ShopEvent>[],
): readonly SecurityAlert[] {
  const seen = seenIn(state)
  const fresh = events.flatMap(({ pos, at, event }) =>
    event.type === 'audit.noted' && event.entry.alert && pos > seen
      ? [{ pos, at, entry: event.entry }]
      : [],
  )
  return fresh.length === 0 ? state.alerts : [...state.alerts, ...fresh].slice(-SHOWN)
}

/** Without what was seen here or at another workstation. */
export function unseenAlerts(state: Pick<WorkState, 'alerts' | 'kept'>): readonly SecurityAlert[] {
  const seen = seenIn(state)
  return state.alerts.some(({ pos }) => pos <= seen)
    ? state.alerts.filter(({ pos }) => pos > seen)
    : state.alerts
}

export function createAlerts({ store, call }: Deps) {
  /** This workstation's own sessions among them are no news to whoever sits at it. */
  async function withoutOwn(): Promise<void> {
    const { alerts, view } = store.getState()
    if (!alerts.some(({ entry }) => entry.about.account === view?.me)) return
    const result = await call('security.sessions', {})
    const own = result.ok ? result.value.sessions.find(({ current }) => current)?.id : undefined
    if (own === undefined) return
    store.setState((state) => ({
      alerts: state.alerts.filter(({ entry }) => entry.values['session'] !== own),
    }))
  }

  return {
    take(events: readonly Delivered<ShopEvent>[]): void {
      const state = store.getState()
      const alerts = withAlerts(state, events)
      if (alerts === state.alerts) return
      store.setState({ alerts })
      void withoutOwn()
    },
    /** That one and what came before it. */
    seen(pos: number): void {
      store.setState((state) => ({ alerts: state.alerts.filter((one) => one.pos > pos) }))
      if (pos > seenIn(store.getState()))
        void call('kept.set', { key: ALERTS_KEY, value: String(pos) })
    },
    /** Not them: its session ends within seconds, and its device is a stranger again. */
    end(alert: SecurityAlert) {
      const { about, values } = alert.entry
      const session = values['session']
      return call('security.endSessions', {
        ...(about.account === undefined ? {} : { account: about.account }),
        sessions: [String(session)],
        forget: true,
      })
    },
  }
}
