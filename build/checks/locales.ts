import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const languages = ['zh-CN', 'zh-TW', 'en'] as const
const source = languages[0]

const pluralSuffix = /_(?:zero|one|two|few|many|other)$/

/**
 * Compares the locales under `folder` (`<language>/<namespace>.json`) with the source language.
 *
 * @returns one line per fault; empty when every language is complete: the same namespaces and
 * keys, the same variables and tags in each text, the plural forms its language needs, no empty
 * text and no key that the source doesn't have.
 */
export function localeFaults(folder: string): string[] {
  if (!existsSync(folder)) return [`there is no folder ${folder}`]
  const faults: string[] = []
  const texts = new Map(languages.map((language) => [language, load(folder, language, faults)]))
  const wanted = texts.get(source) ?? new Map<string, string>()
  if (wanted.size === 0) faults.push(`${source}: no texts at all`)
  for (const language of languages) {
    const own = texts.get(language) ?? new Map<string, string>()
    for (const [key, text] of own) {
      if (text.trim() === '') faults.push(`${language}: ${key} is empty`)
    }
    faults.push(...pluralFaults(language, own))
    if (language !== source) faults.push(...differences(language, own, wanted))
  }
  return faults
}

/** All texts of a language as `namespace:a.b.c` → text. */
function load(folder: string, language: string, faults: string[]): Map<string, string> {
  const texts = new Map<string, string>()
  const place = join(folder, language)
  if (!existsSync(place)) {
    faults.push(`${language}: the folder is missing`)
    return texts
  }
  for (const file of readdirSync(place)) {
    if (!file.endsWith('.json')) continue
    let content: unknown
    try {
      content = JSON.parse(readFileSync(join(place, file), 'utf8'))
    } catch (error) {
      faults.push(`${language}/${file}: ${error instanceof Error ? error.message : 'not JSON'}`)
      continue
    }
    const visit = (value: unknown, path: string): void => {
      if (typeof value === 'string') texts.set(path, value)
      else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        const separator = path.endsWith(':') ? '' : '.'
        for (const [key, inner] of Object.entries(value)) visit(inner, path + separator + key)
      } else faults.push(`${language}: ${path} is no text`)
    }
    visit(content, `${file.slice(0, -'.json'.length)}:`)
  }
  return texts
}

/** A key with `_other` is a plural: it needs exactly the forms of its language. */
function pluralFaults(language: string, texts: ReadonlyMap<string, string>): string[] {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
  return pluralKeys(texts).flatMap((key) =>
    forms
      .filter((form) => !texts.has(`${key}_${form}`))
      .map((form) => `${language}: ${key} has no plural form _${form}`),
  )
}

function pluralKeys(texts: ReadonlyMap<string, string>): string[] {
  return [...texts.keys()]
    .filter((key) => key.endsWith('_other'))
    .map((key) => key.slice(0, -'_other'.length))
}

function differences(
  language: string,
  own: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, string>,
): string[] {
  const plurals = new Set([...pluralKeys(own), ...pluralKeys(wanted)])
  const baseOf = (key: string): string => {
    const base = key.replace(pluralSuffix, '')
    return plurals.has(base) ? base : key
  }
  const ownBases = new Set([...own.keys()].map(baseOf))
  const wantedBases = new Map([...wanted].map(([key, text]) => [baseOf(key), text]))
  const faults: string[] = []
  for (const base of wantedBases.keys()) {
    if (!ownBases.has(base)) faults.push(`${language}: ${base} is missing`)
  }
  for (const [key, text] of own) {
    const model = wantedBases.get(baseOf(key))
    if (model === undefined) {
      faults.push(`${language}: ${key} is not in ${source}`)
      continue
    }
    const mayLeaveOutCount = pluralSuffix.test(key) && baseOf(key) !== key
    for (const part of placeholders(model)) {
      if (mayLeaveOutCount && part === '{{count}}') continue
      if (!placeholders(text).has(part)) faults.push(`${language}: ${key} lacks ${part}`)
    }
    for (const part of placeholders(text)) {
      if (part === '{{count}}' && mayLeaveOutCount) continue
      if (!placeholders(model).has(part)) faults.push(`${language}: ${key} has a foreign ${part}`)
    }
  }
  return faults
}

/** The variables, nested keys and tags of a text, each in one normal form. */
function placeholders(text: string): Set<string> {
  const found = new Set<string>()
  for (const [, name = ''] of text.matchAll(/\{\{-?\s*([\w.]+)/g)) found.add(`{{${name}}}`)
  for (const [, key = ''] of text.matchAll(/\$t\(([^),]+)/g)) found.add(`$t(${key.trim()})`)
  for (const [, name = ''] of text.matchAll(/<\/?([A-Za-z0-9]+)\s*\/?>/g)) found.add(`<${name}>`)
  return found
}
