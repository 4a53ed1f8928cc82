import fc from 'fast-check'

/** In what hostile values carry: it must come back in no answer and stand in no log. */
export const CANARY = 'canary-7f3a91-机密'

/** What breaks careless code. */
const NASTY: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  -0,
  2 ** 53,
  1e308,
  '',
  ' ',
  CANARY,
  `${CANARY}\u0000`,
  '\ud800',
  '\u202e反',
  '👨‍👩‍👧‍👦'.repeat(50),
  'x'.repeat(5000),
  '../../../../etc/passwd',
  "'; DROP TABLE log; --",
  '<script>alert(1)</script>',
  '${7*7}{{7*7}}',
  [],
  [[[[[[[[]]]]]]]],
  {},
  { __proto__: null },
  JSON.parse('{"__proto__":{"polluted":true}}'),
  JSON.parse('{"constructor":{"prototype":{"polluted":true}}}'),
  { toString: 1, valueOf: CANARY },
  Array.from({ length: 300 }, (_, index) => index),
]

const nasty = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
)

type Change = 'replace' | 'remove' | 'add'

/** A right value with one to three places made wrong: what passes the first look and not the second. */
export function spoiled(valid: readonly unknown[]): fc.Arbitrary<unknown> {
  const change = fc.record({
    /** Which of the places, as a part of all. */
    where: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    how: fc.constantFrom<Change>('replace', 'replace', 'remove', 'add'),
    what: nasty,
    name: fc.constantFrom('extra', '__proto__', 'constructor', 't', 'cid', 'length', CANARY),
  })
  return fc
    .record({
      of: fc.constantFrom(...valid),
      changes: fc.array(change, { minLength: 1, maxLength: 3 }),
    })
    .map(({ of, changes }) => {
      let value: unknown = structuredClone(of)
      for (const { where, how, what, name } of changes) {
        const places = placesIn(value)
        const place = places[Math.floor(where * places.length)]
        // The nasty ones are shared: put in twice they must not end up in themselves.
        if (!place) value = structuredClone(what)
        else spoil(place, how, structuredClone(what), name)
      }
      return value
    })
}

/** A value of the right shape with other words and numbers in it: what only the rules refuse. */
export function plausible(valid: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc
    .record({
      of: fc.constantFrom(...valid),
      text: fc.constantFrom('x', CANARY, '#1', 'main', 'demoshop', ' '),
      number: fc.nat(40),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ of, text, number, part }) => {
      const value: unknown = structuredClone(of)
      for (const [index, { holder, key }] of placesIn(value).entries()) {
        if (key === 't' || key === 'type' || key === 'kind' || key === 'cid') continue
        // Some of the leaves, so that a right conversation meets a wrong number and the other way.
        if ((index * 0.618) % 1 < part) continue
        if (typeof holder[key] === 'string') holder[key] = text
        else if (typeof holder[key] === 'number') holder[key] = number
        else if (typeof holder[key] === 'boolean') holder[key] = number % 2 === 0
      }
      return value
    })
}

interface Place {
  readonly holder: Record<string, unknown>
  readonly key: string
}

function placesIn(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return found
  const holder = value as Record<string, unknown>
  for (const key of Object.keys(holder)) {
    found.push({ holder, key })
    placesIn(holder[key], found)
  }
  return found
}

function spoil({ holder, key }: Place, how: Change, what: unknown, name: string): void {
  if (how === 'remove') delete holder[key]
  // A list takes no other length than a number.
  else if (how === 'add' && Array.isArray(holder)) (holder as unknown[]).push(what)
  // Not by assignment: `__proto__` is to be a field like any other.
  else
    Object.defineProperty(holder, how === 'add' ? name : key, {
      value: what,
      enumerable: true,
      configurable: true,
      writable: true,
    })
}

/** JSON of any kind, text that is none, and right JSON cut or garbled. */
export function rawText(valid: readonly unknown[]): fc.Arbitrary<string> {
  return fc.oneof(
    fc.json({ maxDepth: 6 }),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc
      .tuple(fc.constantFrom(...valid), fc.nat(400), fc.string({ unit: 'binary', maxLength: 3 }))
      .map(([value, at, wrong]) => {
        const text = JSON.stringify(value)
        return text.slice(0, at % text.length) + wrong + CANARY
      }),
    fc.nat(20_000).map((depth) => '['.repeat(depth)),
    fc.nat(60_000).map((length) => JSON.stringify({ t: 'ping', fill: 'y'.repeat(length) })),
  )
}

/** A seed of this moment, or the one that is to be repeated; printed, so that a failure can be. */
export function seedOf(name: string, given?: number): number {
  const seed = given ?? Math.floor(Math.random() * 2 ** 31)
  process.stdout.write(`${name}: seed ${seed}\n`)
  return seed
}
