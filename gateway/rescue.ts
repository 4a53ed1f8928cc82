import type { EmbeddedRescue, FromEmbedded } from '#shared/bridge/embedded.ts'
import { backupsFolder, goodPoints } from './backups/advice.ts'
import { backupFailure } from './backups/failure.ts'
import { restoreSet } from './backups/restore.ts'
import { dataFailure } from './data.ts'
import { placesOf } from './places.ts'

const NONE = { points: [], unusable: 0 }

/** What the desktop asks for when its gateway can't open the database. Rejects with a GatewayFailure. */
export async function rescue(
  { act, at, folder, key }: EmbeddedRescue,
  post: (message: FromEmbedded) => void,
): Promise<void> {
  const places = placesOf(folder)
  const backups = backupsFolder(places)
  if (act === 'look') {
    // Without a folder of backups, or one of another gateway: there are none.
    const found = await goodPoints(places, Buffer.from(key).toString('hex')).catch(() => NONE)
    post({ t: 'backups', ...found, backups })
    return
  }
  try {
    const { point, salvaged, aside } = await restoreSet({
      backups,
      by: { gateway: Buffer.from(key) },
      dataFolder: folder,
      until: at,
      salvage: true,
      keyGoes: 'caller',
      now: Date.now(),
      onProgress: (progress) => post({ t: 'restoring', ...progress }),
    })
    post({ t: 'restored', at: point.at, salvaged: salvaged.rows, aside })
  } catch (error) {
    throw backupFailure(dataFailure(error))
  }
}
