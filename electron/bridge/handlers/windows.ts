import type { Handlers } from '../door.ts'
import type { Parts } from '../parts.ts'

/** Conversations in windows of their own. */
export function windowsHandlers(_parts: Parts): Handlers<'windows.tearOff' | 'windows.putBack'> {
  return {
    'windows.tearOff': () => null,
    'windows.putBack': () => null,
  }
}
