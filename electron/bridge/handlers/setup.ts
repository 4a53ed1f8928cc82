import { DEMO_PASSWORD } from '#shared/bridge/embedded.ts'
import { parseSignInName } from '#shared/names/names.ts'
import { Failure } from '../../failure.ts'
import type { Handlers } from '../door.ts'
import type { Parts } from '../parts.ts'

/** The demo shop, made or started, and its main account signed in. */
export async function tryDemo({ state, own, accounts }: Parts): Promise<void> {
  if (own.info && !own.info.demo) throw new Failure('name_taken', 'a shop is set up already')
  try {
    await own.tryDemo()
    state.patch({ ownShop: own.info })
    await accounts.signIn({
      gateway: null,
      name: own.main,
      password: DEMO_PASSWORD,
      remember: true,
    })
  } catch (error) {
    accounts.rest()
    throw error
  }
}

export function setupHandlers(
  parts: Parts,
): Handlers<'setup.tryDemo' | 'setup.openShop' | 'setup.joinShop' | 'setup.invitation'> {
  const { state, own, accounts } = parts
  return {
    'setup.tryDemo': async () => {
      await tryDemo(parts)
      return null
    },
    'setup.openShop': async (shop) => {
      checkMain(shop.main)
      if (own.info) throw new Failure('name_taken', 'a shop is set up already')
      try {
        await own.open(shop)
        state.patch({ ownShop: own.info })
        const { main: name, password } = shop
        await accounts.signIn({ gateway: null, name, password, remember: true })
      } catch (error) {
        accounts.rest()
        throw error
      }
      return null
    },
    // The screen that asked goes on to its sign-in form; a new phase would take it away.
    'setup.joinShop': ({ code }) => accounts.join(code),
    'setup.invitation': async () => {
      const { current } = accounts
      if (current?.known.gateway !== null || current.known.role !== 'main')
        throw new Failure('not_allowed', "only this computer's shop's main account invites")
      await own.openLan()
      const { session } = current
      return { code: await session.http.invitation(await session.token()) }
    },
  }
}

function checkMain(name: string): void {
  const parsed = parseSignInName(name)
  if (parsed.ok && parsed.sub === null) return
  if (!parsed.ok && parsed.problem === 'full_width_colon')
    throw new Failure('name_full_width_colon', 'a full-width colon', {
      suggestion: parsed.suggestion,
    })
  throw new Failure('name_invalid', 'not a main account name')
}
