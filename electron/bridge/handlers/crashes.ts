import { shell } from 'electron/common'
import { crashFolder, noteCrash } from '../../crash/crashes.ts'
import { classOf, framesOf } from '../../crash/frames.ts'
import type { Handlers } from '../door.ts'

/** What crashed here, for the person alone: nothing of it is sent anywhere. */
export function crashHandlers(
  userData: string,
  gatewayData: () => string,
): Handlers<'app.crashed' | 'crashes.list' | 'crashes.show' | 'crashes.clear' | 'setup.showData'> {
  const folder = crashFolder(userData)
  return {
    'app.crashed': ({ name, frames }) => {
      // Made anew of what a frame may look like: the page's word is not taken for it.
      noteCrash({ kind: 'page', reason: classOf(name), frames: framesOf(frames.join('\n')) })
      return null
    },
    'crashes.list': async () => {
      const { listCrashes } = await import('../../crash/list.ts')
      return { folder, crashes: listCrashes(folder) }
    },
    'crashes.show': async () => {
      const { ensureFolder } = await import('../../crash/list.ts')
      ensureFolder(folder)
      shell.showItemInFolder(folder)
      return null
    },
    'crashes.clear': async () => {
      const { clearCrashes } = await import('../../crash/list.ts')
      clearCrashes(folder)
      return null
    },
    'setup.showData': () => {
      shell.showItemInFolder(gatewayData())
      return null
    },
  }
}
