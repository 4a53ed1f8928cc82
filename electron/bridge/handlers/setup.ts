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
): Handlers<
  | 'setup.tryDemo'
  | 'setup.openShop'
  | 'setup.joinShop'
  | 'setup.invitation'
  | 'setup.damage'
  | 'setup.restore'
> {
  const { state } = parts
  const inReality = () => {
    if (parts.worlds.current.practice) throw new Failure('bad_call', 'not in practice mode')
  }
  return {
    'setup.tryDemo': async () => {
      inReality()
      await tryDemo(parts)
      return null
    },
    'setup.openShop': async (shop) => {
      inReality()
      checkMain(shop.main)
      if (parts.own.info) throw new Failure('name_taken', 'a shop is set up already')
      try {
        await parts.own.open(shop)
        state.patch({ ownShop: parts.own.info })
        const { main: name, password } = shop
        await parts.accounts.signIn({ gateway: null, name, password, remember: true })
      } catch (error) {
        parts.accounts.rest()
        throw error
      }
      return null
    },
    // The screen that asked goes on to its sign-in form; a new phase would take it away.
    'setup.joinShop': ({ code }) => parts.accounts.join(code),
    'setup.damage': () => parts.own.damage(),
    'setup.restore': async (asked) => {
      const { at, salvaged } = await parts.own.restore(asked.at)
      return { at, salvaged }
    },
    'setup.invitation': async () => {
      const { current } = parts.accounts
      if (current?.known.gateway !== null || current.known.role !== 'main')
        throw new Failure('not_allowed', "only this computer's shop's main account invites")
      await parts.own.openLan()
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
