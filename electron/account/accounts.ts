import { randomBytes, randomUUID } from 'node:crypto'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings-defaults.ts'
import type { Credentials, SavedAccount } from '#shared/bridge/contract.ts'
import type {
  SecondFactorOffer,
  SessionReply,
  SignInCredentials,
  SignInSetup,
} from '#shared/protocol/api.ts'
import { DEMO_PASSWORD } from '#shared/bridge/embedded.ts'
import { parseSignInName } from '#shared/names/names.ts'
import type { AppStateStore } from '../app-state.ts'
import type { OwnShop } from '../embedded/own-shop.ts'
import { asBridgeFailure, describe, Failure } from '../failure.ts'
import type { JsonFile } from '../json-file.ts'
import { log } from '../log.ts'
import type { ViewBase } from '../link/view-batch.ts'
import { readSecret, removeSecret, writeSecret } from './account-secret.ts'
import { openCache, type OpenedCache, removeCache } from './cache-door.ts'
import { cacheFile } from './cache-file.ts'
import type { Device } from './device.ts'
import type { GatewayAddress } from './gateway-address.ts'
import type { GatewayHttp } from './gateway-http.ts'
import { Gateways } from './gateways.ts'
import { unwrapKey, wrapKey } from './key-wrap.ts'
import type { Keychain } from './keychain.ts'
import {
  type AccountBook,
  changeAccount,
  findKnown,
  forgetAccount,
  type KnownAccount,
  putAccount,
  savedAccounts,
} from './saved-accounts.ts'
import { Session } from './session.ts'
import { buyerPage, fallbackOf, type SignedIn } from './signed-in.ts'

export interface AccountsOptions {
  readonly folder: string
  /** Of practice: its gateways are of practice, and its own shop's accounts have the known password. */
  readonly practice: boolean
  readonly state: Pick<AppStateStore, 'value' | 'patch' | 'notice'>
  /** False: another world is worked in, or about to be; nobody may come to work here. */
  readonly accepts: () => boolean
  readonly book: JsonFile<AccountBook>
  readonly own: OwnShop
  readonly keychain: () => Promise<Keychain | null>
  readonly device: Device
  /** The first window is: until then the computer is left to it. */
  readonly painted: Promise<void>
  /** As the list of sessions names this program. */
  readonly app: string
  /** The work begins: link, windows. Rejecting undoes the sign-in. */
  readonly begin: (signedIn: SignedIn) => Promise<void>
  /** The work ends; awaited before the cache is closed. */
  readonly end: () => Promise<void>
}

export interface SignInAsk {
  readonly gateway: string | null
  readonly name: string
  readonly password: string
  readonly remember: boolean
  readonly code?: string | undefined
  readonly ticket?: string | undefined
}

/** Who is signed in here, who was, and what is kept of them. */
export class Accounts {
  readonly #options: AccountsOptions
  readonly #gateways: Gateways
  #current: SignedIn | null = null
  /** Signing in and out go one after the other. */
  #queue: Promise<unknown> = Promise.resolve()

  constructor(options: AccountsOptions) {
    this.#options = options
    this.#gateways = new Gateways(options)
  }

  get current(): SignedIn | null {
    return this.#current
  }

