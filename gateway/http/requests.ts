import type { ErrorCode } from '#shared/protocol/codes.ts'
import type { CommandFrame, SendFrame } from '#shared/protocol/frames.ts'
import type { Outcome } from '../desk/contract.ts'
import type { SessionHost, Signed } from './session-host.ts'

/** Hands a send or a command to the shop's writer, with what only the gateway knows of it. */
export function outcomeOf(
  host: SessionHost,
  signed: Signed,
  frame: SendFrame | CommandFrame,
): Promise<Outcome> {
  const { shop } = signed.hub
  const by = signed.actor
  if (frame.t === 'cmd') {
    const { cid, command, resend } = frame
    if (by.kind === 'buyer' && command.type !== 'read')
      return refused('not_allowed', 'buyers have no such command')
    return shop.submit({ type: 'command', by, cid, command, resend })
  }
  const { cid, conversation, body, holderEpoch, resend, source, address } = frame
  if (by.kind === 'account' && (conversation === null || holderEpoch === undefined))
    return refused('not_allowed', 'an agent names the conversation and its holderEpoch')
  if (body.kind === 'card' && by.kind !== 'account')
    return refused('not_allowed', 'agents alone send cards')
  if (body.kind === 'image' || body.kind === 'file') return sendFile(host, signed, frame)
  return by.kind === 'account'
    ? shop.submit({ type: 'send', by, cid, conversation, body, holderEpoch, resend })
    : shop.submit({ type: 'send', by, cid, conversation, body, resend, source, address })
}

/** A hash is no right to a file: it must be the sender's own upload or in what it may read. */
async function sendFile(
  { accounts, files }: SessionHost,
  { viewer, actor: by, hub: { shop }, tokenSession }: Signed,
  frame: SendFrame,
): Promise<Outcome> {
  const { cid, conversation, body, holderEpoch, resend, source, address } = frame
  if (body.kind !== 'image' && body.kind !== 'file') return refused('internal', 'not a file')
  const may =
    files.uploaded(shop.id, viewer, body.file.id) || (await shop.mayReadFile(viewer, body.file.id))
  const file = may ? await files.describe(shop.id, body.file) : null
  if (!file) return refused('not_found', 'no such file')
  if (body.kind === 'image' && file.width === undefined)
    return refused('file_type_refused', 'the file is not a picture')
  // It took a moment: the session may have ended meanwhile (I12).
  if (!accounts.alive(tokenSession)) return refused('session_revoked', 'the session has ended')
  return shop.submit({
    type: 'send',
    by,
    cid,
    conversation,
    body: { kind: body.kind, file },
    ...(by.kind === 'account' ? { holderEpoch } : { source, address }),
    resend,
  })
}

/** Put together by hand, since one goes out for each message. `cid` is a UUID by the schema. */
export function okText(cid: string, outcome: Extract<Outcome, { ok: true }>): string {
  const { pos, conversation, cseq, duplicate, moved, stayed } = outcome
  return `{"t":"ok","cid":"${cid}","pos":${pos}${
    conversation === undefined ? '' : `,"conversation":${JSON.stringify(conversation)}`
  }${cseq === undefined ? '' : `,"cseq":${cseq}`}${duplicate ? ',"duplicate":true' : ''}${
    moved === undefined ? '' : `,"moved":${moved},"stayed":${stayed ?? 0}`
  }}`
}

function refused(code: ErrorCode, message: string): Promise<Outcome> {
  return Promise.resolve({ ok: false, code, message })
}
