import { readdir, readFile } from 'node:fs/promises'

/** The process and all that descend from it, parents first; Linux only. */
export async function processTree(pid: number): Promise<number[]> {
  const children = new Map<number, number[]>()
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => null)
    if (stat === null) continue
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 1).split(' ')[2])
    children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const tree = [pid]
  for (const next of tree) tree.push(...(children.get(next) ?? []))
  return tree
}
