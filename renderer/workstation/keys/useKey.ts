import { useWork } from '../app/context.ts'
import { ariaOf, keyOf } from './bindings.ts'

/** The action's key as it is now, to be shown; undefined: none. */
export function useKey(id: string): string | undefined {
  return useWork((state) => keyOf(state, id))
}

export function useAriaKey(id: string): string | undefined {
  return useWork((state) => ariaOf(state, id))
}

/** A name with its key behind it, for `data-tip`. */
export function withKeys(name: string, keys: string | undefined): string {
  return keys === undefined ? name : `${name}  ${keys}`
}
