import { commandArguments, runCommand } from '../command.ts'
import { runSingle } from '../testing/single.ts'
import { runVitest } from '../testing/stages.ts'

/** `npm run test:faults`: a thousand random rounds besides the named trials; `npm test` has a few dozen. */
const ROUNDS = 1000
/** A round takes two to three seconds on two cores, and the trials beside them some minutes. */
const ROUND_MS = 4_000
const TRIALS_MS = 15 * 60_000

/** `--rounds N --seed S` for these rounds alone; what else is given goes to the runner. */
function readArguments(args: readonly string[]) {
  const rest: string[] = []
  let rounds: number | null = null
  let seed: string | null = null
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? ''
    if (argument === '--rounds') rounds = Number(args[++index])
    else if (argument === '--seed') seed = args[++index] ?? ''
    else rest.push(argument)
  }
  const wrong = (rounds !== null && !(rounds >= 1)) || (seed !== null && !/^\d+$/.test(seed))
  if (wrong) throw new Error('usage: npm run test:faults -- [--rounds N] [--seed S] [files]')
  return { rounds, seed, rest }
}

await runCommand(async () => {
  const { rounds, seed, rest } = readArguments(commandArguments())
  const alone = rounds !== null || seed !== null
  const count = rounds ?? (seed === null ? ROUNDS : 1)
  await runSingle(
    'faults',
    (stage) =>
      runVitest({
        ...stage,
        args: [...rest, ...(alone ? ['tests/faults/rounds.test.ts'] : [])],
        timeoutMs: TRIALS_MS + count * ROUND_MS,
        env: {
          ...stage.env,
          // A run of chosen files is not asked for a thousand rounds beside them.
          ...(rest.length > 0 && !alone ? {} : { XIAOER_FAULT_ROUNDS: String(count) }),
          ...(seed === null ? {} : { XIAOER_FAULT_SEED: seed }),
        },
      }),
    'node',
  )
})
