import { expect, test } from 'vitest'
import catalog from '#resources/demo/catalog.json' with { type: 'json' }
import { parseSignInName } from '#shared/names/names.ts'
import { settingsChange } from '#shared/protocol/settings.ts'
import { phrase } from '#shared/phrases/model.ts'
import { DEMO_PHRASES, DEMO_SHOP, INTENT_WORDS, INTENTS, PERSONAS, sourceOf } from './data.ts'

test('[A1] the names of the demo shop are good names', () => {
  for (const name of [
    DEMO_SHOP.main,
    ...DEMO_SHOP.accounts.map(({ sub }) => `${DEMO_SHOP.main}:${sub}`),
  ])
    expect(parseSignInName(name), name).toMatchObject({ ok: true })
  for (const { role } of DEMO_SHOP.accounts)
    expect(['supervisor', 'senior', 'junior']).toContain(role)
})

test('[D10] the groups and routes of the demo shop fit each other, and its buyers hit them', () => {
  const { settings, accounts } = DEMO_SHOP
  expect(settingsChange.safeParse(settings).error).toBeUndefined()
  const groups = new Set(settings.groups?.map(({ id }) => id))
  expect(new Set(settings.routes?.map(({ group }) => group))).toEqual(groups)
  for (const account of accounts)
    expect([...groups], account.sub).toEqual(expect.arrayContaining([...account.groups]))
  const choices = settings.choices?.map(({ id }) => id)
  const chosen = new Set(PERSONAS.map((persona) => sourceOf(persona).choice))
  expect([...chosen].toSorted()).toEqual(choices?.toSorted())
})

test('the quick replies are good ones, each with a code of its own', () => {
  for (const [place, one] of DEMO_PHRASES.entries()) {
    const whole = { ...one, id: crypto.randomUUID(), scope: 'team', files: [], place }
    expect(phrase.safeParse(whole).error, one.title).toBeUndefined()
  }
  expect(new Set(DEMO_PHRASES.map(({ code }) => code)).size).toBe(DEMO_PHRASES.length)
})

test('every buyer wants a product that exists, about topics that are known', () => {
  const products = new Set(catalog.products.map(({ id }) => id))
  const known = new Set<string>(INTENTS)
  expect(new Set(PERSONAS.map(({ id }) => id)).size).toBe(PERSONAS.length)
  for (const persona of PERSONAS) {
    expect(products, persona.id).toContain(persona.product)
    for (const { topics } of persona.questions)
      expect(
        topics.filter((topic) => !known.has(topic)),
        persona.id,
      ).toEqual([])
  }
  expect(Object.keys(INTENT_WORDS).toSorted()).toEqual([...INTENTS].toSorted())
})

test('every order is of a product and of a buyer of the demo, with the amount that it makes', () => {
  const buyers = new Set(PERSONAS.map(({ name }) => name))
  for (const order of catalog.orders) {
    expect(buyers, order.id).toContain(order.buyer)
    const product = catalog.products.find(({ id }) => id === order.product)
    expect(product?.options, order.id).toContain(order.option)
    expect(order.amountFen, order.id).toBe((product?.priceFen ?? 0) * order.count)
  }
})

test('the order number a buyer names is one of its own', () => {
  const named = PERSONAS.flatMap(({ name, facts }) =>
    facts.order.flatMap((line) => (/\d{13}/.exec(line) ?? []).map((order) => ({ order, name }))),
  )
  expect(named.length).toBeGreaterThan(3)
  expect(
    named.filter(
      ({ order, name }) => catalog.orders.find(({ id }) => id === order)?.buyer !== name,
    ),
  ).toEqual([])
})
