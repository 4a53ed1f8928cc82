import { createContext, use } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { WorkState } from '../../state/model.ts'
import type { Workstation } from '../../state/workstation.ts'

export const WorkstationContext = createContext<Workstation | null>(null)

export function useWorkstation(): Workstation {
  const workstation = use(WorkstationContext)
  if (!workstation) throw new Error('outside of the workstation')
  return workstation
}

/** What a selector gives; the component is drawn again only when that changes. */
export function useWork<T>(selector: (state: WorkState) => T): T {
  return useStore(useWorkstation().store, selector)
}

/** For selectors that make a new array or object of old parts. */
export function useWorkShallow<T>(selector: (state: WorkState) => T): T {
  return useStore(useWorkstation().store, useShallow(selector))
}

export function useActions(): Workstation['actions'] {
  return useWorkstation().actions
}
