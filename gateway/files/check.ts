import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { systemCode } from '../failure.ts'
import { openFiles } from './files.ts'

/** Opens every file of every shop and compares it with its name, which is its content's hash. */
export async function checkFiles(
  folder: string,
  masterKey: Buffer,
): Promise<{ readonly checked: number; readonly damaged: readonly string[] }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: unknown) => {
      if (systemCode(error) === 'ENOENT') return null
      throw error
    },
  )
  if (!entries) return { checked: 0, damaged: [] }
  const files = await openFiles(folder, masterKey)
  const damaged: string[] = []
  let checked = 0
  for (const entry of entries) {
    if (!entry.isFile() || !/^[a-f0-9]{64}$/.test(entry.name)) continue
    const path = relative(folder, join(entry.parentPath, entry.name))
    const shop = basename(dirname(dirname(path)))
    checked++
    const found = await files.get(shop, entry.name).catch(() => null)
    const hash = found?.ok ? createHash('sha256').update(found.value.bytes).digest('hex') : null
    if (hash !== entry.name) damaged.push(path)
  }
  return { checked, damaged }
}
