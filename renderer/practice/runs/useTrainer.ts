import { useWork } from '../../workstation/app/context.ts'

/** Main accounts and supervisors of a practice shop; the gateway asks again. */
export function useTrainer(): boolean {
  return useWork((state) => {
    const role = state.view?.accounts[state.view.me]?.role
    return role === 'main' || role === 'supervisor'
  })
}