  /** At the start: straight to work where the last one is remembered, else the screen that helps. */
  async resume(): Promise<void> {
    const { book, own } = this.#options
    const { current, accounts } = book.get()
    const known = accounts.find((account) => account.id === current)
    try {
      if (known && this.#isDemo(known)) await this.#demoAgain(known)
      else if (known?.remembered) await this.signInSaved(known.id)
      // Buyers are served while nobody is signed in here, too; those of practice come with a run.
      if (own.info && !this.#options.practice) await own.start()
    } catch (error) {
      log('warn', 'accounts: could not go straight to work', { error: describe(error) })
    }
    this.rest()
  }

  /** Where nobody is signed in: the screen that helps on. */
  rest(): void {
    if (!this.#current)
      this.#options.state.patch({ phase: this.#restPhase(), ownShop: this.#options.own.info })
  }

  signIn(ask: SignInAsk): Promise<void> {
    return this.#inTurn(() => this.#signIn(ask))
  }

  /** For one who must have a second factor before anything else works. */
  offerSecondFactor(ask: Credentials): Promise<SecondFactorOffer> {
    return this.#atTheDoor(ask, (http, credentials) => http.offerSecondFactor(credentials))
  }

  confirmSecondFactor({ code, ...ask }: Credentials & { code: string }): Promise<SignInSetup> {
    return this.#atTheDoor(ask, (http, credentials) =>
      http.confirmSecondFactor({ ...credentials, code }),
    )
  }

  /** With the keys that the old password locked on a computer without a keychain. */
  async changePassword(ask: { readonly old: string; readonly new: string }): Promise<void> {
    const current = this.#current
    if (!current) throw new Failure('bad_call', 'nobody is signed in')
    const { known, session, key } = current
    await session.http.security.changePassword(await session.token(), ask)
    if (await this.#options.keychain()) return
    const wrapped = await wrapKey(key, ask.new)
    this.#options.book.update((value) => changeAccount(value, known.id, { wrappedKey: wrapped }))
    if (known.gateway === null) await this.#options.own.lockAnew(known.name, ask.new)
  }

  async signInSaved(id: string): Promise<void> {
    const known = this.#options.book.get().accounts.find((account) => account.id === id)
    if (this.#options.practice && known && this.#isDemo(known)) await this.#demoAgain(known)
    else await this.#inTurn(() => this.#signInSaved(id))
  }

  signOut(): Promise<void> {
    return this.#inTurn(() => this.#signOut(true))
  }

  /** At quit: closes the cache, forgets nothing. */
  close(): Promise<void> {
    return this.#inTurn(() => this.#leave())
  }

  /** Those of the shop on this computer, when that is given up. */
  async forgetOwn(): Promise<void> {
    const { accounts } = this.#options.book.get()
    for (const { id, gateway } of accounts) if (gateway === null) await this.forget(id)
  }

  async forget(id: string): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#current?.known.id === id) await this.#signOut(true)
      const { book, keychain, folder } = this.#options
      const held = await keychain()
      if (held) await removeSecret(held, id)
      removeCache(cacheFile(folder, id))
      book.update((value) => forgetAccount(value, id))
      await this.refreshSaved()
      this.rest()
    })
  }

  /** Makes a gateway known, if it answers. The address is what signing in asks for. */
  join(code: string): Promise<{ gateway: string; shopName: string | null }> {
    return this.#gateways.join(code)
  }

  async refreshSaved(): Promise<void> {
    const keychain = (await this.#options.keychain()) !== null
    this.#options.state.patch({
      keychain,
      saved: this.saved(keychain),
    })
  }

