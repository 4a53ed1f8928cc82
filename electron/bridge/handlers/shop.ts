import { Failure } from '../../failure.ts'
import { PhraseUses } from '../../phrase-uses.ts'
import type { Handlers } from '../door.ts'
import { tellOthers } from '../tell.ts'
import type { Parts } from '../parts.ts'

/** Uses of quick replies gather for so long. */
const USES_MS = 60_000

/** What lives beside the conversations: quick replies, orders, the buyer's card, the shop's search. */
export function shopHandlers(
  parts: Parts,
): Handlers<
  | 'search.shop'
  | 'chats.unmask'
  | 'chats.trace'
  | 'phrases.list'
  | 'phrases.change'
  | 'phrases.used'
  | 'words.book'
  | 'words.change'
  | 'buyers.card'
  | 'orders.of'
  | 'orders.act'
  | 'orders.products'
  | 'orders.system'
  | 'orders.setSystem'
  | 'orders.import'
  | 'manage.identity'
  | 'manage.newIdentity'
  | 'manage.backups'
  | 'manage.backUpNow'
  | 'manage.recoveryKey'
  | 'manage.backupFolder'
  | 'kept.set'
> {
  const { work, leaving } = parts
  const gateway = async () => {
    const session = parts.accounts.current?.session
    if (!session) throw new Failure('bad_call', 'nobody is signed in')
    return { shop: session.http.shopSide, token: await session.token() }
  }
  const uses = new PhraseUses(async (counts) => {
    const { shop, token } = await gateway()
    await shop.countPhrases(token, { uses: counts })
  })
  let timer: NodeJS.Timeout | null = null
  leaving.onLeaving(async () => {
    await uses.flush()
    uses.forget()
  })
  return {
    'search.shop': async (ask) => {
      const { shop, token } = await gateway()
      return shop.search(token, ask)
    },
    'chats.unmask': async (ask) => {
      const { shop, token } = await gateway()
      return shop.unmask(token, ask)
    },
    'chats.trace': async (ask) => {
      await work().trace(ask.traces)
      return null
    },
    'phrases.list': async () => {
      const { shop, token } = await gateway()
      return shop.phrases(token)
    },
    'phrases.change': async (change) => {
      const { shop, token } = await gateway()
      return shop.changePhrases(token, change)
    },
    'words.book': async () => {
      const { shop, token } = await gateway()
      return shop.words(token)
    },
    'words.change': async (change) => {
      const { shop, token } = await gateway()
      return shop.changeWords(token, change)
    },
    'phrases.used': ({ id }) => {
      uses.count(id)
      timer ??= setInterval(() => void uses.flush(), USES_MS).unref()
      return null
    },
    'buyers.card': async ({ buyer }) => {
      const { shop, token } = await gateway()
      return shop.buyerCard(token, buyer)
    },
    'orders.of': async (ask) => {
      const { shop, token } = await gateway()
      return shop.orders(token, ask)
    },
    'orders.act': async (ask) => {
      const { shop, token } = await gateway()
      return shop.act(token, ask)
    },
    'orders.products': async ({ ids }) => {
      const { shop, token } = await gateway()
      return shop.products(token, ids)
    },
    'orders.system': async () => {
      const { shop, token } = await gateway()
      return shop.orderSystem(token)
    },
    'orders.setSystem': async (system) => {
      const { shop, token } = await gateway()
      return shop.setOrderSystem(token, system)
    },
    'orders.import': async (lines) => {
      const { shop, token } = await gateway()
      return shop.importOrders(token, lines)
    },
    'manage.identity': async () => {
      const { shop, token } = await gateway()
      return shop.identity(token)
    },
    'manage.newIdentity': async () => {
      const { shop, token } = await gateway()
      return shop.newIdentity(token)
    },
    'manage.backups': async () => {
      const { shop, token } = await gateway()
      return shop.backups(token)
    },
    'manage.backUpNow': async () => {
      const { shop, token } = await gateway()
      return shop.backUpNow(token)
    },
    'manage.recoveryKey': async (asked) => {
      const { shop, token } = await gateway()
      return shop.recoveryKey(token, asked)
    },
    'manage.backupFolder': async (asked) => {
      const { shop, token } = await gateway()
      return shop.backupFolder(token, asked)
    },
    'kept.set': async ({ key, value }, { window }) => {
      tellOthers(window, 'chats.kept', { entries: { [key]: value } })
      await work().keep(key, value)
      return null
    },
  }
}
