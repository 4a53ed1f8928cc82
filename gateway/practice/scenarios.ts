import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { ScenarioView } from '#shared/practice/api.ts'
import type { Scenario } from '#shared/practice/scenario.ts'
import { systemCode } from '../failure.ts'
import { scenarioIn, toldOf } from './reading.ts'

/** Beside the built gateway, or in the sources. */
export function bundledScenarios(): string {
  const built = resolve(import.meta.dirname, '../resources/practice/scenarios')
  return existsSync(built)
    ? built
    : resolve(import.meta.dirname, '../../resources/practice/scenarios')
}

/** Walks lie beside the scenarios that they walk. */
export function walksBeside(scenarios: string): string {
  return join(dirname(scenarios), 'walks')
}

/** The scenarios of a folder; a file that was changed is read anew. */
export interface Scenarios {
  /** Those that can be played, by level and id. */
  list(): Promise<readonly ScenarioView[]>
  /** What those of the list are. */
  all(): Promise<readonly Scenario[]>
  /** Null: there is none of this id. */
  text(id: string): Promise<string | null>
}

interface Known {
  readonly changedAt: number
  readonly text: string
  readonly scenario: Scenario | null
}

export function openScenarios(folder: string): Scenarios {
  const known = new Map<string, Known>()

  async function one(name: string): Promise<Known> {
    const file = join(folder, name)
    const { mtimeMs: changedAt } = await stat(file)
    const before = known.get(name)
    if (before?.changedAt === changedAt) return before
    const text = await readFile(file, 'utf8')
    const found = { changedAt, text, scenario: scenarioIn(text) }
    known.set(name, found)
    return found
  }

  async function all(): Promise<readonly { text: string; scenario: Scenario }[]> {
    const names = await readdir(folder).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return []
      throw error
    })
    const found: { text: string; scenario: Scenario }[] = []
    // One after the other: each takes its milliseconds from the chats.
    for (const name of names.filter((each) => each.endsWith('.yaml'))) {
      const { text, scenario } = await one(name)
      if (scenario !== null) found.push({ text, scenario })
    }
    return found
  }

  return {
    async list() {
      return (await all())
        .map(({ scenario }) => ({ ...toldOf(scenario), own: false, updatedAt: null, by: '' }))
        .toSorted((a, b) => a.level - b.level || (a.id < b.id ? -1 : 1))
    },
    all: async () => (await all()).map(({ scenario }) => scenario),
    text: async (id) => (await all()).find(({ scenario }) => scenario.id === id)?.text ?? null,
  }
}