  /** As the screens before signing in list them. */
  saved(keychain: boolean): SavedAccount[] {
    const { book, practice } = this.#options
    const value = book.get()
    if (!practice) return savedAccounts(value, keychain)
    const demo = new Set(value.accounts.filter((one) => this.#isDemo(one)).map(({ id }) => id))
    return savedAccounts(value, keychain).map((one) =>
      demo.has(one.id) ? { ...one, remembered: true } : one,
    )
  }

  /** The refresh token was refused for good: remembering it helps nobody. */
  async tokensRefused(): Promise<void> {
    const current = this.#current
    if (!current) return
    const keychain = await this.#options.keychain()
    if (keychain) await writeSecret(keychain, current.known.id, { key: hex(current.key) })
    this.#options.book.update((value) =>
      changeAccount(value, current.known.id, { remembered: false }),
    )
    await this.refreshSaved()
  }

  /** Opens a damaged cache again (that sets it aside) and begins anew on it. */
  reopen(): Promise<void> {
    return this.#inTurn(async () => {
      const current = this.#current
      if (!current) return
      await this.#options.end()
      await current.cache.close().catch(() => undefined)
      const cache = await this.#openCache(current.known.id, current.key)
      this.#current = { ...current, cache }
      await this.#options.begin(this.#current)
    })
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(run)
    this.#queue = turn.catch(() => undefined)
    return turn
  }

  #restPhase(): 'welcome' | 'sign-in' {
    const { accounts, gateways } = this.#options.book.get()
    return accounts.length + gateways.length > 0 || this.#options.own.info ? 'sign-in' : 'welcome'
  }

  /** Its password is known to everyone. */
  #isDemo(known: KnownAccount): boolean {
    return known.demo && this.#options.own.info?.demo === true
  }

  async #demoAgain({ id, name }: KnownAccount): Promise<void> {
    try {
      await this.signIn({ gateway: null, name, password: DEMO_PASSWORD, remember: true })
    } catch (error) {
      this.#options.state.patch({ refused: { id, code: asBridgeFailure(error).code } })
      throw error
    }
  }

  /** @throws Failure where this world was left while somebody was on the way in */
  #mustBeHere(): void {
    if (!this.#options.accepts()) throw new Failure('bad_call', 'it was left meanwhile')
  }

  async #signIn(ask: SignInAsk): Promise<void> {
    const parsed = parseSignInName(ask.name)
    if (!parsed.ok)
      throw parsed.problem === 'full_width_colon'
        ? new Failure('name_full_width_colon', 'a full-width colon', {
            suggestion: parsed.suggestion,
          })
        : new Failure('name_invalid', `the name is invalid: ${parsed.problem}`)
    this.#mustBeHere()
    if (this.#current) await this.#leave()
    const { own, device } = this.#options
    // The screen that asked stays, with what was typed, until there is something else to show.
    let http: GatewayHttp | null = null
    try {
      if (ask.gateway === null) await own.unlock(ask.name, ask.password)
      http = this.#gateways.line(await this.#gateways.address(ask.gateway))
      const { name, password, code, ticket } = ask
      const reply = await http.signIn({
        name,
        password,
        device,
        app: this.#options.app,
        ...(code === undefined ? {} : { code }),
        ...(ticket === undefined ? {} : { ticket }),
      })
      await this.#enter(http, ask, reply)
    } catch (error) {
      http?.close()
      this.#backToRest()
      throw error
    }
  }

  /** Asks with name and password, and closes the line again: nobody is signed in by it. */
  async #atTheDoor<T>(
    { gateway, name, password }: Credentials,
    ask: (http: GatewayHttp, credentials: SignInCredentials) => Promise<T>,
  ): Promise<T> {
    const { own, device } = this.#options
    if (gateway === null) await own.unlock(name, password)
    const http = this.#gateways.line(await this.#gateways.address(gateway))
    try {
      return await ask(http, { name, password, device })
    } finally {
      http.close()
    }
  }

  async #enter(http: GatewayHttp, ask: SignInAsk, reply: SessionReply): Promise<void> {
    const { book, own } = this.#options
    const keychain = await this.#options.keychain()
    const earlier = findKnown(book.get(), ask.gateway, reply.account.id)
    const id = earlier?.id ?? randomUUID()
    const found = await this.#keyOf(earlier, keychain, ask.password)
    const key = found ?? randomBytes(32)
    const remembered = ask.remember && keychain !== null && reply.refresh !== undefined
    if (keychain)
      await writeSecret(keychain, id, {
        key: hex(key),
        ...(remembered && reply.refresh !== undefined ? { refresh: reply.refresh } : {}),
      })
    const known: KnownAccount = {
      id,
      account: reply.account.id,
      name: reply.account.name,
      nick: reply.account.nick,
      shop: reply.shop.id,
      shopName: reply.shop.name,
      role: reply.account.role,
      gateway: ask.gateway,
      remembered,
      demo: ask.gateway === null && own.info?.demo === true,
      lastUsedAt: Date.now(),
      // Opened by this very password: it need not be locked again.
      ...(keychain
        ? {}
        : { wrappedKey: (found && earlier?.wrappedKey) ?? (await wrapKey(key, ask.password)) }),
    }
    const cache = await this.#openCache(id, key)
    book.update((value) => ({ ...putAccount(value, known), current: id }))
    if (ask.gateway === null) await own.lockFor(ask.name, ask.password)
    const session = this.#session(http, known, reply.refresh ?? '')
    session.accept(reply)
    const fallback: ViewBase = {
      me: reply.account.id,
      shop: reply.shop,
      settings: DEFAULT_SETTINGS,
      accounts: { [reply.account.id]: reply.account },
      closed: [],
    }
    await this.#work({ known, session, cache, key, fallback })
  }

  async #signInSaved(id: string): Promise<void> {
    const { book, own } = this.#options
    const known = book.get().accounts.find((account) => account.id === id)
    if (!known) throw new Failure('not_found', 'no such saved account')
    const keychain = await this.#options.keychain()
    if (!keychain) throw new Failure('keychain_unavailable', 'there is no keychain')
    const secret = await readSecret(keychain, id)
    this.#mustBeHere()
    if (!secret?.refresh) throw new Failure('token_expired', 'not remembered: sign in by password')
    if (this.#current) await this.#leave()
    try {
      // The gateway of this computer comes up meanwhile: what the cache has is shown at once.
      const coming = known.gateway === null ? this.#gateways.address(null) : null
      const http = coming
        ? this.#gateways.line({ urls: [own.lastUrl], fingerprint: null, shop: null }, coming)
        : this.#gateways.line(await this.#gateways.address(known.gateway))
      const key = Buffer.from(secret.key, 'hex')
      const cache = await this.#openCache(id, key)
      book.update((value) => ({
        ...changeAccount(value, id, { lastUsedAt: Date.now() }),
        current: id,
      }))
      const session = this.#session(http, known, secret.refresh)
      await this.#work({ known, session, cache, key, fallback: fallbackOf(known) })
      if (coming) await this.#cameUp(coming)
    } catch (error) {
      await this.#leave()
      // The window may have shown the work already: its screen for signing in is a new one.
      this.#options.state.patch({ refused: { id, code: asBridgeFailure(error).code } })
      this.#backToRest()
      throw error
    }
  }

  /** Its port may be another one than last time. Rejects when it did not come up. */
  async #cameUp(coming: Promise<GatewayAddress>): Promise<void> {
    await coming
    const current = this.#current
    const { signedIn } = this.#options.state.value
    if (current && signedIn)
      this.#options.state.patch({ signedIn: { ...signedIn, buyerPage: buyerPage(current) } })
  }

  /** A screen that asks for a sign-in already stays, with what was typed there. */
  #backToRest(): void {
    const { state, own } = this.#options
    const { phase } = state.value
    if (phase === 'starting' || phase === 'working')
      state.patch({ phase: this.#restPhase(), signedIn: null, ownShop: own.info })
    else state.patch({ ownShop: own.info })
  }

  async #work(signedIn: SignedIn): Promise<void> {
    const { state, own } = this.#options
    const { known } = signedIn
    if (!this.#options.accepts()) await signedIn.cache.close()
    this.#mustBeHere()
    this.#current = signedIn
    try {
      await this.#options.begin(signedIn)
    } catch (error) {
      await this.#leave()
      throw error
    }
    await this.refreshSaved()
    state.patch({
      phase: 'working',
      refused: null,
      ownShop: own.info,
      signedIn: {
        accountId: known.account,
        name: known.name,
        nick: known.nick,
        shopName: known.shopName,
        demo: known.demo,
        buyerPage: buyerPage(signedIn),
      },
    })
  }

  async #leave(): Promise<void> {
    const current = this.#current
    if (!current) return
    this.#current = null
    await this.#options.end()
    await current.cache.close().catch((error: unknown) => {
      log('warn', 'accounts: the cache did not close', { error: describe(error) })
    })
    current.key.fill(0)
  }

  async #signOut(tellGateway: boolean): Promise<void> {
    const current = this.#current
    const { book, state } = this.#options
    if (!current) return
    const { known, session } = current
    const keychain = await this.#options.keychain()
    if (keychain) await writeSecret(keychain, known.id, { key: hex(current.key) })
    await this.#leave()
    book.update((value) => ({
      ...changeAccount(value, known.id, { remembered: false }),
      current: null,
    }))
    await this.refreshSaved()
    state.patch({ phase: this.#restPhase(), signedIn: null })
    if (tellGateway) void session.end()
  }

  async #keyOf(
    known: KnownAccount | undefined,
    keychain: Keychain | null,
    password: string,
  ): Promise<Uint8Array | null> {
    if (!known) return null
    const secret = keychain && (await readSecret(keychain, known.id))
    if (secret) return Buffer.from(secret.key, 'hex')
    // Also where a keychain has come since: the key moves into it.
    return known.wrappedKey ? unwrapKey(known.wrappedKey, password) : null
  }

  #session(http: GatewayHttp, known: KnownAccount, refresh: string): Session {
    return new Session(http, refresh, ({ account, shop }) => {
      this.#options.book.update((value) =>
        changeAccount(value, known.id, {
          name: account.name,
          nick: account.nick,
          role: account.role,
          shopName: shop.name,
        }),
      )
    })
  }

  async #openCache(id: string, key: Uint8Array): Promise<OpenedCache['cache']> {
    const { folder, painted, state } = this.#options
    const { cache, setAside } = await openCache(cacheFile(folder, id), key, {
      painted,
      lost: () => void this.reopen(),
    })
    if (setAside) state.notice(setAside.code, setAside.values)
    return cache
  }
}

function hex(key: Uint8Array): string {
  return Buffer.from(key).toString('hex')
}
