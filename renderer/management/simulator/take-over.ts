import { warningsOf, type Warning } from '#shared/dispatch/warnings.ts'
import type { Command } from '#shared/protocol/frames.ts'
import type { AccountId, AccountView } from '#shared/protocol/model.ts'
import type { ShopSettings } from '#shared/protocol/settings.ts'
import { settingsOf, type Changes, type Trial } from './trial.ts'

/** Routes that are switched off here are only not looked at: nobody's routes are thrown away by a trial. */
export function commandsOf(settings: ShopSettings, changes: Changes): readonly Command[] {
  const { recentMs, suspendedGets, hours, accounts } = changes
  const commands: Command[] = []
  const dispatch = recentMs !== undefined || suspendedGets !== undefined
  if (dispatch || hours !== undefined)
    commands.push({
      type: 'settings.set',
      revision: settings.revision,
      change: {
        ...(dispatch
          ? {
              dispatch: {
                ...settings.dispatch,
                recentMs: recentMs ?? settings.dispatch.recentMs,
                suspendedGets: suspendedGets ?? settings.dispatch.suspendedGets,
              },
            }
          : {}),
        ...(hours === undefined ? {} : { hours: { ...settings.hours, on: hours } }),
      },
    })
  for (const [account, own] of Object.entries(accounts)) {
    const { weight, limit, participates } = own
    commands.push({
      type: 'account.change',
      account,
      changes: {
        ...(weight === undefined ? {} : { weight }),
        ...(limit === undefined ? {} : { limit }),
        ...(participates === undefined ? {} : { participates }),
      },
    })
  }
  return commands
}

/** What these changes would shut out that is open now. */
export function newWarnings(
  settings: ShopSettings,
  accounts: Readonly<Record<AccountId, AccountView>>,
  trial: Trial,
): readonly Warning[] {
  const team = Object.values(accounts)
  const before = new Set(warningsOf(settings, team).map((one) => JSON.stringify(one)))
  const after = team.map((account) => ({ ...account, ...trial.accounts[account.id] }))
  return warningsOf(
    settingsOf(settings, { ...trial, routes: settings.routes.length > 0 }),
    after,
  ).filter((one) => !before.has(JSON.stringify(one)))
}
