import type { Language } from '#shared/bridge/contract.ts'
import shops from '#resources/practice/shop.json' with { type: 'json' }
import type { Control } from '../control.ts'

/** Signs in with `<main>` and `<main>:t1` …; names that read the same in every language. */
const SHOP = { id: 'practice', main: 'practice' } as const

/**
 * The practice shop of one computer with its trainer (the main account) and first trainees; what is
 * there already stays as it is, and what a cut-off start left out is made.
 *
 * @throws Refusal as `Control` does
 */
export async function ensurePracticeShop(
  control: Control,
  { language, password }: { readonly language: Language; readonly password: string },
): Promise<{ readonly id: string; readonly name: string; readonly main: string }> {
  const { name, trainer, trainees } = shops[language]
  const { id, main } = SHOP
  if (!control.shops().some((shop) => shop.id === id))
    await control.createShop({ id, name, main, nick: trainer, password })
  const known = control.accounts(id)
  for (const [at, nick] of trainees.entries()) {
    const full = `${main}:t${at + 1}`
    // One that was renamed or deleted since does not come again.
    if (known.filter(({ role }) => role !== 'main').length > at) continue
    await control.createAccount({ name: full, nick, role: 'senior', password })
  }
  return control.shops().find((shop) => shop.id === id) ?? { id, name, main }
}
