import type { KnownPhrase } from '#shared/phrases/model.ts'

export type TreeRow =
  | {
      readonly kind: 'group'
      readonly path: string
      readonly name: string
      readonly depth: number
      readonly count: number
      readonly open: boolean
    }
  | { readonly kind: 'phrase'; readonly phrase: KnownPhrase; readonly depth: number }
  | { readonly kind: 'more'; readonly path: string; readonly count: number }

interface TreeOptions {
  readonly isOpen: (path: string) => boolean
  /** How many of a group are drawn before «more». */
  readonly limit: (path: string) => number
}

/** Groups such as «shipping/time» as the rows of a tree; `phrases` are sorted by group and place. */
export function treeRows(
  phrases: readonly KnownPhrase[],
  { isOpen, limit }: TreeOptions,
): readonly TreeRow[] {
  const counts = new Map<string, number>()
  for (const { group } of phrases)
    for (const path of pathsOf(group)) counts.set(path, (counts.get(path) ?? 0) + 1)
  const rows: TreeRow[] = []
  const begun = new Set<string>()
  const drawn = new Map<string, number>()
  for (const phrase of phrases) {
    const paths = pathsOf(phrase.group)
    let open = true
    paths.forEach((path, depth) => {
      if (open && !begun.has(path)) {
        begun.add(path)
        rows.push({
          kind: 'group',
          path,
          name: path.slice(path.lastIndexOf('/') + 1),
          depth,
          count: counts.get(path) ?? 0,
          open: isOpen(path),
        })
      }
      open &&= isOpen(path)
    })
    if (!open) continue
    const path = phrase.group
    const before = drawn.get(path) ?? 0
    drawn.set(path, before + 1)
    if (before < limit(path)) rows.push({ kind: 'phrase', phrase, depth: paths.length })
    else if (before === limit(path)) {
      const all = phrases.filter(({ group }) => group === path).length
      rows.push({ kind: 'more', path, count: all - before })
    }
  }
  return rows
}

/** «a/b» is in «a» and in «a/b»; no group is in the nameless one. */
function pathsOf(group: string): readonly string[] {
  const parts = group.split('/').map((part) => part.trim())
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

/** Between two neighbours; at an end, beyond it. */
export function placeBetween(before: number | undefined, after: number | undefined): number {
  if (before === undefined) return after === undefined ? 0 : after - 1
  return after === undefined ? before + 1 : (before + after) / 2
}
