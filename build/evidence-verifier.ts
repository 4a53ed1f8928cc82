import { readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { root } from './root.ts'

/** The verifier as plain JavaScript, which lies in every evidence file; `node build/evidence-verifier.ts` writes it. */
export const VERIFIER_FILE = join(root, 'resources/evidence/verifier.json')

export function verifierSource(): string {
  const typed = readFileSync(join(root, 'gateway/evidence/verifier.ts'), 'utf8')
  const plain = stripTypeScriptTypes(typed)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line, index, all) => line !== '' || all[index - 1] !== '')
    .join('\n')
  return `#!/usr/bin/env node\n${plain}\nprocess.exitCode = runVerifier(process.argv[2])\n`
}

if (import.meta.main)
  writeFileSync(VERIFIER_FILE, `${JSON.stringify({ source: verifierSource() }, null, 2)}\n`)
