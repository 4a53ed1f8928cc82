import { useMemo } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork } from '../app/context.ts'

/** Something to do rather than to open, by its name. */
export interface Act {
  readonly key: string
  readonly name: string
  readonly run: () => void
}

export function useActs(): readonly Act[] {
  const { t } = useTranslation()
  const { chats, desk } = useActions()
  const me = useWork((state) => state.view?.me ?? '')
  const suspended = useWork((state) => state.view?.accounts[me]?.suspended != null)
  const invisible = useWork((state) => state.view?.accounts[me]?.invisible === true)
  return useMemo(
    () => [
      {
        key: 'handover',
        name: t('chats:handover.menu'),
        run: () => desk.show({ kind: 'handover', from: me }),
      },
      {
        key: 'doctor',
        name: t('chats:account.doctor'),
        run: () => desk.show({ kind: 'doctor' }),
      },
      { key: 'pick', name: t('chats:pick.start'), run: () => chats.picking(true) },
      suspended
        ? { key: 'resume', name: t('chats:account.resume'), run: () => void chats.resume() }
        : {
            key: 'suspend',
            name: t('chats:account.suspend'),
            run: () => desk.show({ kind: 'suspend' }),
          },
      invisible
        ? { key: 'visible', name: t('chats:invisible.off'), run: () => void chats.invisible(false) }
        : {
            key: 'invisible',
            name: t('chats:invisible.on'),
            run: () => void chats.invisible(true),
          },
    ],
    [t, chats, desk, me, suspended, invisible],
  )
}
