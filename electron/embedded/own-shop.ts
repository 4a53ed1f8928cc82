import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import {
  DEMO_PASSWORD,
  type EmbeddedRescue,
  type EmbeddedShop,
  type RescueDone,
  type RescueFound,
  type RescueProgress,
} from '#shared/bridge/embedded.ts'
import type { DamageView, Language } from '#shared/bridge/contract.ts'
import type { Keychain } from '../account/keychain.ts'
import { unwrapKey, wrapKey, wrappedKey } from '../account/key-wrap.ts'
import { Failure } from '../failure.ts'
import { JsonFile } from '../json-file.ts'
import type { EmbeddedHost, Ready, Rescued } from './host.ts'

const ownShop = z.strictObject({
  v: z.literal(1),
  /** '' : none yet. */
  shop: z.string(),
  name: z.string(),
  main: z.string(),
  demo: z.boolean(),
  port: z.int(),
  lanPort: z.int().nullable(),
  /** Entry of the gateway's key in the keychain. */
  keyId: z.uuid(),
  /** Without a keychain: the key, locked by the password of each account that signed in here. */
  locked: z.record(z.string(), wrappedKey),
})
export type OwnShopFile = z.infer<typeof ownShop>
const NONE: OwnShopFile = {
  v: 1,
  shop: '',
  name: '',
  main: '',
  demo: false,
  port: 0,
  lanPort: null,
  keyId: '00000000-0000-4000-8000-000000000000',
  locked: {},
}

export interface OwnShopOptions {
  readonly folder: string
  readonly buyerPage: string
  readonly resources: string
  /** A practice gateway in a folder of its own: its accounts have the known password, as a demo's. */
  readonly practice: boolean
  readonly host: EmbeddedHost
  readonly keychain: () => Promise<Keychain | null>
  readonly language: () => Language
  /** The first window is painted: a second process starting meanwhile would slow it. */
  readonly painted: Promise<void>
}

/** The shop of this computer: its file, its key, and its gateway's life. */
export class OwnShop {
  readonly #options: OwnShopOptions
  readonly #file: JsonFile<OwnShopFile>
  #ready: Ready | null = null
  #starting: Promise<Ready> | null = null
  /** Held while it runs and nothing else keeps it: to lock it for further accounts. */
  #key: Uint8Array | null = null
  #damaged = false
  #restoring: { readonly found: RescueFound; progress: RescueProgress | null } | null = null
  /** Whose password has opened the key in this run: it need not be locked for it again. */
  #openedBy = ''
  /** Raised by each stop: what was coming up then must not stay. */
  #stops = 0

  constructor(options: OwnShopOptions) {
    this.#options = options
    this.#file = new JsonFile(join(options.folder, 'own-shop.json'), ownShop, NONE)
  }

