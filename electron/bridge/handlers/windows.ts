import { Failure } from '../../failure.ts'
import type { Handlers } from '../door.ts'
import type { Parts } from '../parts.ts'

/** Conversations in windows of their own. */
export function windowsHandlers({
  chatWindows,
  work,
  shell,
}: Parts): Handlers<'windows.tearOff' | 'windows.putBack'> {
  return {
    'windows.tearOff': ({ conversation }) => {
      const { view } = work()
      const known =
        view.conversations[conversation] !== undefined ||
        view.closed.some((one) => one.view.id === conversation)
      if (!known) throw new Failure('not_found', 'no such conversation on the list')
      if (!chatWindows.tearOff(conversation))
        throw new Failure('limit_reached', 'too many windows of single conversations')
      shell()?.retitle()
      return null
    },
    'windows.putBack': ({ conversation }) => {
      // Not awaited: its window first hands over what was typed, by calls that come after this one.
      void chatWindows.putBack(conversation)
      return null
    },
  }
}
