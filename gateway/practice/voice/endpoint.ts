import { z } from 'zod'
import type { ChatMessage } from '#shared/practice/voice/prompt.ts'
import type { VoiceFailure } from '#shared/practice/voice/settings.ts'

export interface Endpoint {
  /** Of the API, or of its chat completions. */
  readonly url: string
  readonly model: string
  readonly key: string | null
  readonly seconds: number
}
export type Completion =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly failure: VoiceFailure }

const answered = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
})
/** A line needs no more, whatever a server sends. */
const BYTES_MAX = 64 * 1024
const TOKENS_MAX = 200

/**
 * One question to a chat model. Never throws, and tells nothing of what was sent or came back but what
 * is asked for: errors of a server may repeat its key.
 */
export async function complete(
  { url, model, key, seconds }: Endpoint,
  messages: readonly ChatMessage[],
  signal: AbortSignal,
): Promise<Completion> {
  const late = AbortSignal.timeout(seconds * 1000)
  try {
    const response = await fetch(addressOf(url), {
      method: 'POST',
      // A key is for the address that was typed in, and for none that this one names.
      redirect: 'error',
      signal: AbortSignal.any([signal, late]),
      headers: {
        'content-type': 'application/json',
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify({ model, messages, max_tokens: TOKENS_MAX, temperature: 0.8 }),
    })
    if (!response.ok) {
      await response.body?.cancel()
      return { ok: false, failure: 'refused' }
    }
    const found = answered.safeParse(parsed(await textOf(response)))
    const text = found.data?.choices[0]?.message.content
    return text === undefined
      ? { ok: false, failure: 'malformed' }
      : { ok: true, text: plain(text) }
  } catch {
    return { ok: false, failure: late.aborted ? 'slow' : 'unreachable' }
  }
}

function addressOf(url: string): string {
  const base = url.replace(/\/+$/, '')
  return base.endsWith('/chat/completions') ? base : `${base}/chat/completions`
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  // What is left unread is cancelled by leaving the loop.
  for await (const chunk of body ?? []) {
    const bytes = chunk as Uint8Array
    size += bytes.length
    if (size > BYTES_MAX) return ''
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** One message of a chat: without what models like to put around it. */
function plain(text: string): string {
  return text
    .replace(/<think>[^]*?<\/think>/g, '')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .replace(/^["'“「『](?<inner>[^]*)["'”」』]$/u, '$<inner>')
    .trim()
}
