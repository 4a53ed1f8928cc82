import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { coloursOf, type Shade } from './theme.ts'

test('the management has the colours of the rest of the window', () => {
  const css = readFileSync(join(import.meta.dirname, '../ui/tokens.css'), 'utf8')
  const ours: Record<Shade, Record<string, string>> = { light: {}, dark: {} }
  for (const [, name = '', light = '', dark = ''] of css.matchAll(
    /--([\w-]+): light-dark\((#\w+), (#\w+)\)/g,
  )) {
    ours.light[name] = light
    ours.dark[name] = dark
  }
  for (const shade of ['light', 'dark'] as const)
    expect(ours[shade]).toMatchObject(coloursOf(shade))
})
