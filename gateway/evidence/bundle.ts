import { createHash } from 'node:crypto'
import verifier from '#resources/evidence/verifier.json' with { type: 'json' }
import type { AccountView, BuyerView } from '#shared/protocol/model.ts'
import type { Shop } from '../desk/contract.ts'
import { fileOf } from '../desk/skeleton.ts'
import type { EvidenceRecord } from '../desk/evidence.ts'
import type { Files } from '../files/files.ts'
import { fingerprintOfKey, type Signer } from '../store/seals.ts'
import { APP_VERSION } from '../version.ts'
import {
  linesOf,
  transcriptHtml,
  type EvidenceLanguage,
  type TranscriptFiles,
  type TranscriptHead,
} from './transcript.ts'
import { ZIP_MOST, zipOf, type Member } from './zip.ts'

export const EVIDENCE_FORMATS = ['zip', 'html', 'json'] as const
export type EvidenceFormat = (typeof EVIDENCE_FORMATS)[number]

export interface EvidenceAsk {
  readonly shop: Shop
  readonly buyer: BuyerView
  readonly by: AccountView
  readonly at: number
  readonly language: EvidenceLanguage
  readonly files: Files
  readonly signer: Signer
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
}

/** T5: null: it is more than one file can hold. */
export async function evidenceOf(ask: EvidenceAsk, format: EvidenceFormat): Promise<Buffer | null> {
  const { shop, buyer, by, at, language, signer } = ask
  const record = await shop.records.evidence(buyer.id)
  const files = await filesOf(ask, record)
  if (files === null) return null
  const { timeZone } = shop.settings().hours
  const head: TranscriptHead = {
    language,
    shop: shop.view.name,
    buyer: buyer.name,
    by: `${by.nick} (${by.name})`,
    at,
    timeZone,
    key: signer.fingerprint,
  }
  const lines = linesOf(record.rows, language)
  const readable = Buffer.from(transcriptHtml(head, lines, files))
  if (format === 'html') return readable
  const data = text({ ...head, at: new Date(at).toISOString(), lines })
  if (format === 'json') return data
  const stored: Member[] = []
  const listed: { path: string; id: string }[] = []
  for (const [id, file] of files) {
    if (file === null) continue
    const path = `files/${id}.${EXTENSIONS[file.type] ?? 'bin'}`
    stored.push({ path, bytes: file.bytes, packed: true })
    listed.push({ path, id })
  }
  const members: Member[] = [
    { path: 'README.txt', bytes: Buffer.from(README) },
    { path: 'verify.mjs', bytes: Buffer.from(verifier.source) },
    { path: 'transcript.html', bytes: readable },
    { path: 'transcript.json', bytes: data },
    { path: 'record.json', bytes: text(recordFile(record, shop, buyer)) },
    ...stored,
  ]
  const manifest = text({
    format: 'xiaoer-evidence-1',
    shop: { id: shop.id, name: shop.view.name },
    buyer: { id: buyer.id, name: buyer.name },
    exportedBy: { id: by.id, name: by.name, nick: by.nick },
    exportedAt: new Date(at).toISOString(),
    timeZone,
    version: APP_VERSION,
    publicKey: signer.publicKey,
    fingerprint: fingerprintOfKey(signer.publicKey),
    conversations: newestOf(record),
    rows: record.rows.length,
    erased: record.rows.filter(({ erased }) => erased !== undefined).length,
    files: listed,
    missing: [...files].flatMap(([id, file]) => (file === null ? [id] : [])),
    members: members.map(({ path, bytes }) => ({
      path,
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })),
  })
  const signature = signer.sign(String(manifest)).toString('base64')
  return zipOf([
    { path: 'manifest.json', bytes: manifest },
    { path: 'manifest.sig', bytes: Buffer.from(`${signature}\n`) },
    ...members,
  ])
}

function text(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 1)}\n`)
}

/** Each file that a message names, as it lies in the gateway; null: it does not any more. */
async function filesOf(
  { shop, files }: EvidenceAsk,
  { rows }: EvidenceRecord,
): Promise<TranscriptFiles | null> {
  const found = new Map<string, { type: string; bytes: Buffer } | null>()
  let size = 0
  for (const { event } of rows) {
    const id = event.type === 'message.sent' ? fileOf(event.message.body) : null
    if (id === null || found.has(id)) continue
    const file = await files.get(shop.id, id)
    found.set(id, file.ok ? file.value : null)
    // Twice: in the page and beside it.
    size += file.ok ? file.value.bytes.length * 3 : 0
    if (size > ZIP_MOST / 4) return null
  }
  return found
}

function recordFile({ stretches, seals }: EvidenceRecord, shop: Shop, buyer: BuyerView): unknown {
  return {
    shop: shop.id,
    buyer: buyer.id,
    stretches,
    seals: seals.map(({ pos, at, chain, signature }) => ({
      pos,
      at,
      chain,
      signature: Buffer.from(signature).toString('base64'),
    })),
  }
}

/** The newest cseq of each conversation, from the first. */
function newestOf({ rows, conversations }: EvidenceRecord): readonly number[] {
  const newest = Array.from({ length: conversations }, () => 0)
  for (const { event } of rows) {
    if (event.type !== 'message.sent') continue
    const { conversation, cseq } = event.message
    newest[Number(conversation.slice(conversation.lastIndexOf('.') + 1)) - 1] = cseq
  }
  return newest
}

const README = `Xiaoer evidence: one buyer's transcript, whole, as the shop's gateway has it.

transcript.html  to be read and printed (no program in it, nothing is loaded)
transcript.json  the same as data
record.json      the rows of the gateway's log with the hashes and seals that prove them
files/           pictures and files, named by their SHA-256
manifest.json    what is here, each by its SHA-256; manifest.sig is the gateway's signature
verify.mjs       checks all of it: node verify.mjs <this zip>   (Node 20 or newer, no network)

Take verify.mjs from a source you trust: whoever can change this file can change it, too. The same
check is in every Xiaoer gateway: xiaoer-gateway verify-evidence <this zip>.
The signature proves the gateway with that key. Ask the shop for the fingerprint of its key.
`
