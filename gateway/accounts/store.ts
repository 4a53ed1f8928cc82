import type { AccountId } from '#shared/protocol/model.ts'

/** What signing in keeps besides passwords and sessions. Everything that resolves is durable. */
export interface SignInStore {
  secondFactor(shop: string, account: AccountId): Promise<SecondFactor | null>
  /** In place of what was there, with its recovery codes, in one transaction. */
  setSecondFactor(
    shop: string,
    account: AccountId,
    factor: SecondFactor,
    recovery: readonly string[],
  ): Promise<void>
  /** @returns whether there was one */
  removeSecondFactor(shop: string, account: AccountId): Promise<boolean>
  /** True for the first who asks with this step; steps further off than `KEPT_STEPS` are forgotten. */
  useStep(shop: string, account: AccountId, step: number): Promise<boolean>
  /** True once for each code. */
  useRecovery(shop: string, account: AccountId, hash: string): Promise<boolean>
  setRecovery(shop: string, account: AccountId, hashes: readonly string[]): Promise<void>
  recoveryLeft(shop: string, account: AccountId): Promise<number>
  knownOrigins(shop: string, account: AccountId): Promise<KnownOrigins>
  /** The newest `KNOWN_ORIGINS` of each kind stay. */
  rememberOrigin(
    shop: string,
    account: AccountId,
    kind: OriginKind,
    value: string,
    at: number,
  ): Promise<void>
  forgetOrigin(shop: string, account: AccountId, kind: OriginKind, value: string): Promise<void>
}

export interface SecondFactor {
  /** Base32. */
  readonly secret: string
  readonly since: number
}

/** Where an account signs in from. */
export type OriginKind = 'device' | 'place'
export interface KnownOrigins {
  readonly devices: ReadonlySet<string>
  readonly places: ReadonlySet<string>
}

/** Per account and kind. */
export const KNOWN_ORIGINS = 50
/** About a day of codes: more than any clock is mended by in one go. */
export const KEPT_STEPS = 3000
