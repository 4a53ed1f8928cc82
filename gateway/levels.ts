import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { DEFAULT_LEVELS, type Levels } from '#shared/protocol/levels.ts'
import { GatewayFailure, systemCode } from './failure.ts'

/** As many as a shop's own ids could ever count to; the desk asks each account of a shop. */
const MOST = 10_000

const table = z.record(
  z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/),
  z.number().int().min(0).max(MOST),
)

/**
 * A3: the operator's table over the usual one, read at each use so that no restart is needed. Without
 * a file it is the usual one.
 *
 * @throws GatewayFailure usage: the file is there and is no such table; says what is wrong
 */
export function readLevels(file: string): Levels {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return DEFAULT_LEVELS
    throw new GatewayFailure('usage', `the table of levels can't be read: ${file}`, {
      cause: error,
    })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new GatewayFailure('usage', `the table of levels is not JSON: ${file}`, { cause: error })
  }
  const parsed = table.safeParse(value)
  if (parsed.success) return { ...DEFAULT_LEVELS, ...parsed.data }
  const at = parsed.error.issues[0]?.path.map(String).join('.') ?? ''
  throw new GatewayFailure(
    'usage',
    `the table of levels is {"<level>": <number of sub-accounts, 0 to ${MOST}>, …}, level names of a-z, 0-9, - and _${
      at === '' ? '' : `; wrong at "${at}"`
    }: ${file}`,
  )
}
