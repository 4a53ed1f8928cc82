import { useCallback, useState } from 'react'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { ScenarioText, ScenarioView } from '#shared/practice/api.ts'
import { useActions } from '../../../workstation/app/context.ts'
import { useTranslation } from '../../../ui/i18n.ts'
import { useAsk } from '../../ask.ts'
import type { Draft, Drafts } from '../store/drafts.ts'
import { freeId, idIn, renamed, titleIn } from '../text/title.ts'
import type { Session } from './session.ts'

export interface Saving {
  readonly busy: boolean
  readonly error: BridgeErrorCode | null
  /** Somebody saved it meanwhile: as it is there now. */
  readonly theirs: ScenarioText | null
  readonly save: () => Promise<void>
  /** Over theirs. */
  readonly mine: () => Promise<void>
  /** Into the text; undo brings mine back. */
  readonly takeTheirs: () => void
  /** As another scenario. */
  readonly copy: () => Promise<void>
  readonly forget: () => void
}

/** Puts the text on the shop's shelf; nothing of it is lost when that is refused. */
export function useSave(session: Session, drafts: Drafts, key: string): Saving {
  const ask = useAsk()
  const { t } = useTranslation()
  const { desk } = useActions()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<BridgeErrorCode | null>(null)
  const [theirs, setTheirs] = useState<ScenarioText | null>(null)

  const put = useCallback(
    async (replaces: Draft['origin']): Promise<void> => {
      session.settle()
      const { text } = session
      setBusy(true)
      setError(null)
      const result = await ask('scenarios.save', { text, replaces })
      setBusy(false)
      if (result.ok) {
        setTheirs(null)
        const { id, title, updatedAt }: ScenarioView = result.value
        drafts.change(key, { base: text, title, origin: { id, updatedAt: updatedAt ?? 0 } })
        desk.toast('info', 'practiceEditor:savedToast', { title })
        return
      }
      if (result.error.code !== 'scenario_changed' || replaces === null) {
        setError(result.error.code)
        return
      }
      const now = await ask('scenarios.text', { id: replaces.id })
      if (now.ok) setTheirs(now.value)
      else {
        // It is gone: what is here is a new one from now on.
        if (now.error.code === 'not_found') drafts.change(key, { origin: null })
        setError(now.error.code)
      }
    },
    [ask, session, drafts, key, desk],
  )
  const origin = () => drafts.of(key)?.origin ?? null
  const originOf = ({ scenario: { id, updatedAt } }: ScenarioText) => ({
    id,
    updatedAt: updatedAt ?? 0,
  })
  return {
    busy,
    error,
    theirs,
    save: () => put(origin()),
    mine: () => (theirs ? put(originOf(theirs)) : Promise.resolve()),
    takeTheirs: () => {
      if (!theirs) return
      session.replace(theirs.text)
      drafts.change(key, { base: theirs.text, origin: originOf(theirs) })
      setTheirs(null)
    },
    copy: async () => {
      const list = await ask('scenarios.list')
      const taken = new Set(list.ok ? list.value.scenarios.map(({ id }) => id) : [])
      const { text } = session
      const title = t('practiceEditor:copyOf', { title: titleIn(text) })
      session.replace(renamed(text, freeId(idIn(text), taken), title))
      await put(null)
    },
    forget: () => {
      setTheirs(null)
      setError(null)
    },
  }
}
