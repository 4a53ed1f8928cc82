import { app, dialog } from 'electron/main'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../failure.ts'
import { LIMITS } from '#shared/protocol/limits.ts'
import { safeFileName } from '../../security/file-name.ts'
import type { Handlers } from '../door.ts'
import { tellWindow } from '../tell.ts'
import type { Parts } from '../parts.ts'

/** Windows asks before it opens what bears this; macOS marks it by Info.plist (electron-builder.yml). */
async function markAsReceived(path: string): Promise<void> {
  if (process.platform !== 'win32') return
  // Not every file system has streams; the file itself is saved.
  await writeFile(`${path}:Zone.Identifier`, '[ZoneTransfer]\r\nZoneId=3\r\n').catch(
    () => undefined,
  )
}

const PROGRESS_MS = 100

/** The first and what follows at least so much later: nobody reads faster. */
function everySoOften(tell: (part: number) => void): (part: number) => void {
  let last = -Infinity
  return (part) => {
    const now = performance.now()
    if (now - last < PROGRESS_MS) return
    last = now
    tell(part)
  }
}

export function filesHandlers(
  parts: Parts,
): Handlers<'files.upload' | 'files.save' | 'files.saveBytes' | 'files.screenshot'> {
  const { files, work } = parts
  return {
    'files.upload': async ({ name, type, bytes, id }, { window }) => {
      if (bytes.length > LIMITS.fileBytes)
        throw new Failure('file_too_large', 'over the limit of one file')
      const session = parts.accounts.current?.session
      if (!session) throw new Failure('bad_call', 'nobody is signed in')
      const told = everySoOften((part) => {
        if (id !== undefined) tellWindow(window, 'files.progress', { id, part })
      })
      return session.http.upload(await session.token(), name, type, bytes, told)
    },
    'files.save': async ({ id, name, conversation }, { window }) => {
      const file = await files.read(id)
      if (!file) throw new Failure('not_found', 'no such file')
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        defaultPath: join(app.getPath('downloads'), safeFileName(name)),
      })
      if (canceled || !filePath) return { saved: false }
      await writeFile(filePath, file.bytes)
      await markAsReceived(filePath)
      await work().trace([{ kind: 'exported', conversation, count: 1 }])
      return { saved: true }
    },
    'files.saveBytes': async ({ name, bytes }, { window }) => {
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        defaultPath: join(app.getPath('downloads'), safeFileName(name)),
      })
      if (canceled || !filePath) return { saved: false }
      await writeFile(filePath, bytes)
      return { saved: true }
    },
    'files.screenshot': async (_none, { window }) => {
      const { captureScreen, screenshotName } = await import('../../desktop/screen-capture.ts')
      const bytes = await captureScreen(window)
      return bytes && { name: screenshotName(new Date()), bytes }
    },
  }
}
