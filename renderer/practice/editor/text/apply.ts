export type EditPath = readonly (string | number)[]

/** A change of the form. A value of undefined takes the key or item away. */
export type FormEdit =
  | {
      readonly do: 'set'
      readonly path: EditPath
      readonly value: unknown
      /** The keys of the map it goes into, in the order in which they are written. */
      readonly order?: readonly string[] | undefined
    }
  /** A new item of the list at the path; `at` its place. */
  | {
      readonly do: 'insert'
      readonly path: EditPath
      readonly at: number
      readonly value: unknown
    }
  | { readonly do: 'move'; readonly path: EditPath; readonly from: number; readonly to: number }
  /** Of the map at the path. */
  | { readonly do: 'rename'; readonly path: EditPath; readonly from: string; readonly to: string }

type Fields = Record<string, unknown>
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What the values are to be; undefined: it leads nowhere. */
export function applied(raw: unknown, edit: FormEdit): unknown {
  const root = structuredClone(raw ?? {})
  const holder = { root } as Fields
  let at: unknown = holder
  const path: EditPath = ['root', ...edit.path]
  const way = edit.do === 'set' ? path.slice(0, -1) : path
  for (const [depth, part] of way.entries()) {
    const next = Array.isArray(at)
      ? (at as unknown[])[Number(part)]
      : isFields(at)
        ? at[part]
        : undefined
    if (next === undefined || next === null) {
      // What is not there yet is made on the way to what is set.
      if (typeof part === 'number' || !isFields(at)) return undefined
      const list = edit.do === 'insert' && depth === way.length - 1
      at[part] = list ? [] : {}
      at = at[part]
    } else at = next
  }
  switch (edit.do) {
    case 'set': {
      const last = edit.path.at(-1)
      if (last === undefined) return edit.value
      if (Array.isArray(at)) {
        if (edit.value === undefined) at.splice(Number(last), 1)
        else at[Number(last)] = edit.value
      } else if (isFields(at)) {
        if (edit.value === undefined) delete at[last]
        else placeKey(at, String(last), edit.value, edit.order)
      } else return undefined
      break
    }
    case 'insert':
      if (!Array.isArray(at)) return undefined
      at.splice(edit.at, 0, edit.value)
      break
    case 'move':
      if (!Array.isArray(at) || edit.from >= at.length || edit.to >= at.length) return undefined
      at.splice(edit.to, 0, ...(at.splice(edit.from, 1) as unknown[]))
      break
    case 'rename': {
      if (!isFields(at) || !Object.hasOwn(at, edit.from) || Object.hasOwn(at, edit.to))
        return undefined
      const entries = Object.entries(at)
      for (const [name] of entries) delete at[name]
      for (const [name, value] of entries) at[name === edit.from ? edit.to : name] = value
    }
  }
  return holder['root']
}

/** Behind the nearest key that comes before it; keys keep their order in the object, too. */
function placeKey(
  at: Fields,
  name: string,
  value: unknown,
  order: readonly string[] | undefined,
): void {
  if (Object.hasOwn(at, name)) {
    at[name] = value
    return
  }
  const entries = Object.entries(at)
  const place = placeOf(
    entries.map(([key]) => key),
    name,
    order,
  )
  for (const [key] of entries) delete at[key]
  for (const [index, [key, each]] of entries.entries()) {
    if (index === place) at[name] = value
    at[key] = each
  }
  if (!Object.hasOwn(at, name)) at[name] = value
}

/** Before which of these keys a new one is written. */
export function placeOf(
  keys: readonly string[],
  name: string,
  order: readonly string[] | undefined,
): number {
  const mine = order?.indexOf(name) ?? -1
  if (mine < 0 || order === undefined) return keys.length
  for (let index = keys.length - 1; index >= 0; index--) {
    const other = order.indexOf(keys[index] ?? '')
    if (other >= 0 && other < mine) return index + 1
  }
  return 0
}
