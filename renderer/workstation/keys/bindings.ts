import { preferencesIn, type WorkState } from '../../state/model.ts'
import { ariaKeys, keyName } from '../app/keys.ts'
import { ACTIONS, type Action } from './actions.ts'
import { refusalOf, type Combo } from './combos.ts'

type Overrides = Readonly<Record<string, Combo>>

/** The keys as they are now: by action, and by combination for the dispatch. */
export interface Bindings {
  readonly of: ReadonlyMap<string, readonly Combo[]>
  readonly at: ReadonlyMap<Combo, Action>
}

/** Only a key of its own can be changed; several, or what a field does itself, stay. */
export function isChangeable({ run, keys }: Action): boolean {
  return run !== undefined && keys.length <= 1
}

function made(overrides: Overrides): Bindings {
  const of = new Map<string, readonly Combo[]>()
  const at = new Map<Combo, Action>()
  for (const action of ACTIONS) {
    const own = isChangeable(action) ? overrides[action.id] : undefined
    // A file that was written by hand or by another version must not take a person's letters.
    const taken = own !== undefined && (own === '' || refusalOf(own) === null) ? own : undefined
    const keys = taken === undefined ? action.keys : taken === '' ? [] : [taken]
    of.set(action.id, keys)
    if (!action.run) continue
    // A key that was given on purpose goes before another action's default.
    for (const combo of keys) if (taken !== undefined || !at.has(combo)) at.set(combo, action)
  }
  return { of, at }
}

const built = new WeakMap<Overrides, Bindings>()

/** Built once per change of the preferences, not per key. */
export function bindingsOf(state: Pick<WorkState, 'app'>): Bindings {
  const { keys } = preferencesIn(state)
  let bindings = built.get(keys)
  if (!bindings) {
    bindings = made(keys)
    built.set(keys, bindings)
  }
  return bindings
}

/** As people read it; undefined: none. For tips and menus. */
export function keyOf(state: Pick<WorkState, 'app'>, id: string): string | undefined {
  const combo = bindingsOf(state).of.get(id)?.[0]
  return combo === undefined ? undefined : keyName(combo)
}

/** For `aria-keyshortcuts`. */
export function ariaOf(state: Pick<WorkState, 'app'>, id: string): string | undefined {
  const combo = bindingsOf(state).of.get(id)?.[0]
  return combo === undefined ? undefined : ariaKeys(combo)
}

/** Whoever has this combination now, other than `id`; what fields do themselves counts as well. */
export function holderOf({ of }: Bindings, combo: Combo, id: string): Action | undefined {
  return ACTIONS.find((action) => action.id !== id && of.get(action.id)?.includes(combo) === true)
}

/** With another key for `id`; `from`: who loses it. Null: its default again. */
export function withKey(
  overrides: Overrides,
  id: string,
  combo: Combo | null,
  from?: string,
): Overrides {
  const next: Record<string, Combo> = { ...overrides }
  const usual = ACTIONS.find((action) => action.id === id)?.keys[0] ?? ''
  if (combo === null || combo === usual) delete next[id]
  else next[id] = combo
  if (from !== undefined) next[from] = ''
  return next
}
