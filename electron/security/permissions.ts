import { session } from 'electron/main'
import { isOurs } from './scheme-path.ts'

/** Everything else is refused, asked for or looked up. */
const allowed: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'fullscreen'])

export function guardPermissions(): void {
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(allowed.has(permission) && details.isMainFrame && isOurs(details.requestingUrl))
  })
  defaultSession.setPermissionCheckHandler((_contents, permission, origin, details) => {
    const asker = details.requestingUrl ?? origin
    return allowed.has(permission) && details.isMainFrame && isOurs(asker)
  })
  defaultSession.setDevicePermissionHandler(() => false)
  defaultSession.setDisplayMediaRequestHandler(null)
}
