import { readdir, readFile, readlink } from 'node:fs/promises'
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

/**
 * Processes of the same executable that do not descend from it, such as a test's beside a bench: the
 * code they share is counted by halves then, and what was measured once with them and once without
 * can't be compared.
 */
export async function strangers(pid: number): Promise<number> {
  const ours = new Set((await processTree(pid)).map(String))
  const exe = (one: string) => readlink(`/proc/${one}/exe`).catch(() => null)
  const executable = await exe(String(pid))
  let count = 0
  for (const one of await readdir('/proc'))
    if (/^\d+$/.test(one) && !ours.has(one) && (await exe(one)) === executable) count++
  return count
}
