import type { ErrorCode } from '#shared/protocol/codes.ts'
import type { CommandFrame, SendableBody, SendFrame } from '#shared/protocol/frames.ts'
import type { FileRef } from '#shared/protocol/model.ts'
import { noteAudit, wordsEntry } from '../desk/audit.ts'
import type { DeskCommand, Outcome, SendNote } from '../desk/contract.ts'
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
    return shop.submit({ type: 'command', by, cid, command, resend })
  }
  const { cid, conversation, body, holderEpoch, resend, source, address } = frame
  if (by.kind === 'account' && (conversation === null || holderEpoch === undefined))
    return refused('not_allowed', 'an agent names the conversation and its holderEpoch')
  if (body.kind === 'card' && by.kind !== 'account')
    return refused('not_allowed', 'agents alone send cards')
  if (fileOf(body) !== null) return sendFile(host, signed, frame)
  if (by.kind !== 'account') {
    const said = shop.submit({ type: 'send', by, cid, conversation, body, resend, source, address })
    if (body.kind === 'text' && by.kind === 'buyer')
      void said.then((outcome) => {
        if (!outcome.ok || outcome.duplicate) return
        const { conversation: where, cseq } = outcome
        host.words.hear(shop, body.text, { buyer: by.buyer, conversation: where, cseq })
      })
    return said
  }
  const send = { type: 'send', by, cid, conversation, body, holderEpoch, resend } as const
  if (body.kind !== 'text') return shop.submit(send)
  const words = host.words.judge(shop, body.text)
  if (words === null) return shop.submit(send)
  return sendWorded(host, signed, send, words)
}

/** With what was found in its words. That a message was stopped is noted before its sender is told. */
async function sendWorded(
  host: SessionHost,
  { hub: { shop }, tokenSession }: Signed,
  send: Extract<DeskCommand, { type: 'send' }>,
  judged: SendNote | null | Promise<SendNote | null>,
): Promise<Outcome> {
  const words = await judged
  // It may have taken a moment: the session may have ended meanwhile (I12).
  if (!host.accounts.alive(tokenSession)) return refused('session_revoked', 'the session has ended')
  const outcome = await shop.submit(words === null ? send : { ...send, words })
  if (words !== null && !outcome.ok && outcome.code === 'words_blocked') {
    const by = send.by.kind === 'account' ? send.by.account : null
    const { conversation } = send
    await noteAudit(shop, wordsEntry(by, words, conversation === null ? {} : { conversation }))
  }
  return outcome
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
