import { app, dialog } from 'electron/main'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../failure.ts'
import { LIMITS } from '#shared/protocol/limits.ts'
import type { Handlers } from '../door.ts'
import { tellWindow } from '../tell.ts'
import type { Parts } from '../parts.ts'

/** No part of a foreign name may lead to another folder or hide an ending. */
export function safeFileName(name: string): string {
  const bare = name
    .replaceAll(/[/\\:*?"<>|\p{Cc}\p{Cf}]/gu, '_')
    .replace(/^\.+/, '')
    .trim()
  return bare === '' ? 'file' : bare.slice(0, 180)
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

export function filesHandlers({
  accounts,
  files,
}: Parts): Handlers<'files.upload' | 'files.save' | 'files.saveBytes' | 'files.screenshot'> {
  return {
    'files.upload': async ({ name, type, bytes, id }, { window }) => {
      if (bytes.length > LIMITS.fileBytes)
        throw new Failure('file_too_large', 'over the limit of one file')
      const session = accounts.current?.session
      if (!session) throw new Failure('bad_call', 'nobody is signed in')
      const told = everySoOften((part) => {
        if (id !== undefined) tellWindow(window, 'files.progress', { id, part })
      })
      return session.http.upload(await session.token(), name, type, bytes, told)
    },
    'files.save': async ({ id, name }, { window }) => {
      const file = await files.read(id)
      if (!file) throw new Failure('not_found', 'no such file')
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        defaultPath: join(app.getPath('downloads'), safeFileName(name)),
      })
      if (canceled || !filePath) return { saved: false }
      await writeFile(filePath, file.bytes)
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
