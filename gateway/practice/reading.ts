import type { ScenarioView } from '#shared/practice/api.ts'
import { readScenario } from '#shared/practice/read.ts'
import type { Scenario } from '#shared/practice/scenario.ts'
import { WITS } from './wits.ts'

/** Null: it has problems. */
export function scenarioIn(text: string): Scenario | null {
  const read = readScenario(text, WITS)
  return read.ok ? read.scenario : null
}

/** The first problem in few words, for who sent the text; editors check it themselves. */
export function problemIn(text: string): string | null {
  const read = readScenario(text, WITS)
  if (read.ok) return null
  const [first] = read.problems
  return first ? `line ${first.line}: ${first.code}` : 'it can not be read'
}

/** Of a scenario what lists tell, but who wrote it. */
export type Told = Omit<ScenarioView, 'own' | 'updatedAt' | 'by'>

export function toldOf(scenario: Scenario): Told {
  const { id, title, summary, language, skills, level, minutes, briefing, buyers } = scenario
  const view = { id, title, summary, language, skills, level, minutes }
  return { ...view, briefing: briefing ?? '', buyers: buyers.length }
}
