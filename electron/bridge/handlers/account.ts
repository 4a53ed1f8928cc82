import type { Handlers } from '../door.ts'
import type { Parts } from '../parts.ts'

export function accountHandlers(
  parts: Parts,
): Handlers<
  | 'account.signIn'
  | 'account.offerSecondFactor'
  | 'account.confirmSecondFactor'
  | 'account.signInSaved'
  | 'account.forgetSaved'
  | 'account.signOut'
> {
  const { leaving } = parts
  return {
    'account.signIn': async (ask) => {
      await parts.accounts.signIn(ask)
      return null
    },
    'account.offerSecondFactor': (ask) => parts.accounts.offerSecondFactor(ask),
    'account.confirmSecondFactor': (ask) => parts.accounts.confirmSecondFactor(ask),
    'account.signInSaved': async ({ id }) => {
      await parts.accounts.signInSaved(id)
      return null
    },
    'account.forgetSaved': async ({ id }) => {
      await parts.accounts.forget(id)
      return null
    },
    'account.signOut': async () => {
      await leaving.ask()
      await parts.accounts.signOut()
      return null
    },
  }
}
