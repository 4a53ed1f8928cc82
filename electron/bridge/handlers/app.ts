import { preferencesOf } from '../../settings.ts'
import type { Handlers } from '../door.ts'
import type { Parts } from '../parts.ts'

export function appHandlers({
  state,
  settings,
  applySettings,
  links,
  leaving,
}: Parts): Handlers<
  'app.state' | 'app.dismissNotice' | 'app.kept' | 'settings.set' | 'links.open'
> {
  return {
    'app.state': () => state.value,
    'app.dismissNotice': ({ id }) => {
      state.dismiss(id)
      return null
    },
    'app.kept': (_none, { window }) => {
      leaving.kept(window)
      return null
    },
    'settings.set': (change) => {
      const { preferences, ...rest } = change
      settings.update((value) => ({
        ...value,
        ...rest,
        ...(preferences ? { preferences: { ...value.preferences, ...preferences } } : {}),
      }))
      state.patch({ ...rest, preferences: preferencesOf(settings.get()) })
      applySettings()
      return null
    },
    'links.open': async ({ url }, { window }) => ({ opened: await links.open(url, window) }),
  }
}
