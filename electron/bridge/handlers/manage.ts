import { Failure } from '../../failure.ts'
import type { Handlers } from '../door.ts'
import type { Parts } from '../parts.ts'

/** The gateway's HTTP side for whoever manages; it asks the rights, here nothing is decided. */
export function manageHandlers(
  parts: Parts,
): Handlers<
  | 'manage.openAccount'
  | 'manage.resetPassword'
  | 'manage.doctor'
  | 'manage.decisions'
  | 'manage.day'
  | 'manage.buyers'
> {
  const gateway = async () => {
    const session = parts.accounts.current?.session
    if (!session) throw new Failure('bad_call', 'nobody is signed in')
    return { http: session.http, token: await session.token() }
  }
  return {
    'manage.openAccount': async (ask) => {
      const { http, token } = await gateway()
      return http.openAccount(token, ask)
    },
    'manage.resetPassword': async ({ account, password }) => {
      const { http, token } = await gateway()
      await http.resetPassword(token, account, password)
      return null
    },
    'manage.doctor': async ({ account }) => {
      const { http, token } = await gateway()
      return http.doctor(token, account)
    },
    'manage.decisions': async (query) => {
      const { http, token } = await gateway()
      return http.decisions(token, query)
    },
    'manage.day': async ({ date }) => {
      const { http, token } = await gateway()
      return http.day(token, date)
    },
    'manage.buyers': async (query) => {
      const { http, token } = await gateway()
      return http.buyers(token, query)
    },
  }
}
