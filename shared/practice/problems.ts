import type { LineCounter, Node } from 'yaml'
import { isMap, isScalar, isSeq } from 'yaml'

/** Each has its locale key `practice:problem.<code>`; its values stand behind. */
export const PROBLEM_CODES = [
  // The file: size, most; why (of the YAML reader); name; none; none.
  'too_long',
  'yaml',
  'alias',
  'duplicate_key',
  'too_deep',
  // Its shape: name; name; expected; name, given; given, allowed; least, of; most, of; given; name; none.
  'unknown_key',
  'missing',
  'type',
  'kind',
  'value',
  'too_small',
  'too_big',
  'format',
  'name',
  'empty',
  // Names that lead nowhere: name.
  'duplicate_id',
  'unknown_variable',
  'unknown_step',
  'unknown_fact',
  'unknown_label',
  'unknown_intent',
  'unknown_group',
  'unknown_buyer',
  'unknown_product',
  'unknown_variant',
  'unknown_order',
  'unknown_card',
  'unreachable_step',
  'silent_start',
  // name (the field), order; name (the outcome); given; none; none; none.
  'no_such_field',
  'outcome_never',
  'order_number',
  'broken_pattern',
  'slow_pattern',
  'go_and_end',
  // after, leaves; after, before.
  'nudge_too_late',
  'nudge_order',
] as const
export type ProblemCode = (typeof PROBLEM_CODES)[number]

export type Path = readonly (string | number)[]

/** Why a file is no scenario (or no walk), and where. Lines and columns count from 1. */
export interface Problem {
  readonly line: number
  readonly column: number
  /** Such as `buyers.0.steps.start.on.2.go`; empty: the whole file. */
  readonly path: string
  /** Locale key `practice:problem.<code>`. */
  readonly code: ProblemCode
  readonly values: Readonly<Record<string, string | number>>
  /** English, for logs. */
  readonly message: string
}

export interface Found {
  readonly path: Path
  readonly code: ProblemCode
  readonly values?: Readonly<Record<string, string | number>>
  /** At the key, not at what stands under it. */
  readonly atKey?: string
}

/** The node at the path, or the nearest there is above it; with `key`, that key of it. */
function nodeAt(root: Node | null, path: Path, key: string | undefined): Node | null {
  let node: unknown = root
  for (const part of path) {
    let next: unknown
    if (isMap(node)) {
      next = node.items.find(
        (item) => isScalar(item.key) && String(item.key.value) === String(part),
      )
      const pair = node.items.find(
        (item) => isScalar(item.key) && String(item.key.value) === String(part),
      )
      next = pair?.value ?? pair?.key
    } else if (isSeq(node)) next = node.items[Number(part)]
    if (next === undefined || next === null) break
    node = next
  }
  if (key !== undefined && isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
    return (pair?.key as Node | undefined) ?? node
  }
  return node as Node | null
}

export function placed(found: Found, root: Node | null, lines: LineCounter): Problem {
  const node = nodeAt(root, found.path, found.atKey)
  const { line, col } = lines.linePos(node?.range?.[0] ?? 0)
  return problem(
    line,
    col,
    [...found.path, ...(found.atKey === undefined ? [] : [found.atKey])],
    found.code,
    found.values ?? {},
  )
}

export function problem(
  line: number,
  column: number,
  path: Path,
  code: ProblemCode,
  values: Readonly<Record<string, string | number>>,
): Problem {
  const where = path.join('.')
  const told = Object.entries(values).map(([name, value]) => `${name}=${value}`)
  return {
    line: Math.max(1, line),
    column: Math.max(1, column),
    path: where,
    code,
    values,
    message: `${line}:${column} ${where === '' ? '(file)' : where}: ${[code, ...told].join(' ')}`,
  }
}

export function sorted(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (one, other) =>
      one.line - other.line ||
      one.column - other.column ||
      (one.path + one.code < other.path + other.code ? -1 : 1),
  )
}
