import { setImmediate } from 'node:timers/promises'
import { rushScenario, rushText } from '#shared/practice/rush/generate.ts'
import { rushWords, type RushWords } from '#shared/practice/rush/questions.ts'
import type { RushSettings } from '#shared/practice/rush/settings.ts'
import type { Scenario } from '#shared/practice/scenario.ts'
import words from '#resources/practice/rush.json' with { type: 'json' }

/** A scenario with the text that a record keeps of it; read, it is the same (generate.test.ts). */
export interface MadeRush {
  readonly text: string
  readonly scenario: Scenario
}

let read: RushWords | null = null

/** Of the bundled words and scenarios; the same seed gives the same. */
export async function makeRush(
  scenarios: readonly Scenario[],
  settings: RushSettings,
  seed: number,
): Promise<MadeRush> {
  read ??= rushWords.parse(words)
  const scenario = rushScenario({ words: read, scenarios }, settings, seed)
  // Each half takes its milliseconds from the chats.
  await setImmediate()
  return { scenario, text: rushText(scenario) }
}
