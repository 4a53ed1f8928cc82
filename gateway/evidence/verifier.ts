import { createHash, createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'

/**
 * Proves an evidence file by itself: nothing of Xiaoer is needed for it, and no package. The same text
 * is `verify.mjs` inside every evidence file (resources/evidence/verifier.json, kept together by a
 * test) and the gateway's command `verify-evidence`.
 *
 * A file is a ZIP with: manifest.json, which lists all others by their SHA-256; manifest.sig, the
 * gateway's Ed25519 signature over it; record.json, the rows of the gateway's log; the transcript for
 * people; and the pictures and files that it names.
 */
export interface Verdict {
  /** 0: all is proven; 1: it was tampered with; 2: it can't be read as evidence at all. */
  readonly code: 0 | 1 | 2
  /** What is wrong. Empty with code 0. */
  readonly problems: readonly string[]
  /** What is proven, in plain words. Empty with other codes. */
  readonly proven: readonly string[]
}

interface Manifest {
  readonly format: string
  readonly shop: { readonly id: string; readonly name: string }
  readonly buyer: { readonly id: string; readonly name: string }
  readonly exportedBy: { readonly id: string; readonly name: string; readonly nick: string }
  readonly exportedAt: string
  readonly timeZone: string
  readonly version: string
  readonly publicKey: string
  /** The newest cseq of each conversation, from the first. */
  readonly conversations: readonly number[]
  readonly rows: number
  readonly erased: number
  readonly files: readonly { readonly path: string; readonly id: string }[]
  readonly missing: readonly string[]
  readonly members: readonly {
    readonly path: string
    readonly size: number
    readonly sha256: string
  }[]
}

type Entry = string | { readonly text: string; readonly hash?: string }

interface RecordFile {
  readonly shop: string
  readonly buyer: string
  readonly stretches: readonly {
    readonly after: number
    readonly chain: string
    readonly commits: readonly (readonly Entry[])[]
  }[]
  readonly seals: readonly {
    readonly pos: number
    readonly at: number
    readonly chain: string
    readonly signature: string
  }[]
}

interface RowText {
  readonly at: number
  readonly event: {
    readonly type: string
    readonly conversation?: string
    readonly view?: { readonly id: string }
    readonly message?: {
      readonly conversation: string
      readonly cseq: number
      readonly body: { readonly kind: string; readonly file?: { readonly id: string } }
    }
    readonly id?: string
    readonly buyer?: unknown
    readonly rows?: number
    readonly digest?: string
  }
  readonly erased?: readonly string[]
}

const FORMAT = 'xiaoer-evidence-1'
const OUTSIDE = ['manifest.json', 'manifest.sig']

export function verifyEvidence(bytes: Buffer): Verdict {
  let members: Map<string, Buffer>
  let manifest: Manifest
  try {
    members = readZip(bytes)
    manifest = JSON.parse(String(members.get('manifest.json'))) as Manifest
    if (manifest.format !== FORMAT) throw new Error('it has another format')
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown'
    return { code: 2, problems: [`This is no readable Xiaoer evidence: ${why}.`], proven: [] }
  }
  const problems: string[] = []
  let proven: string[] = []
  try {
    checkManifest(members, manifest, problems)
    const record = JSON.parse(String(members.get('record.json'))) as RecordFile
    proven = checkRecord(record, manifest, problems)
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown'
    problems.push(`Its parts can not be read: ${why}.`)
  }
  return problems.length > 0 ? { code: 1, problems, proven: [] } : { code: 0, problems, proven }
}

/** The key as people compare it: the main account sees the same in the gateway. */
export function keyFingerprint(publicKey: string): string {
  const hex = createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex')
  return (hex.toUpperCase().match(/.{4}/g) ?? []).join('-')
}

function checkManifest(
  members: ReadonlyMap<string, Buffer>,
  manifest: Manifest,
  problems: string[],
): void {
  const told = String(members.get('manifest.sig'))
  const signature = Buffer.from(told, 'base64')
  // Base64 can write the same bytes in several ways; the gateway writes one.
  if (`${signature.toString('base64')}\n` !== told) problems.push('manifest.sig was changed.')
  const signed = members.get('manifest.json') ?? Buffer.alloc(0)
  if (!isSigned(manifest.publicKey, signed, signature))
    problems.push('The manifest is not as the gateway signed it.')
  const listed = new Set(OUTSIDE)
  for (const { path, size, sha256 } of manifest.members) {
    listed.add(path)
    const member = members.get(path)
    if (!member) problems.push(`${path} is missing.`)
    else if (member.length !== size || hashOf(member).toString('hex') !== sha256)
      problems.push(`${path} was changed.`)
  }
  for (const path of members.keys()) if (!listed.has(path)) problems.push(`${path} was added.`)
  for (const { path, id } of manifest.files) {
    const member = members.get(path)
    if (member && hashOf(member).toString('hex') !== id)
      problems.push(`${path} is not the file that was sent.`)
  }
}

function isSigned(publicKey: string, data: Buffer, signature: Buffer): boolean {
  try {
    const key = createPublicKey({
      key: Buffer.from(publicKey, 'base64'),
      format: 'der',
      type: 'spki',
    })
    return key.asymmetricKeyType === 'ed25519' && verify(null, data, key, signature)
  } catch {
    return false
  }
}

function hashOf(data: Buffer | string): Buffer {
  return createHash('sha256').update(data).digest()
}

interface Own {
  readonly pos: number
  readonly row: RowText
  readonly text: string
  readonly hash: Buffer
}

function checkRecord(record: RecordFile, manifest: Manifest, problems: string[]): string[] {
  if (record.shop !== manifest.shop.id || record.buyer !== manifest.buyer.id)
    problems.push('The record is of another shop or buyer than the manifest.')
  const seals = new Map<number, string>()
  for (const { pos, at, chain, signature } of record.seals) {
    const text = Buffer.from(`xiaoer seal 1\n${record.shop}\n${pos}\n${at}\n${chain}\n`)
    if (!isSigned(manifest.publicKey, text, Buffer.from(signature, 'base64')))
      problems.push(`The seal at row ${pos} is not the gateway's.`)
    seals.set(pos, chain)
  }
  const own: Own[] = []
  let others = 0
  let behind = 0
  for (const stretch of record.stretches) {
    let pos = stretch.after
    if (pos < behind) problems.push(`The rows behind ${pos} are told twice.`)
    const start = pos === 0 ? '0'.repeat(64) : seals.get(pos)
    if (start !== stretch.chain)
      problems.push(`No seal vouches for where the rows behind ${pos} begin.`)
    let chain: Buffer = Buffer.from(stretch.chain, 'hex')
    for (const commit of stretch.commits) {
      const hashes: Buffer[] = []
      for (const entry of commit) {
        pos++
        if (typeof entry === 'string') {
          hashes.push(Buffer.from(entry, 'base64'))
          others++
          continue
        }
        const row = JSON.parse(entry.text) as RowText
        if ((row.erased === undefined) !== (entry.hash === undefined))
          problems.push(`Row ${pos} is not as an erasure leaves it.`)
        const hash =
          entry.hash === undefined ? hashOf(entry.text) : Buffer.from(entry.hash, 'base64')
        hashes.push(hash)
        own.push({ pos, row, text: entry.text, hash })
      }
      chain = hashOf(Buffer.concat([chain, ...hashes]))
      const sealed = seals.get(pos)
      if (sealed !== undefined && sealed !== chain.toString('hex'))
        problems.push(`A row before the seal at ${pos} was changed, moved or left out.`)
    }
    behind = pos
    if (seals.get(pos) !== chain.toString('hex'))
      problems.push(`No seal vouches for where the rows up to ${pos} end.`)
  }
  const messages = checkOrder(own, manifest, problems)
  const unproven = checkErased(own, manifest.buyer.id, problems)
  const shown = own.flatMap(({ row }) => row.event.message?.body.file?.id ?? [])
  const told = new Set([...manifest.files.map(({ id }) => id), ...manifest.missing])
  for (const id of new Set(shown)) if (!told.has(id)) problems.push(`The file ${id} is left out.`)
  return [
    `The transcript of buyer ${manifest.buyer.id} with shop ${manifest.shop.id} (${manifest.shop.name}) is as the gateway's log has it: ${messages} messages in ${manifest.conversations.length} conversations, ${own.length} rows, none changed, moved, added or left out.`,
    `${record.seals.length} seals vouch for them and for their places among ${others} rows of others, of which only hashes are here.`,
    `${manifest.files.length} files are those that were sent${manifest.missing.length > 0 ? `; ${manifest.missing.length} were not in the gateway any more` : ''}.`,
    ...(manifest.erased > 0
      ? [
          `Of ${manifest.erased} rows the words were lawfully erased; the log proves that they were there and when${unproven > 0 ? `, and for ${unproven} of them what is left is the gateway's word alone` : ''}.`,
        ]
      : []),
    `Exported on ${manifest.exportedAt} by ${manifest.exportedBy.name}; version ${manifest.version}.`,
    `All this holds if the key is the gateway's. Compare it with what the shop's main account sees: ${keyFingerprint(manifest.publicKey)}`,
  ]
}

/** Messages are numbered without holes in a conversation, and so are a buyer's conversations. */
function checkOrder(own: readonly Own[], manifest: Manifest, problems: string[]): number {
  const newest = new Map<string, number>()
  let messages = 0
  let at = 0
  for (const { pos, row } of own) {
    if (row.at < at) problems.push(`Row ${pos} is earlier than the row before it.`)
    at = row.at
    const { event } = row
    if (event.type === 'conversation.opened' && event.view) {
      if (event.view.id !== `${manifest.buyer.id}.${newest.size + 1}`)
        problems.push(`Row ${pos}: a conversation before it is missing.`)
      newest.set(event.view.id, 0)
    }
    if (event.type !== 'message.sent' || !event.message) continue
    messages++
    const { conversation, cseq } = event.message
    if (cseq !== (newest.get(conversation) ?? NaN) + 1)
      problems.push(`Row ${pos}: a message before it is missing.`)
    newest.set(conversation, cseq)
  }
  const found = [...newest.values()]
  if (
    found.length !== manifest.conversations.length ||
    found.some((cseq, index) => cseq !== manifest.conversations[index])
  )
    problems.push('There are fewer messages or conversations than when it was exported.')
  const erased = own.filter(({ row }) => row.erased !== undefined).length
  if (own.length !== manifest.rows || erased !== manifest.erased)
    problems.push('There are other rows than when it was exported.')
  return messages
}

/**
 * What is left of rows that were erased at this buyer's request is proven by the event of it. Of those
 * erased with others' by the time limit it is not, since those are not here. How many are not?
 */
function checkErased(own: readonly Own[], buyer: string, problems: string[]): number {
  const digests = new Map<string, { rows: number; text: string }>()
  for (const { pos, row, text, hash } of own)
    for (const [index, id] of (row.erased ?? []).entries()) {
      if (index % 2 === 1) continue
      const left = row.erased?.[index + 1] ?? hashOf(text).toString('hex')
      const digest = digests.get(id) ?? { rows: 0, text: '' }
      digest.rows++
      digest.text += `${pos} ${hash.toString('hex')} ${left}\n`
      digests.set(id, digest)
    }
  for (const { pos, row } of own) {
    const { type, id, buyer: of, rows, digest } = row.event
    if (type !== 'transcript.erased' || of !== buyer) continue
    const found = digests.get(id ?? '') ?? { rows: 0, text: '' }
    digests.delete(id ?? '')
    if (found.rows !== rows || hashOf(found.text).toString('hex') !== digest)
      problems.push(`What is left of the rows erased at ${pos} was changed.`)
  }
  return [...digests.values()].reduce((all, { rows }) => all + rows, 0)
}

/** Stored or deflated members; anything else is not made by the gateway. */
export function readZip(bytes: Buffer): Map<string, Buffer> {
  const end = bytes.length - 22
  if (end < 0 || bytes.readUInt32LE(end) !== 0x06054b50) throw new Error('it is no ZIP, or cut off')
  const members = new Map<string, Buffer>()
  let at = bytes.readUInt32LE(end + 16)
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count--) {
    if (bytes.readUInt32LE(at) !== 0x02014b50) throw new Error('its list of files is damaged')
    const method = bytes.readUInt16LE(at + 10)
    const packed = bytes.readUInt32LE(at + 20)
    const size = bytes.readUInt32LE(at + 24)
    const nameLength = bytes.readUInt16LE(at + 28)
    const start = bytes.readUInt32LE(at + 42)
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
    if (bytes.readUInt32LE(start) !== 0x04034b50) throw new Error(`${name} is damaged`)
    const from = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28)
    const data = bytes.subarray(from, from + packed)
    const own = bytes.toString('utf8', start + 30, start + 30 + bytes.readUInt16LE(start + 26))
    if (members.has(name) || own !== name) throw new Error(`${name} is there twice`)
    if (data.length !== packed || (method !== 0 && method !== 8))
      throw new Error(`${name} can not be unpacked`)
    // No more than it says: a small file can't become an endless one.
    const member =
      method === 0 ? Buffer.from(data) : inflateRawSync(data, { maxOutputLength: size + 1 })
    if (member.length !== size) throw new Error(`${name} has another size`)
    members.set(name, member)
  }
  return members
}

/** As a program: 0 proven, 1 tampered with, 2 no evidence. */
export function runVerifier(file: string | undefined): number {
  const say = (text: string) => process.stdout.write(`${text}\n`)
  if (file === undefined) {
    say('usage: node verify.mjs <file.xiaoer-evidence.zip>')
    return 2
  }
  let verdict: Verdict
  try {
    verdict = verifyEvidence(readFileSync(file))
  } catch (error) {
    say(`The file can not be read: ${error instanceof Error ? error.message : 'unknown'}`)
    return 2
  }
  const { code, problems, proven } = verdict
  say(code === 0 ? 'PROVEN' : code === 1 ? 'TAMPERED WITH' : 'NO EVIDENCE')
  for (const line of [...proven, ...problems]) say(`- ${line}`)
  return code
}
