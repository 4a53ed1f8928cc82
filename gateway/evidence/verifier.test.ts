import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { VERIFIER_FILE, verifierSource } from '#build/evidence-verifier.ts'

it('[T5] the program in every evidence file is made of this source (node build/evidence-verifier.ts)', () => {
  const { source } = JSON.parse(readFileSync(VERIFIER_FILE, 'utf8')) as { source: string }
  expect(source).toBe(verifierSource())
  // Nothing but Node itself.
  const imports = [...source.matchAll(/from '([^']+)'/g)].map(([, name]) => name)
  expect(imports).toEqual(['node:crypto', 'node:fs', 'node:zlib'])
})
