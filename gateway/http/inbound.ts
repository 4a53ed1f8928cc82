import type { ErrorCode } from '#shared/protocol/codes.ts'
import { clientFrame, type ClientFrame } from '#shared/protocol/frames.ts'
import { PROTOCOL_VERSION } from '#shared/protocol/limits.ts'

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
