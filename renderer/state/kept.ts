import type { WorkState } from './model.ts'

/** Key of the pinned chats: a JSON list of buyer ids, so that a pin outlives the conversation. */
export const PINS_KEY = 'pins'

/** What the gateway keeps for all workstations of the account, with what is read out of it. */
export function withKept(
  state: Pick<WorkState, 'kept'>,
  entries: Readonly<Record<string, string | null>>,
): Pick<WorkState, 'kept' | 'pins'> {
  const kept = { ...state.kept }
  for (const [key, value] of Object.entries(entries))
    if (value === null) delete kept[key]
    else kept[key] = value
  return { kept, pins: pinsOf(kept[PINS_KEY]) }
}

/** Anything that is not a list of ids (a newer version wrote it) is no pins. */
export function pinsOf(value: string | undefined): ReadonlySet<string> {
  try {
    const list: unknown = JSON.parse(value ?? '[]')
    return new Set(
      Array.isArray(list) ? list.filter((id): id is string => typeof id === 'string') : [],
    )
  } catch {
    return new Set()
  }
}
