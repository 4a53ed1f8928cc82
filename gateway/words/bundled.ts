import type { BundledLists } from '#shared/words/guard/model.ts'
import abuse from '#resources/words/abuse.json' with { type: 'json' }
import claims from '#resources/words/claims.json' with { type: 'json' }
import contact from '#resources/words/contact.json' with { type: 'json' }
import payment from '#resources/words/payment.json' with { type: 'json' }

export const BUNDLED: BundledLists = { contact, payment, claims, abuse }
