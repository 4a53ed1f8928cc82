import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInstance } from 'i18next'
import { expect, test } from 'vitest'
import { ORDER_ACTS } from '../../orders/model.ts'
import { actionCondition, OUTCOMES } from '../scenario.ts'
import { HOW, VIOLATION_HOW } from './how.ts'

const languages = ['zh-CN', 'zh-TW', 'en'] as const
const texts = Object.fromEntries(
  languages.map((language) => {
    const file = join(import.meta.dirname, `../../../resources/locales/${language}/practice.json`)
    return [language, { practice: JSON.parse(readFileSync(file, 'utf8')) as object }]
  }),
)
const i18n = createInstance()
await i18n.init({ resources: texts, lng: 'zh-CN', interpolation: { escapeValue: false } })

type Keys = readonly (readonly [string, readonly string[]])[]
const { wrong_buyer, ...others } = VIOLATION_HOW
const keys: Keys = [
  ...Object.entries(HOW).flatMap(([kind, hows]) =>
    Object.entries(hows).map(([how, values]) => [`mark.${kind}.${how}`, values] as const),
  ),
  ...Object.entries(others).map(([kind, values]) => [`violation.${kind}`, values] as const),
  ...Object.entries(wrong_buyer).map(
    ([what, values]) => [`violation.wrong_buyer.${what}`, values] as const,
  ),
]

test.each(languages)(
  'every mark and violation has its words in %s, with its values',
  (language) => {
    const t = i18n.getFixedT(language, 'practice')
    for (const [key, names] of keys) {
      const values = Object.fromEntries(
        names.map((name) => [name, name === 'count' ? 7 : `<${name}>`]),
      )
      const said = t(key, { ...values, deed: 'order_refund', outcome: 'lost' })
      expect(said, key).not.toBe(key)
      expect(said, key).not.toMatch(/\{\{|\$t|practice:|undefined/)
      for (const name of names)
        if (name !== 'deed' && name !== 'outcome')
          expect(said, `${key} ${name}`).toContain(String(values[name]))
    }
  },
)

test('every deed and outcome of a rubric has its words', () => {
  const deeds = actionCondition.options
    .map(({ shape }) => shape.do.value)
    .flatMap((deed) => (deed === 'order' ? ORDER_ACTS.map((act) => `order_${act}`) : [deed]))
  expect(deeds.length).toBeGreaterThan(12)
  for (const language of languages)
    for (const key of [
      ...deeds.map((one) => `deed.${one}`),
      ...OUTCOMES.map((one) => `outcome.${one}`),
    ])
      expect(i18n.exists(`practice:${key}`, { lng: language, fallbackLng: [] }), key).toBe(true)
})
