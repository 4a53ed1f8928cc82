import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { verifyEvidence } from '../evidence/verifier.ts'
import { GatewayFailure } from '../failure.ts'
import { JSON_OPTION, type Command } from './commands.ts'

/** T5. Needs no data folder and no gateway: 0 proven, 1 tampered with, 2 no evidence. */
export const verifyEvidenceCommand: Command = {
  name: 'verify-evidence',
  summary: 'check an evidence file: every byte, order and omission; needs no data folder',
  positionals: '<file.xiaoer-evidence.zip>',
  options: { ...JSON_OPTION },
  async run(term, values, positionals) {
    const [file] = positionals
    if (file === undefined) throw new GatewayFailure('usage', 'say which file')
    let bytes: Buffer
    try {
      bytes = readFileSync(resolve(file))
    } catch (error) {
      throw new GatewayFailure('usage', `${file} can not be read`, { cause: error })
    }
    const verdict = verifyEvidence(bytes)
    if (values['json']) term.out(JSON.stringify(verdict))
    else {
      term.out(['PROVEN', 'TAMPERED WITH', 'NO EVIDENCE'][verdict.code] ?? '')
      for (const line of [...verdict.proven, ...verdict.problems]) term.out(`- ${line}`)
    }
    return verdict.code
  },
}
