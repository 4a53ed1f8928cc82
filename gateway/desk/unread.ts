/**
 * The cseqs of a buyer's messages that the shop has not read, as runs: from, to, from, to, …; the
 * shop's own lines among them are left out.
 */
export function addUnread(runs: readonly number[], cseq: number): readonly number[] {
  return runs.at(-1) === cseq - 1 ? [...runs.slice(0, -1), cseq] : [...runs, cseq, cseq]
}

export function unreadAfter(runs: readonly number[], upTo: number): readonly number[] {
  const left: number[] = []
  for (let i = 0; i < runs.length; i += 2) {
    const from = Math.max(runs[i] ?? 0, upTo + 1)
    const to = runs[i + 1] ?? 0
    if (from <= to) left.push(from, to)
  }
  return left
}

export function countUnread(runs: readonly number[]): number {
  let count = 0
  for (let i = 0; i < runs.length; i += 2) count += (runs[i + 1] ?? 0) - (runs[i] ?? 0) + 1
  return count
}
