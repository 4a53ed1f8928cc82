import type { ScenarioView } from '#shared/practice/api.ts'
import type { Skill } from '#shared/practice/scenario.ts'

export const LEVELS = [1, 2, 3] as const

export interface Filter {
  readonly text: string
  /** Null: all. */
  readonly level: number | null
  readonly skill: Skill | null
}

/** Every word typed must stand in the title, the summary or a skill's name. */
export function filtered(
  scenarios: readonly ScenarioView[],
  { text, level, skill }: Filter,
  nameOf: (skill: Skill) => string,
): readonly ScenarioView[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean)
  return scenarios.filter((one) => {
    if (level !== null && one.level !== level) return false
    if (skill !== null && !one.skills.includes(skill)) return false
    const whole = [one.title, one.summary, one.id, ...one.skills.map(nameOf)]
      .join('\n')
      .toLowerCase()
    return wanted.every((word) => whole.includes(word))
  })
}
