import { useMemo } from 'react'
import { warningsOf, type Warning, type WarningCode } from '#shared/dispatch/warnings.ts'
import type { AccountCommandChanges, Command } from '#shared/protocol/frames.ts'
import type { AccountView } from '#shared/protocol/model.ts'
import { useActions, useWork, useWorkstation } from '../../workstation/app/context.ts'

/** Main first, then by nick; deleted ones last. */
export function useTeam(): readonly AccountView[] {
  const accounts = useWork((state) => state.view?.accounts)
  const language = useWork((state) => state.app?.language ?? 'zh-CN')
  return useMemo(() => {
    const order = new Intl.Collator(language, { numeric: true })
    const rank = (account: AccountView) => (account.role === 'main' ? 0 : account.deleted ? 2 : 1)
    return Object.values(accounts ?? {}).toSorted(
      (a, b) => rank(a) - rank(b) || order.compare(a.nick, b.nick) || (a.id < b.id ? -1 : 1),
    )
  }, [accounts, language])
}

/** What leaves nobody to serve but the main account: asked about before it is done. */
const SHUTS_OUT: readonly WarningCode[] = ['no_participant', 'no_weight', 'only_main']

export function useTeamActions() {
  const { call, store } = useWorkstation()
  const { desk } = useActions()

  /** The error's code; null: done. */
  async function send(command: Command): Promise<string | null> {
    const result = await call('chats.command', command)
    return result.ok ? null : result.error.code
  }
  return {
    send,
    change: (account: string, changes: AccountCommandChanges) =>
      send({ type: 'account.change', account, changes }),
    /** Done at once, with a button that takes it back. */
    async changeWithUndo(
      account: AccountView,
      changes: AccountCommandChanges,
      back: AccountCommandChanges,
      said: string,
    ): Promise<void> {
      const code = await send({ type: 'account.change', account: account.id, changes })
      if (code !== null) {
        desk.toast('error', `error:${code}`)
        return
      }
      desk.toast(
        'info',
        said,
        { nick: account.nick },
        {
          key: 'manage:undo',
          run: () => {
            void send({ type: 'account.change', account: account.id, changes: back }).then(
              (failed) => {
                if (failed !== null) desk.toast('error', `error:${failed}`)
              },
            )
          },
        },
      )
    },
    /** Who would be shut out by it that is not now. */
    shutsOut(account: string, changes: Partial<AccountView>): Warning | null {
      const { view } = store.getState()
      if (!view) return null
      const now = Object.values(view.accounts)
      const then = now.map((one) => (one.id === account ? { ...one, ...changes } : one))
      const before = new Set(warningsOf(view.settings, now).map(({ code }) => code))
      return (
        warningsOf(view.settings, then).find(
          ({ code }) => SHUTS_OUT.includes(code) && !before.has(code),
        ) ?? null
      )
    },
  }
}
