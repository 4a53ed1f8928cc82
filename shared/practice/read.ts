import { checkScenario } from './check.ts'
import type { Problem } from './problems.ts'
import { scenario } from './scenario.ts'
import type { Scenario } from './scenario.ts'
import type { Wits } from './wits.ts'
import { readYaml } from './yaml.ts'

export type { Problem } from './problems.ts'

export type ScenarioRead =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** A scenario's file, or every problem of it at once, by line. Never throws. */
export function readScenario(text: string, wits: Wits): ScenarioRead {
  const read = readYaml(text, scenario, (raw) => checkScenario(raw, wits))
  return read.ok ? { ok: true, scenario: read.value } : read
}
