import type { Look } from '#shared/protocol/api.ts'
import type { AccountId, BuyerId } from '#shared/protocol/model.ts'
import type { KnownPhrase, Phrase } from '#shared/phrases/model.ts'
import type { ListedWord } from '#shared/words/own.ts'

/**
 * What lives beside the log: it is no record, it is changed in place and may be erased. Everything
 * that resolves is durable. All methods may reject with StoreError.
 */
export interface BesideStore {
  /** S52: everything the account keeps. */
  kept(shop: string, account: AccountId): Promise<Readonly<Record<string, string>>>
  /**
   * Null removes. Over `KEPT_KEYS` the longest unchanged ones go.
   *
   * @returns the keys that went for want of room
   */
  keep(
    shop: string,
    account: AccountId,
    entries: Readonly<Record<string, string | null>>,
    at: number,
  ): Promise<readonly string[]>
  /** One more; the newest `LOOKS` of the buyer stay. */
  look(shop: string, buyer: BuyerId, look: Look): Promise<void>
  /** Newest first. */
  looks(shop: string, buyer: BuyerId): Promise<readonly Look[]>
  /** The team's phrases and the account's own. */
  phrases(shop: string, account: AccountId): Promise<readonly KnownPhrase[]>
  phrase(shop: string, id: string): Promise<StoredPhrase | null>
  /** All or nothing, in one transaction. */
  changePhrases(change: PhraseWrite): Promise<PhraseOutcome>
  /** Added to the account's count; of phrases that are there and that it may see. */
  usePhrases(
    shop: string,
    account: AccountId,
    uses: Readonly<Record<string, number>>,
  ): Promise<void>
  /** Is the file in a phrase that the account may see? */
  phraseShows(shop: string, account: AccountId, file: string): Promise<boolean>
  /** Is it in any phrase of the shop? */
  phraseFile(shop: string, file: string): Promise<boolean>
  /** T3: drafts to these conversations' buyer and what it looked at. */
  eraseBuyer(shop: string, buyer: BuyerId): Promise<void>
  /** T3: what buyers looked at before that, but those of `held`. */
  eraseOlder(shop: string, before: number, held: readonly BuyerId[]): Promise<void>
  /** The shop's own sensitive words; revision 0: there never were any. */
  words(shop: string): Promise<OwnWords>
  /** Replaces the whole list, if it is still of that revision. */
  changeWords(write: WordWrite): Promise<'ok' | 'words_changed'>
  close(): void
}

export interface OwnWords {
  readonly revision: number
  readonly words: readonly ListedWord[]
}

export interface WordWrite extends OwnWords {
  readonly shop: string
  readonly account: AccountId
  readonly at: number
}

export interface StoredPhrase extends KnownPhrase {
  /** Null: the team's. */
  readonly owner: AccountId | null
}

export interface PhraseWrite {
  readonly shop: string
  readonly account: AccountId
  readonly at: number
  /** May it change the team's? */
  readonly team: boolean
  readonly save: readonly { readonly phrase: Phrase; readonly revision: number }[]
  readonly remove: readonly string[]
}
export type PhraseOutcome =
  'ok' | 'not_allowed' | 'phrase_changed' | 'phrase_code_taken' | 'limit_reached'

/** Per account. */
export const KEPT_KEYS = 500
/** Per buyer. */
export const LOOKS = 20
