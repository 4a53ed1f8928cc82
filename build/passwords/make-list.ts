/**
 * Makes resources/passwords/breached.json anew from lists of one password a line:
 *
 *   node build/passwords/make-list.ts 10_million_password_list_top_1M.txt passwords.json
 *
 * The sources are in docs/decisions/0071-breached-passwords.md. Only what is long enough to be taken
 * at all is kept: shorter ones are refused for their length.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  breachedIn,
  fingerprint,
  foldPassword,
  packFingerprints,
} from '#shared/passwords/fingerprint.ts'
import { passwordLongEnough } from '#shared/passwords/rules.ts'

const target = join(import.meta.dirname, '../../resources/passwords/breached.json')
const words = process.argv.slice(2).flatMap((file) => {
  const text = readFileSync(file, 'utf8')
  return file.endsWith('.json') ? (JSON.parse(text) as string[]) : text.split(/\r?\n/)
})
const long = words.filter((word) => passwordLongEnough(word))
const values = [...new Set(long.map((word) => fingerprint(foldPassword(word))))].toSorted(
  (a, b) => a - b,
)
const packed = Buffer.from(packFingerprints(values)).toString('base64')
const list = { count: values.length, packed }
const has = breachedIn(list)
if (!long.every(has)) throw new Error('the list does not hold what it was made of')
writeFileSync(target, `${JSON.stringify(list)}\n`)
console.log(`${words.length} words, ${long.length} long enough, ${values.length} kept`)
