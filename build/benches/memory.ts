import { readFile } from 'node:fs/promises'
import { processTree } from '#tests/support/processes.ts'

/**
 * Proportional set size of a process and all that descend from it, in MiB: shared pages are counted
 * once over all of them. Linux only (`/proc/<pid>/smaps_rollup`).
 */
export async function treePss(pid: number): Promise<number> {
  let kilobytes = 0
  for (const one of await processTree(pid)) {
    const rollup = await readFile(`/proc/${one}/smaps_rollup`, 'utf8').catch(() => '')
    kilobytes += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0)
  }
  return kilobytes / 1024
}