  get info(): { readonly name: string; readonly demo: boolean; readonly damaged?: true } | null {
    const { shop, name, demo } = this.#file.get()
    return shop === '' ? null : { name, demo, ...(this.#damaged ? { damaged: true } : {}) }
  }

  get main(): string {
    return this.#file.get().main
  }

  get url(): string | null {
    return this.#ready?.url ?? null
  }

  /** Where it was served last, and most likely will be. */
  get lastUrl(): string {
    return this.#ready?.url ?? `http://127.0.0.1:${this.#file.get().port}`
  }

  get lanUrls(): readonly string[] {
    return this.#ready?.lan?.urls ?? []
  }

  get gatewayFolder(): string {
    return join(this.#options.folder, 'gateway')
  }

  /** The demo shop, made where it is not there yet, with its buyers awake. */
  async tryDemo(): Promise<void> {
    if (this.info && !this.info.demo) throw new Failure('name_taken', 'a shop is set up already')
    if (this.info) {
      await this.start()
      return
    }
    await this.#create(true, DEMO_PASSWORD, async () => {
      const { shop } = await this.#wakeDemo()
      return shop
    })
  }

  async open(shop: {
    shopName: string
    main: string
    nick: string
    password: string
  }): Promise<void> {
    if (this.info) throw new Failure('name_taken', 'a shop is set up already')
    await this.#create(false, shop.password, async () => {
      const answer = await this.#options.host.ask({ t: 'openShop', ...shop }, 'shop')
      return answer.shop
    })
  }

  /**
   * Starts the gateway where it doesn't run. Without a keychain a real shop needs a password:
   * then it fails with `keychain_unavailable` until `unlock` was called.
   */
  start(): Promise<Ready> {
    if (this.#ready) return Promise.resolve(this.#ready)
    this.#starting ??= this.#startKnown()
      .catch((error: unknown) => {
        this.#damaged = error instanceof Failure && error.code === 'gateway_damaged'
        throw error
      })
      .finally(() => {
        this.#starting = null
      })
    return this.#starting
  }

  /** Opens the gateway's key by an account's password, on a computer without a keychain. */
  async unlock(name: string, password: string): Promise<void> {
    if (this.#ready || this.#key) return
    const wrapped = this.#file.get().locked[name]
    if (!wrapped) return
    const key = await unwrapKey(wrapped, password)
    if (!key) throw new Failure('credentials_wrong', 'the password does not open the key')
    this.#key = key
    this.#openedBy = name
  }

  /** After a sign-in by password: this account may open the shop next time. */
  async lockFor(name: string, password: string): Promise<void> {
    const key = this.#key
    if (!key || this.#openedBy === name || this.#file.get().demo) return
    if (await this.#options.keychain()) return
    const wrapped = await wrapKey(key, password)
    this.#file.update((file) => ({ ...file, locked: { ...file.locked, [name]: wrapped } }))
  }

  /** The account has another password since: what the old one opened, the new one opens. */
  async lockAnew(name: string, password: string): Promise<void> {
    const key = this.#key
    if (!key || this.#file.get().demo) return
    const wrapped = await wrapKey(key, password)
    this.#file.update((file) => ({ ...file, locked: { ...file.locked, [name]: wrapped } }))
    this.#openedBy = name
  }

  /** Serves colleagues over TLS from now on, and after each start. */
  async openLan(): Promise<void> {
    if (this.#file.get().demo) throw new Failure('not_allowed', 'the demo shop stays here')
    const ready = await this.start()
    if (ready.lan) return
    const { lan } = await this.#options.host.ask({ t: 'openLan', port: 0 }, 'lan')
    this.#ready = { ...ready, lan }
    this.#file.update((file) => ({ ...file, lanPort: lan.port }))
  }

  /** The host started it again after a crash. */
  async restarted(ready: Ready): Promise<void> {
    this.#ready = ready
    if (this.#file.get().demo) await this.#wakeDemo()
  }

  /** What a damaged database can be restored from. */
  async damage(): Promise<DamageView> {
    if (this.#restoring) return { ...this.#restoring.found, restoring: this.#restoring.progress }
    const found = await this.#rescue({ act: 'look' }, () => {})
    if (found.t !== 'backups') throw new Failure('gateway_failed', 'an answer of another kind')
    const { points, unusable, backups } = found
    return { points, unusable, backups, restoring: null }
  }

  /** The backup of that time in the place of the damaged data; what is there is set aside. */
  async restore(at: number): Promise<RescueDone> {
    if (this.#restoring) throw new Failure('gateway_failed', 'it is being restored')
    const found = await this.damage()
    const state: { found: RescueFound; progress: RescueProgress | null } = { found, progress: null }
    this.#restoring = state
    try {
      const done = await this.#rescue({ act: 'restore', at }, (progress) => {
        state.progress = progress
      })
      if (done.t !== 'restored') throw new Failure('gateway_failed', 'an answer of another kind')
      return done
    } finally {
      this.#restoring = null
    }
  }

  async #rescue(
    asked: Pick<EmbeddedRescue, 'act' | 'at'>,
    onProgress: (progress: RescueProgress) => void,
  ): Promise<Rescued> {
    const file = this.#file.get()
    if (file.shop === '') throw new Failure('gateway_failed', 'no shop is set up here')
    const key = this.#key ?? (await this.#findKey(file))
    return this.#options.host.rescue({ ...asked, folder: this.gatewayFolder, key }, onProgress)
  }

  async stop(withinMs: number): Promise<void> {
    this.#stops++
    this.#ready = null
    await this.#options.host.stop(withinMs)
    // What was on its way finds that it is not wanted.
    await this.#starting?.catch(() => undefined)
    this.#key?.fill(0)
    this.#key = null
  }

  /** For a fresh beginning: what lies here is kept beside, and no shop is set up any more. */
  async setAside(): Promise<void> {
    await this.stop(SET_ASIDE_MS)
    if (existsSync(this.gatewayFolder))
      renameSync(this.gatewayFolder, `${this.gatewayFolder}.set-aside-${Date.now()}`)
    this.#file.set(NONE)
    this.#damaged = false
  }

  #wakeDemo(): Promise<{ readonly shop: EmbeddedShop }> {
    const { language, practice, host } = this.#options
    const t = practice ? 'practiceShop' : 'demo'
    return host.ask({ t, language: language(), password: DEMO_PASSWORD }, 'shop')
  }

  async #create(demo: boolean, password: string, make: () => Promise<EmbeddedShop>): Promise<void> {
    // Left by a first run that broke off: its key is lost, but nothing is deleted unasked.
    if (existsSync(this.gatewayFolder))
      renameSync(this.gatewayFolder, `${this.gatewayFolder}.abandoned-${Date.now()}`)
    const stops = this.#stops
    const keychain = await this.#options.keychain()
    const key = randomBytes(32)
    const keyId = randomUUID()
    if (keychain) await keychain.set(keyName(keyId), key.toString('hex'))
    try {
      const ready = await this.#launch(stops, key, 0, null)
      const shop = await make()
      const locked = keychain ? {} : { [shop.main]: await wrapKey(key, password) }
      this.#file.set({
        v: 1,
        shop: shop.id,
        name: shop.name,
        main: shop.main,
        demo,
        port: ready.port,
        lanPort: null,
        keyId,
        locked,
      })
    } catch (error) {
      await this.stop(2000)
      rmSync(this.gatewayFolder, { recursive: true, force: true })
      if (keychain) await keychain.delete(keyName(keyId))
      throw error
    }
  }

  async #startKnown(): Promise<Ready> {
    const file = this.#file.get()
    if (file.shop === '') throw new Failure('gateway_failed', 'no shop is set up here')
    const stops = this.#stops
    const key = this.#key ?? (await this.#findKey(file))
    await this.#options.painted
    try {
      const ready = await this.#launch(stops, key, file.port, file.lanPort)
      if (file.demo) await this.#wakeDemo()
      return ready
    } catch (error) {
      // Nobody has the demo's address by heart; a real shop's buyers do, so there it is told.
      if (!file.demo || !(error instanceof Failure) || error.code !== 'port_in_use') throw error
      const ready = await this.#launch(stops, key, 0, null)
      await this.#wakeDemo()
      return ready
    }
  }

  async #findKey(file: OwnShopFile): Promise<Uint8Array> {
    const keychain = await this.#options.keychain()
    const kept = await keychain?.get(keyName(file.keyId))
    if (kept) return Buffer.from(kept, 'hex')
    const wrapped = file.demo ? file.locked[file.main] : undefined
    const key = wrapped ? await unwrapKey(wrapped, DEMO_PASSWORD) : null
    if (!key) throw new Failure('keychain_unavailable', "the shop's key needs a password")
    return key
  }

  /** `stops`: as they were when it began to come up. */
  async #launch(
    stops: number,
    key: Uint8Array,
    port: number,
    lanPort: number | null,
  ): Promise<Ready> {
    const { buyerPage, resources, practice, host } = this.#options
    const unwanted = () => new Failure('gateway_failed', 'it was stopped while it came up')
    if (stops !== this.#stops) throw unwanted()
    const ready = await host.start({
      folder: this.gatewayFolder,
      key,
      port,
      lanPort,
      buyerPage,
      resources,
      practice,
    })
    if (stops !== this.#stops) {
      await host.stop(SET_ASIDE_MS)
      throw unwanted()
    }
    this.#key = key
    this.#ready = ready
    this.#damaged = false
    return ready
  }
}

const SET_ASIDE_MS = 3500

function keyName(keyId: string): string {
  return `gateway key ${keyId}`
}
