import { LineCounter, parseDocument, visit } from 'yaml'
import type { Node } from 'yaml'
import type { z } from 'zod'
import { placed, problem, sorted } from './problems.ts'
import type { Found, Path, Problem } from './problems.ts'

/** Bytes of a scenario's or walk's file. */
export const FILE_MAX = 256 * 1024

interface Parsed {
  readonly raw: unknown
  readonly root: Node | null
  readonly lines: LineCounter
}
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] }

function parse(text: string): Parsed | readonly Problem[] {
  const size = new TextEncoder().encode(text).length
  if (size > FILE_MAX) return [problem(1, 1, [], 'too_long', { size, most: FILE_MAX })]
  const lines = new LineCounter()
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: true,
      uniqueKeys: true,
    })
    const broken = [...document.errors, ...document.warnings].map((error) => {
      const { line, col } = lines.linePos(error.pos[0])
      const code = error.code === 'DUPLICATE_KEY' ? 'duplicate_key' : 'yaml'
      return problem(line, col, [], code, code === 'yaml' ? { why: error.code } : {})
    })
    // An alias can make a small file a huge one, and an own tag anything: neither is needed here.
    visit(document, {
      Alias: (_, node) => {
        const { line, col } = lines.linePos(node.range?.[0] ?? 0)
        broken.push(problem(line, col, [], 'alias', { name: node.source }))
      },
      Pair: (_, pair) => {
        if (String(pair.key) === '__proto__')
          broken.push(problem(1, 1, [], 'name', { name: '__proto__' }))
      },
    })
    if (broken.length > 0) return sorted(broken)
    return { raw: document.toJS({ maxAliasCount: 0 }) as unknown, root: document.contents, lines }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return [problem(1, 1, [], 'too_deep', {})]
  }
}

type Issue = z.core.$ZodIssue

const key = (path: readonly PropertyKey[]): Path =>
  path.map((part) => (typeof part === 'number' ? part : String(part)))

/** Of a union's branches the one that was meant: the fewest complaints about which keys there are. */
function meant(errors: readonly (readonly Issue[])[]): readonly Issue[] {
  const strangeness = (issues: readonly Issue[]): number => {
    let sum = 0
    for (const issue of issues) {
      if (issue.code === 'unrecognized_keys') sum += 10 * issue.keys.length
      else if (issue.path.length === 0) sum += 100
      else sum += 5
    }
    return sum
  }
  return [...errors].sort((one, other) => strangeness(one) - strangeness(other))[0] ?? []
}

function faults(issue: Issue, raw: unknown, above: Path): Found[] {
  const path = [...above, ...key(issue.path)]
  const there = path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    raw,
  )
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((name) => ({
        path,
        code: 'unknown_key',
        values: { name },
        atKey: name,
      }))
    case 'invalid_type':
      return there === undefined
        ? [{ path, code: 'missing', values: { name: String(path.at(-1) ?? '') } }]
        : [{ path, code: 'type', values: { expected: issue.expected } }]
    case 'invalid_union': {
      if (issue.errors.length === 0) {
        const name = String(issue.discriminator ?? '')
        return [{ path, code: 'kind', values: { name, given: shown(there) } }]
      }
      return meant(issue.errors).flatMap((each) => faults(each, raw, path))
    }
    case 'invalid_value':
      return [
        {
          path,
          code: there === undefined ? 'missing' : 'value',
          values: { given: shown(there), allowed: issue.values.map(String).join(', ') },
        },
      ]
    case 'too_small':
      return [
        { path, code: 'too_small', values: { least: Number(issue.minimum), of: issue.origin } },
      ]
    case 'too_big':
      return [{ path, code: 'too_big', values: { most: Number(issue.maximum), of: issue.origin } }]
    case 'invalid_format':
      return [{ path, code: 'format', values: { given: shown(there) } }]
    case 'invalid_key':
      return [{ path, code: 'name', values: { name: String(path.at(-1) ?? '') } }]
    case 'custom':
      return [{ path, code: 'empty', values: {} }]
    default:
      return [{ path, code: 'type', values: { expected: issue.code } }]
  }
}

const shown = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value).slice(0, 80)
    : ''

/** Shape by the schema, meaning by `check`; all problems of both at once, in the file's order. */
export function readYaml<T>(
  text: string,
  schema: z.ZodType<T>,
  check: (raw: unknown) => readonly Found[],
): Read<T> {
  const parsed = parse(text)
  if (!('lines' in parsed)) return { ok: false, problems: parsed }
  let result: z.ZodSafeParseResult<T>
  let found: readonly Found[]
  try {
    result = schema.safeParse(parsed.raw)
    found = check(parsed.raw)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { ok: false, problems: [problem(1, 1, [], 'too_deep', {})] }
  }
  const shape = result.success
    ? []
    : result.error.issues.flatMap((issue) => faults(issue, parsed.raw, []))
  const all = [...shape, ...found]
  if (result.success && all.length === 0) return { ok: true, value: result.data }
  return { ok: false, problems: sorted(all.map((each) => placed(each, parsed.root, parsed.lines))) }
}
