import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import type { Connection } from './sqlite/driver.ts'

/** Rows between two seals at most, while something happens. */
export const SEAL_EVERY = 1000

/** T5: the gateway's word on how its log was at a time. */
export interface Seal {
  readonly pos: number
  /** Unix ms. */
  readonly at: number
  readonly signature: Uint8Array
}

/** What is signed: `chain` in hex. The verifier makes the same text. */
export function sealText(shop: string, pos: number, at: number, chain: string): string {
  return `xiaoer seal 1\n${shop}\n${pos}\n${at}\n${chain}\n`
}

/** A key of the gateway's own, made once, which never leaves the encrypted database. */
export class Signer {
  readonly #key: KeyObject
  /** DER (SPKI) in base64. */
  readonly publicKey: string

  constructor(key: KeyObject) {
    this.#key = key
    this.publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64')
  }

  signed(text: string, signature: Uint8Array): boolean {
    return verify(null, Buffer.from(text), createPublicKey(this.#key), signature)
  }

  sign(text: string): Buffer {
    return sign(null, Buffer.from(text), this.#key)
  }

  /** As people compare it: SHA-256 of the public key, in groups. */
  get fingerprint(): string {
    return fingerprintOfKey(this.publicKey)
  }
}

export function fingerprintOfKey(publicKey: string): string {
  const hex = createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex')
  return (hex.toUpperCase().match(/.{4}/g) ?? []).slice(0, 16).join('-')
}

const KEY = 'evidence.key'

/** Null: this database never had one. */
export function readSigner(db: Connection): Signer | null {
  const row = db
    .prepare<[string], { value: string }>('SELECT value FROM setting WHERE key = ?')
    .get(KEY)
  if (!row) return null
  const der = Buffer.from(row.value, 'base64')
  return new Signer(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))
}

export function signerOf(db: Connection): Signer {
  const known = readSigner(db)
  if (known) return known
  const { privateKey } = generateKeyPairSync('ed25519')
  db.prepare<[string, string]>('INSERT INTO setting (key, value) VALUES (?, ?)').run(
    KEY,
    privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
  )
  return new Signer(privateKey)
}
