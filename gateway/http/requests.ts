import type { ErrorCode } from '#shared/protocol/codes.ts'
import type { CommandFrame, SendableBody, SendFrame } from '#shared/protocol/frames.ts'
import type { FileRef } from '#shared/protocol/model.ts'
import type { Outcome } from '../desk/contract.ts'
import { knownFile } from './file-rights.ts'
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
    if (by.kind === 'buyer' && command.type !== 'read' && command.type !== 'rate')
      return refused('not_allowed', 'buyers have no such command')
    return shop.submit({ type: 'command', by, cid, command, resend })
  }
  const { cid, conversation, body, holderEpoch, resend, source, address } = frame
  if (by.kind === 'account' && (conversation === null || holderEpoch === undefined))
    return refused('not_allowed', 'an agent names the conversation and its holderEpoch')
  if (body.kind === 'card' && by.kind !== 'account')
    return refused('not_allowed', 'agents alone send cards')
  if (fileOf(body) !== null) return sendFile(host, signed, frame)
  return by.kind === 'account'
    ? shop.submit({ type: 'send', by, cid, conversation, body, holderEpoch, resend })
    : shop.submit({ type: 'send', by, cid, conversation, body, resend, source, address })
}

/** With what the gateway itself knows of the file. */
async function sendFile(
  host: SessionHost,
  { viewer, actor: by, hub: { shop }, tokenSession }: Signed,
  frame: SendFrame,
): Promise<Outcome> {
  const { cid, conversation, body, holderEpoch, resend, source, address } = frame
  const named = fileOf(body)
  if (named === null) return refused('internal', 'no file')
  const file = await knownFile(host, shop, viewer, named)
  if (!file) return refused('not_found', 'no such file')
  if (body.kind !== 'file' && file.width === undefined)
    return refused('file_type_refused', 'the file is not a picture')
  // It took a moment: the session may have ended meanwhile (I12).
  if (!host.accounts.alive(tokenSession)) return refused('session_revoked', 'the session has ended')
  return shop.submit({
    type: 'send',
    by,
    cid,
    conversation,
    body: withFile(body, file),
    ...(by.kind === 'account' ? { holderEpoch } : { source, address }),
    resend,
  })
}

function fileOf(body: SendableBody): FileRef | null {
  if (body.kind === 'image' || body.kind === 'file') return body.file
  return body.kind === 'card' ? body.card.picture : null
}

function withFile(body: SendableBody, file: FileRef): SendableBody {
  switch (body.kind) {
    case 'image':
    case 'file':
      return { kind: body.kind, file }
    case 'card':
      return { kind: 'card', card: { ...body.card, picture: file } }
    case 'text':
      return body
  }
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
