import { Failure } from '../../failure.ts'
import type { Handlers } from '../door.ts'
import type { Parts } from '../parts.ts'

/** How one signs in, and from where (A6); the gateway asks the rights. */
export function securityHandlers(
  parts: Parts,
): Handlers<
  | 'security.state'
  | 'security.offer'
  | 'security.confirm'
  | 'security.off'
  | 'security.recovery'
  | 'security.sessions'
  | 'security.endSessions'
  | 'security.changePassword'
  | 'security.alerts'
  | 'manage.secondFactor'
  | 'manage.secondFactorOff'
> {
  const gateway = async () => {
    const session = parts.accounts.current?.session
    if (!session) throw new Failure('bad_call', 'nobody is signed in')
    return { security: session.http.security, token: await session.token() }
  }
  return {
    'security.state': async () => {
      const { security, token } = await gateway()
      return security.state(token)
    },
    'security.offer': async ({ password }) => {
      const { security, token } = await gateway()
      return security.offer(token, password)
    },
    'security.confirm': async ({ code }) => {
      const { security, token } = await gateway()
      return security.confirm(token, code)
    },
    'security.off': async ({ password }) => {
      const { security, token } = await gateway()
      await security.off(token, password)
      return null
    },
    'security.recovery': async ({ password }) => {
      const { security, token } = await gateway()
      return security.newRecovery(token, password)
    },
    'security.sessions': async ({ account }) => {
      const { security, token } = await gateway()
      return security.sessions(token, account)
    },
    'security.endSessions': async (ask) => {
      const { security, token } = await gateway()
      await security.endSessions(token, ask)
      return null
    },
    'security.changePassword': async (ask) => {
      await parts.accounts.changePassword(ask)
      return null
    },
    'security.alerts': async ({ before }) => {
      const { security, token } = await gateway()
      return security.alerts(token, before)
    },
    'manage.secondFactor': async ({ account }) => {
      const { security, token } = await gateway()
      return security.stateOf(token, account)
    },
    'manage.secondFactorOff': async ({ account }) => {
      const { security, token } = await gateway()
      await security.takeAway(token, account)
      return null
    },
  }
}
