import { shortScenario } from './practice.ts'

export const SOME_SKILLS = [
  'presale',
  'logistics',
  'address',
  'aftersale',
  'complaint',
  'price',
] as const
export const OTHER_SKILLS = ['invoice', 'stock', 'fraud', 'leak', 'abuse', 'expert'] as const

/** A short scenario whose marks are by turns of these skills: told rightly, asked politely. */
export function ofSkills(id: string, title: string, skills: readonly string[]): string {
  const marks = skills.map((skill, at) =>
    at % 2 === 0
      ? `    - { id: f${at}, kind: fact, weight: 10, buyer: lin, fact: arrival, skill: ${skill} }`
      : `    - { id: t${at}, kind: tone, weight: 10, any: [您好], skill: ${skill} }`,
  )
  return shortScenario(id, title)
    .replace('[logistics]', `[${skills.join(', ')}]`)
    .replace(/ {4}- \{ id: when[^]*?(?= {2}violations)/, `${marks.join('\n')}\n`)
}
