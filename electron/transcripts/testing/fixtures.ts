import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aConversation } from '#shared/protocol/fixtures.ts'
import type { ConversationView } from '#shared/protocol/model.ts'
import { createCache, type Cache } from '../cache.ts'
import type { CachedMessage } from '../calls.ts'

export interface TestPlace {
  readonly folder: string
  readonly file: string
  readonly key: Uint8Array
  remove(): void
}

export function testPlace(): TestPlace {
  const folder = mkdtempSync(join(tmpdir(), 'xiaoer-transcripts-'))
  return {
    folder,
    file: join(folder, 'transcripts.db'),
    key: Uint8Array.from(randomBytes(32)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Opened in this thread. */
export function openCache(place: TestPlace): Cache {
  const cache = createCache()
  cache.answer('open', { file: place.file, key: place.key })
  return cache
}

export function textMessage(
  pos: number,
  text: string,
  more: Partial<CachedMessage> = {},
): CachedMessage {
  return {
    conversation: 'conversation-1',
    cseq: pos,
    pos,
    at: 1_760_000_000_000 + pos * 1000,
    sender: { kind: 'buyer' },
    cid: null,
    body: { kind: 'text', text },
    buyer: 'buyer-1',
    ...more,
  }
}

export function conversationView(id: string, cseq: number): ConversationView {
  const buyer = {
    id: 'buyer-1',
    name: 'B',
    vip: false,
    private: false,
    firstSeenAt: 1,
    tags: [],
    blocked: false,
    evidence: false,
    customer: null,
  }
  return aConversation({ id, buyer, holder: 'account-1', openedAt: 1, cseq })
}
