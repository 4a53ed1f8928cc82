import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CLOSE_CODES, closeStops, ERROR_CODES } from './codes.ts'

const spec = readFileSync(new URL('SPEC.md', import.meta.url), 'utf8')

describe('the closed catalogue', () => {
  it('[S16] SPEC.md and the code list the same error codes with the same retry', () => {
    const rows = Array.from(
      spec.matchAll(/^\| `(\w+)` *\| (yes|no) *\|/gm),
      (match) => [match[1], { retry: match[2] === 'yes' }] as const,
    )
    expect(rows.length).toBe(new Set(rows.map(([code]) => code)).size)
    expect(Object.fromEntries(rows)).toEqual(ERROR_CODES)
  })

  it('[S24] SPEC.md names every close code, and those that stop first', () => {
    const line = spec.slice(spec.indexOf('## Close codes'))
    const [stop = '', back = ''] = line.split(': stop.')
    for (const { code, stop: stops } of Object.values(CLOSE_CODES)) {
      expect(stops ? stop : back).toContain(String(code))
      expect(closeStops(code)).toBe(stops)
    }
    expect(closeStops(1006)).toBe(false)
  })

  it('has each rule id once', () => {
    const ids = Array.from(spec.matchAll(/^- \*\*(S\d+)\*\*/gm), (match) => match[1])
    expect(ids.length).toBeGreaterThan(25)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
