import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { RescueFound } from '#shared/bridge/embedded.ts'
import type { Places } from '../places.ts'
import { connect } from '../store/sqlite/connection.ts'
import type { Connection } from '../store/sqlite/driver.ts'
import { partsOf } from './check.ts'
import { openRepository, type Manifest, type Repository } from './manifest.ts'
import { headsOf, type Head } from './reading.ts'

/** What the main account has chosen. */
export function chosenFile(places: Places): string {
  return join(places.folder, 'backups.json')
}

export function chosenFolder(places: Places): string | null {
  try {
    const { folder } = chosen.parse(JSON.parse(readFileSync(chosenFile(places), 'utf8')))
    return folder === '' ? null : folder
  } catch {
    return null
  }
}

export function backupsFolder(places: Places): string {
  return chosenFolder(places) ?? join(places.folder, 'backups')
}

const chosen = z.object({ folder: z.string() })

/** All points that a damaged gateway can be restored to: each is there with all its parts. */
export async function goodPoints(
  places: Places,
  key: string,
): Promise<Omit<RescueFound, 'backups'>> {
  const repo = await openRepository(backupsFolder(places), { gateway: Buffer.from(key, 'hex') })
  const { points, damaged } = await repo.points()
  const good = points.filter(({ manifest }) => isComplete(repo, manifest))
  const ends = new Map<string, number>()
  const reach = (heads: readonly { readonly id: string; readonly head: number }[]) => {
    for (const { id, head } of heads) ends.set(id, Math.max(head, ends.get(id) ?? 0))
  }
  const own = headsOfDamaged(places, key)
  reach(own ?? [])
  // Those that can't be restored tell, too, how far the record went.
  for (const { manifest } of points) reach(manifest.shops)
  return {
    points: good.map(({ manifest }) => ({
      at: manifest.at,
      since: Array.from(ends, ([id, end]) => end - headIn(manifest, id)).reduce((a, b) => a + b, 0),
      atLeast: own === null,
    })),
    unusable: points.length - good.length + damaged.length,
  }
}

function headIn({ shops }: Manifest, id: string): number {
  return shops.find((shop) => shop.id === id)?.head ?? 0
}

/** By the sizes of its parts: reading them takes minutes, and is done before anything is changed. */
function isComplete(repo: Repository, manifest: Manifest): boolean {
  return partsOf(manifest).every(
    ({ file, bytes }) =>
      statSync(repo.path(manifest.set, file), { throwIfNoEntry: false })?.size === bytes,
  )
}

/** Where its log ends; null: it can't be read. */
function headsOfDamaged(places: Places, key: string): readonly Head[] | null {
  let db: Connection | null = null
  try {
    db = connect(places.database, key, { readonly: true })
    return headsOf(db)
  } catch {
    return null
  } finally {
    db?.close()
  }
}

export interface Advice {
  readonly folder: string
  /** Unix ms; of the newest point that can be read. */
  readonly at: number
}

/** Where a gateway that can't open its database finds its newest backup; null: there is none there. */
export async function newestBackup(
  places: Places,
  key: string,
  folder: string | undefined,
): Promise<Advice | null> {
  const place = folder ?? backupsFolder(places)
  try {
    const repo = await openRepository(place, { gateway: Buffer.from(key, 'hex') })
    const [newest] = (await repo.points()).points
    return newest ? { folder: place, at: newest.manifest.at } : null
  } catch {
    return null
  }
}
