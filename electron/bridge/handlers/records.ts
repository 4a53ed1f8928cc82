import { app, dialog } from 'electron/main'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../failure.ts'
import type { Handlers } from '../door.ts'
import type { Parts } from '../parts.ts'
import { safeFileName } from '../../security/file-name.ts'

const ENDINGS = { zip: '.xiaoer-evidence.zip', pdf: '.pdf', html: '.html', json: '.json' } as const

/** How the record is looked up, erased and proven: the gateway asks the rights. */
export function recordHandlers(
  parts: Parts,
): Handlers<'manage.audit' | 'manage.erase' | 'manage.evidence' | 'manage.seals'> {
  const { state } = parts
  const gateway = async () => {
    const session = parts.accounts.current?.session
    if (!session) throw new Failure('bad_call', 'nobody is signed in')
    return { http: session.http, token: await session.token() }
  }
  return {
    'manage.audit': async (query) => {
      const { http, token } = await gateway()
      return http.audit(token, query)
    },
    'manage.erase': async ({ buyer }) => {
      const { http, token } = await gateway()
      return http.erase(token, buyer)
    },
    'manage.seals': async () => {
      const { http, token } = await gateway()
      return http.seals(token)
    },
    'manage.evidence': async ({ buyer, format }, { window }) => {
      // Asked first: who gives up here has exported nothing, and leaves no trace of it.
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        defaultPath: join(app.getPath('downloads'), safeFileName(buyer) + ENDINGS[format]),
      })
      if (canceled || !filePath) return { saved: false }
      const { http, token } = await gateway()
      const { language } = state.value
      const bytes = await http.evidence(token, buyer, { format, language })
      if (format === 'pdf') {
        const { printed } = await import('../../desktop/print-page.ts')
        await writeFile(filePath, await printed(bytes))
      } else await writeFile(filePath, bytes)
      return { saved: true }
    },
  }
}
