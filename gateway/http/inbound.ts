import type { ErrorCode } from '#shared/protocol/codes.ts'
import { clientFrame, type ClientFrame, type SendFrame } from '#shared/protocol/frames.ts'
import { LIMITS, PROTOCOL_VERSION } from '#shared/protocol/limits.ts'

export type Inbound =
  | { readonly ok: true; readonly frame: ClientFrame }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string }

/**
 * One message as a frame. What is said of a bad one names the field and never repeats the content
 * (S40): it goes into logs.
 */
export function readFrame(text: string): Inbound {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, code: 'bad_json', message: 'the frame is not JSON' }
  }
  if (isPlainText(value)) return { ok: true, frame: value }
  const parsed = clientFrame.safeParse(value)
  if (parsed.success) return { ok: true, frame: parsed.data }
  // A later version's hello may look different: its version is the better answer (S3).
  if (isOtherVersion(value))
    return {
      ok: false,
      code: 'version_unsupported',
      message: `this gateway speaks version ${PROTOCOL_VERSION}`,
    }
  const [issue] = parsed.error.issues
  const field = issue?.path.map(String).join('.') ?? ''
  return {
    ok: false,
    code: 'bad_frame',
    message: `the frame is not of the schema: ${field === '' ? 'frame' : field}: ${issue?.code ?? 'unknown'}`,
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/**
 * What nearly every frame is, looked at by hand: a text with no more than the schema's required
 * fields. True only where the schema says so, too (a test holds this); all else is left to it.
 */
export function isPlainText(value: unknown): value is SendFrame {
  if (typeof value !== 'object' || value === null) return false
  let fields = 0
  for (const key in value) {
    if (key !== 't' && key !== 'cid' && key !== 'conversation' && key !== 'body') return false
    fields++
  }
  if (fields !== 4) return false
  const { t, cid, conversation, body } = value as Readonly<Record<string, unknown>>
  return (
    t === 'send' &&
    typeof cid === 'string' &&
    UUID.test(cid) &&
    (conversation === null ||
      (typeof conversation === 'string' && conversation.length > 0 && conversation.length <= 80)) &&
    isTextBody(body)
  )
}

function isTextBody(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false
  let fields = 0
  for (const key in body) {
    if (key !== 'kind' && key !== 'text') return false
    fields++
  }
  if (fields !== 2) return false
  const { kind, text } = body as Readonly<Record<string, unknown>>
  return (
    kind === 'text' &&
    typeof text === 'string' &&
    text.length > 0 &&
    text.length <= LIMITS.textLength
  )
}

/** Is it meant as a hello at all? Then its own faults are the answer, else that none came first (S1). */
export function meantAsHello(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 't' in value && value.t === 'hello'
  } catch {
    return false
  }
}

function isOtherVersion(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (!('t' in value) || value.t !== 'hello' || !('v' in value)) return false
  return typeof value.v === 'number' && value.v !== PROTOCOL_VERSION
}
