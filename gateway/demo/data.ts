import buyers from '#resources/demo/buyers.json' with { type: 'json' }
import catalog from '#resources/demo/catalog.json' with { type: 'json' }
import intentWords from '#resources/demo/intents.json' with { type: 'json' }
import phrases from '#resources/demo/phrases.json' with { type: 'json' }
import shop from '#resources/demo/shop.json' with { type: 'json' }
import type { Phrase } from '#shared/phrases/model.ts'
import type { Role, Source } from '#shared/protocol/model.ts'
import type { SettingsChange } from '#shared/protocol/settings.ts'

export const INTENTS = [
  'thanks',
  'hold',
  'order',
  'refund',
  'delivery',
  'price',
  'stock',
  'sorry',
  'greeting',
] as const
/** What an agent's message is about, as far as its words tell. */
export type Intent = (typeof INTENTS)[number]

export interface Question {
  /** An agent's message about one of these settles it. */
  readonly topics: readonly string[]
  readonly lines: readonly string[]
  readonly settled: readonly string[]
}

/** One simulated buyer: what it wants, and how it speaks. */
export interface Persona {
  readonly id: string
  readonly name: string
  readonly language: string
  readonly product: string
  /** 0 patient, 1 usual, 2 in a hurry. */
  readonly hurry: number
  readonly opening: readonly string[]
  readonly questions: readonly Question[]
  /** Answers to what an agent asks back. */
  readonly facts: { readonly order: readonly string[]; readonly other: readonly string[] }
  readonly nudges: readonly string[]
  readonly holding: readonly string[]
  readonly ending: readonly string[]
  readonly leaving: readonly string[]
}

export const PERSONAS: readonly Persona[] = buyers

/** As the shop's page would tell the chat: what people read, not the shop's number for it. */
export function productName(id: string): string {
  return catalog.products.find((product) => product.id === id)?.title ?? id
}

/** What a buyer is asked before its first message: most that is about an order is after buying. */
const AFTER_BUYING = new Set(['refund', 'sorry', 'order', 'delivery'])

/** Where a persona writes from, as the shop's page would tell it (D10). */
export function sourceOf({ product, questions }: Persona): Source {
  const known = catalog.products.find(({ id }) => id === product)
  const after = questions[0]?.topics.some((topic) => AFTER_BUYING.has(topic)) === true
  return {
    page: after ? '/orders/' : `/item/${product}`,
    product: productName(product),
    ...(known ? { category: known.category } : {}),
    choice: after ? 'after' : 'before',
  }
}

/** Quick replies that a new demo shop's team begins with. */
export const DEMO_PHRASES: readonly Pick<Phrase, 'group' | 'code' | 'title' | 'text'>[] = phrases

export const INTENT_WORDS: Readonly<Record<Intent, readonly string[]>> = intentWords

export interface DemoShopData {
  readonly id: string
  readonly name: string
  readonly main: string
  readonly nick: string
  readonly accounts: readonly {
    readonly sub: string
    readonly nick: string
    readonly role: Exclude<Role, 'main'>
    readonly groups: readonly string[]
  }[]
  /** Groups, routes and choices (D10): what a new demo shop begins with. */
  readonly settings: SettingsChange
}
// JSON types its strings loosely; `data.test.ts` holds the roles and topics to the unions.
export const DEMO_SHOP = shop as DemoShopData
