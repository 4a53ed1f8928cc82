import type { Handlers } from '../door.ts'
import type { Parts } from '../parts.ts'

export function accountHandlers({
  accounts,
  leaving,
}: Parts): Handlers<
  'account.signIn' | 'account.signInSaved' | 'account.forgetSaved' | 'account.signOut'
> {
  return {
    'account.signIn': async (ask) => {
      await accounts.signIn(ask)
      return null
    },
    'account.signInSaved': async ({ id }) => {
      await accounts.signInSaved(id)
      return null
    },
    'account.forgetSaved': async ({ id }) => {
      await accounts.forget(id)
      return null
    },
    'account.signOut': async () => {
      await leaving.ask()
      await accounts.signOut()
      return null
    },
  }
}
