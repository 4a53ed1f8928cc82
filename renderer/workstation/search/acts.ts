import { useMemo } from 'react'
import type { TFunction } from 'i18next'
import { useShallow } from 'zustand/react/shallow'
import { useStore } from 'zustand'
import type { WorkState } from '../../state/model.ts'
import type { Workstation } from '../../state/workstation.ts'
import { mayForward } from '../../state/team-actions.ts'
import { mayManage } from '../../state/chats.ts'
import { enterPractice, leavePractice } from '../../practice/turn.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWorkstation } from '../app/context.ts'
import { keyOf } from '../keys/bindings.ts'
import { isQuiet, switchQuiet } from '../keys/quiet.ts'
import { PANEL_ACTIONS } from '../panel/tabs.ts'

/** Something to do rather than to open, by its name. */
export interface Act {
  readonly key: string
  readonly name: string
  /** Such as Ctrl+J, as it is now. */
  readonly keys?: string | undefined
  readonly run: () => void
}

/** One of the palette's commands. `when` (absent: always) and `label` are asked with each opening. */
export interface ActSource {
  readonly key: string
  readonly label: string | ((state: WorkState) => string)
  /** Of `keys/actions.ts`: its key is shown. */
  readonly action?: string
  readonly when?: (state: WorkState) => boolean
  readonly run: (workstation: Workstation) => void
}

const sources = new Map<string, ActSource>()

/** Any part of the workstation adds its own when it is loaded; the same key replaces. */
export function addActs(list: readonly ActSource[]): void {
  for (const source of list) sources.set(source.key, source)
}

const mine = (state: WorkState) => {
  const { view, current } = state
  return view && current !== null && view.conversations[current]?.holder === view.me
    ? current
    : null
}
const self = ({ view }: WorkState) => view?.accounts[view.me]

addActs([
  {
    key: 'longest',
    label: 'chats:palette.act.longest',
    action: 'longest',
    run: ({ actions }) => actions.chats.openLongestWaiting(),
  },
  {
    key: 'forward',
    label: 'chats:header.forward',
    action: 'forward',
    when: (state) => state.current !== null && mayForward(state, state.current),
    run: ({ store, actions }) => {
      const { current } = store.getState()
      if (current !== null) actions.desk.show({ kind: 'forward', conversation: current })
    },
  },
  {
    key: 'close',
    label: 'chats:header.close',
    action: 'close',
    when: (state) => mine(state) !== null,
    run: ({ store, actions }) => {
      const current = mine(store.getState())
      if (current !== null) actions.chats.startClose([current], false)
    },
  },
  {
    key: 'handover',
    action: 'handover',
    label: 'chats:handover.menu',
    run: ({ store, actions }) => {
      const { view } = store.getState()
      if (view) actions.desk.show({ kind: 'handover', from: view.me })
    },
  },
  {
    key: 'pick',
    action: 'pick',
    label: 'chats:pick.start',
    run: ({ actions }) => actions.chats.picking(true),
  },
  {
    key: 'suspend',
    label: (state) => (self(state)?.suspended ? 'chats:account.resume' : 'chats:account.suspend'),
    action: 'suspend',
    run: ({ store, actions }) => {
      if (self(store.getState())?.suspended) void actions.chats.resume()
      else actions.desk.show({ kind: 'suspend' })
    },
  },
  {
    key: 'quiet',
    label: (state) => (isQuiet(state) ? 'chats:quiet.off' : 'chats:quiet.half'),
    action: 'quiet',
    run: switchQuiet,
  },
  {
    key: 'invisible',
    action: 'invisible',
    label: (state) => (self(state)?.invisible ? 'chats:invisible.off' : 'chats:invisible.on'),
    run: ({ store, actions }) =>
      void actions.chats.invisible(self(store.getState())?.invisible !== true),
  },
  {
    key: 'doctor',
    action: 'doctor',
    label: 'chats:account.doctor',
    run: ({ actions }) => actions.desk.show({ kind: 'doctor' }),
  },
  ...PANEL_ACTIONS.map(({ id, tab, label, run }) => ({
    key: id,
    label,
    action: `panel_${tab}`,
    when: (state: WorkState) => state.current !== null,
    run,
  })),
  {
    key: 'panel.toggle',
    action: 'panel',
    label: (state: WorkState) =>
      state.panelOpen ? 'chats:header.panelHide' : 'chats:header.panelShow',
    when: (state: WorkState) => state.current !== null,
    run: ({ store, actions }: Workstation) =>
      actions.desk.set({ panelOpen: !store.getState().panelOpen }),
  },
  {
    key: 'management',
    label: 'chats:rail.management',
    action: 'management',
    when: mayManage,
    run: ({ actions }) => actions.chats.show('management'),
  },
  {
    key: 'practice',
    action: 'practice',
    label: 'chats:rail.practice',
    when: (state) => state.app?.practice === true,
    run: ({ actions }) => actions.chats.show('practice'),
  },
  {
    key: 'practice.turn',
    label: (state) =>
      state.app?.practice === true ? 'chats:account.leavePractice' : 'chats:account.practice',
    when: (state) => state.app !== null,
    run: (workstation) => {
      if (workstation.store.getState().app?.practice === true) void leavePractice(workstation)
      else void enterPractice(workstation)
    },
  },
  {
    key: 'settings',
    label: 'chats:account.settings',
    action: 'settings',
    run: ({ actions }) => actions.desk.show({ kind: 'settings' }),
  },
  {
    key: 'keys',
    label: 'chats:rail.keys',
    action: 'sheet',
    run: ({ actions }) => actions.desk.show({ kind: 'keys' }),
  },
  {
    key: 'signOut',
    action: 'signOut',
    label: 'chats:account.signOut',
    run: ({ actions }) => actions.desk.show({ kind: 'sign-out' }),
  },
])

export function useActs(): readonly Act[] {
  const { t } = useTranslation()
  const workstation = useWorkstation()
  // Keys and labels alone: the list is the same while none of them changes.
  const shown = useStore(
    workstation.store,
    useShallow((state: WorkState) => labelsOf(state, t)),
  )
  const keysOf = useStore(workstation.store, useShallow(keyNames))
  return useMemo(
    () =>
      [...sources.values()].flatMap((source) => {
        const name = shown[source.key]
        return name === undefined
          ? []
          : [
              {
                key: source.key,
                name,
                keys: keysOf[source.key],
                run: () => source.run(workstation),
              },
            ]
      }),
    [shown, keysOf, workstation],
  )
}

function keyNames(state: WorkState): Record<string, string | undefined> {
  const names: Record<string, string | undefined> = {}
  for (const { key, action } of sources.values())
    if (action !== undefined) names[key] = keyOf(state, action)
  return names
}

function labelsOf(state: WorkState, t: TFunction): Record<string, string> {
  const labels: Record<string, string> = {}
  for (const { key, label, when } of sources.values())
    if (!when || when(state)) labels[key] = t(typeof label === 'string' ? label : label(state))
  return labels
}
