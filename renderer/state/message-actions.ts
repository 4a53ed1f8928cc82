import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { SendableBody } from '#shared/protocol/frames.ts'
import { LIMITS } from '#shared/protocol/limits.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { Deps } from './api.ts'
import { createComposeStore, initialCompose, keyOf } from './compose-store.ts'
import type { deskActions } from './desk-actions.ts'
import { without } from './record.ts'
import { messageOf } from './timeline.ts'
import type { Attachment } from './model.ts'
import { withHanded, withHanding, withoutItem } from './outbox.ts'

const DRAFT_DELAY = 400
/** A draft that comes from elsewhere does not take the place of words typed so recently. */
const TYPED_JUST_NOW = 5000
/** A buyer's page shows «is writing» for some seconds after each of these. */
const TYPING_EVERY = 3000
const TYPING_STOPS = 4000
/** Ids of what the main process has not stored yet. */
const LOCAL = 'local:'

export function messageActions({ store, call, now }: Deps, desk: ReturnType<typeof deskActions>) {
  const compose = createComposeStore()
  const fetching = new Set<string>()

  const draftTimers = new Map<ConversationId, ReturnType<typeof setTimeout>>()
  let locals = 0
  let typedIn: { conversation: ConversationId; at: number } | null = null
  let typing: { conversation: ConversationId; at: number } | null = null
  let typingStop: ReturnType<typeof setTimeout> | undefined
  /** Attachments that go out as soon as they are uploaded. */
  const sendWhenReady = new Set<string>()

  function storeDraft(conversation: ConversationId): void {
    clearTimeout(draftTimers.get(conversation))
    if (!draftTimers.delete(conversation)) return
    const text = store.getState().drafts[conversation] ?? ''
    void call('drafts.set', { conversation, text })
  }
  function putAttachments(conversation: ConversationId, list: readonly Attachment[]): void {
    store.setState((state) => ({
      attachments:
        list.length === 0
          ? without(state.attachments, conversation)
          : { ...state.attachments, [conversation]: list },
    }))
  }
  function attachmentsOf(conversation: ConversationId): readonly Attachment[] {
    return store.getState().attachments[conversation] ?? []
  }
  function patchAttachment(
    conversation: ConversationId,
    id: string,
    patch: Partial<Attachment>,
  ): void {
    putAttachments(
      conversation,
      attachmentsOf(conversation).map((one) => (one.id === id ? { ...one, ...patch } : one)),
    )
  }

  async function upload(conversation: ConversationId, attachment: Attachment): Promise<void> {
    const { id, blob, name, type } = attachment
    const bytes = new Uint8Array(await blob.arrayBuffer())
    const result = await call('files.upload', { name, type, bytes })
    // Removed meanwhile: the file stays at the gateway, nobody is sent it.
    if (!attachmentsOf(conversation).some((one) => one.id === id)) return
    if (!result.ok) {
      sendWhenReady.delete(id)
      patchAttachment(conversation, id, { state: 'failed', error: result.error.code })
      return
    }
    patchAttachment(conversation, id, { state: 'ready', file: result.value })
    if (sendWhenReady.delete(id)) sendReady(conversation)
  }

  function sendReady(conversation: ConversationId): void {
    for (const attachment of attachmentsOf(conversation)) {
      if (attachment.state !== 'ready' || attachment.file === null) continue
      const { file } = attachment
      actions.removeAttachment(conversation, attachment.id)
      void deliver(conversation, {
        kind: file.type.startsWith('image/') ? 'image' : 'file',
        file,
      })
    }
  }

  async function deliver(conversation: ConversationId, body: SendableBody): Promise<void> {
    const temporary = `${LOCAL}${++locals}`
    const chat = store.getState().view?.conversations[conversation]
    store.setState((state) => ({
      outbox: withHanding(state.outbox, {
        cid: temporary,
        conversation,
        body,
        createdAt: now() + state.skew,
        state: 'handing',
        error: null,
      }),
    }))
    const result = await call('chats.send', {
      conversation,
      body,
      holderEpoch: chat?.holderEpoch ?? 0,
    })
    store.setState((state) => ({
      outbox: withHanded(
        state.outbox,
        conversation,
        temporary,
        result.ok ? result.value : { error: result.error.code },
      ),
    }))
  }

  const actions = {
    compose,
    /** The message that the next text answers to; null: none. */
    quote(conversation: ConversationId, cseq: number | null): void {
      compose.setState(({ quotes }) => ({
        quotes: cseq === null ? without(quotes, conversation) : { ...quotes, [conversation]: cseq },
      }))
    },
    /** A quoted message that is not loaded is asked for once. */
    async lookUp(conversation: ConversationId, cseq: number): Promise<void> {
      const key = keyOf(conversation, cseq)
      if (key in compose.getState().fetched || fetching.has(key)) return
      fetching.add(key)
      const result = await call('chats.page', { conversation, before: cseq + 1, limit: 1 })
      fetching.delete(key)
      // After a cut it is asked for again by the next look.
      if (!result.ok) return
      const message = result.value.messages.find((one) => one.cseq === cseq) ?? null
      compose.setState(({ fetched }) => ({ fetched: { ...fetched, [key]: message } }))
    },
    /** Takes one's own message back; its words stay here for editing them again. */
    async recall(conversation: ConversationId, cseq: number): Promise<void> {
      const message = messageOf(store.getState().timelines[conversation], conversation, cseq)
      const result = await call('chats.command', { type: 'recall', conversation, cseq })
      if (!result.ok) {
        desk.toast('error', `error:${result.error.code}`)
        return
      }
      const body = message?.body
      if (body?.kind === 'text')
        compose.setState(({ recalled }) => ({
          recalled: { ...recalled, [keyOf(conversation, cseq)]: body.text },
        }))
      if (compose.getState().quotes[conversation] === cseq) actions.quote(conversation, null)
    },
    editAgain(conversation: ConversationId, cseq: number): void {
      const text = compose.getState().recalled[keyOf(conversation, cseq)]
      if (text === undefined) return
      const draft = store.getState().drafts[conversation] ?? ''
      actions.setDraft(conversation, draft === '' ? text : `${text}\n${draft}`)
    },
    point(pointed: { conversation: ConversationId; cseq: number } | null): void {
      const before = compose.getState().pointed
      if (before?.conversation === pointed?.conversation && before?.cseq === pointed?.cseq) return
      compose.setState({ pointed })
    },
    setDraft(conversation: ConversationId, text: string): void {
      typedIn = { conversation, at: now() }
      store.setState((state) => ({
        drafts:
          text === ''
            ? without(state.drafts, conversation)
            : { ...state.drafts, [conversation]: text },
      }))
      clearTimeout(draftTimers.get(conversation))
      draftTimers.set(
        conversation,
        setTimeout(() => storeDraft(conversation), DRAFT_DELAY),
      )
    },
    /** Of another workstation or window of this account; what is being typed here is not touched. */
    takeDrafts(drafts: Readonly<Record<ConversationId, string>>): void {
      const { composing, current } = store.getState()
      const typing = composing && typedIn && now() - typedIn.at < TYPED_JUST_NOW ? typedIn : null
      let next = store.getState().drafts
      for (const [id, text] of Object.entries(drafts)) {
        // What is not stored yet is the newer one.
        if (draftTimers.has(id) || (typing?.conversation === id && current === id)) continue
        next = text === '' ? without(next, id) : { ...next, [id]: text }
      }
      store.setState({ drafts: next })
    },
    /** On a switch, when the window loses the focus, and before it closes. */
    flushDrafts(): void {
      for (const conversation of draftTimers.keys()) storeDraft(conversation)
    },

    tellTyping(conversation: ConversationId): void {
      clearTimeout(typingStop)
      typingStop = setTimeout(actions.stopTyping, TYPING_STOPS)
      const at = now()
      if (typing?.conversation === conversation && at - typing.at < TYPING_EVERY) return
      if (typing && typing.conversation !== conversation) actions.stopTyping()
      typing = { conversation, at }
      void call('chats.typing', { conversation, on: true })
    },
    stopTyping(): void {
      clearTimeout(typingStop)
      if (typing) void call('chats.typing', { conversation: typing.conversation, on: false })
      typing = null
    },

    /** Sends the draft and what is attached; false when there is nothing to send or it is too long. */
    send(conversation: ConversationId): boolean {
      const state = store.getState()
      const text = (state.drafts[conversation] ?? '').trim()
      const attached = attachmentsOf(conversation)
      if (text.length > LIMITS.textLength) return false
      if (text === '' && !attached.some((one) => one.state !== 'failed')) return false
      for (const one of attached) if (one.state === 'uploading') sendWhenReady.add(one.id)
      sendReady(conversation)
      if (text !== '') {
        actions.setDraft(conversation, '')
        storeDraft(conversation)
        const quote = compose.getState().quotes[conversation]
        void deliver(
          conversation,
          quote === undefined ? { kind: 'text', text } : { kind: 'text', text, quote },
        )
        actions.quote(conversation, null)
      }
      actions.stopTyping()
      return true
    },

    retry(conversation: ConversationId, cid: string): void {
      if (!cid.startsWith(LOCAL)) {
        void call('chats.retry', { cid })
        return
      }
      const entry = store.getState().outbox[conversation]?.find((one) => one.cid === cid)
      store.setState((state) => ({ outbox: withoutItem(state.outbox, cid) }))
      if (entry) void deliver(conversation, entry.body)
    },
    discard(cid: string): void {
      store.setState((state) => ({ outbox: withoutItem(state.outbox, cid) }))
      if (!cid.startsWith(LOCAL)) void call('chats.discard', { cid })
    },
    /** The words go back to the composer, before what is already written there. */
    edit(conversation: ConversationId, cid: string): void {
      const state = store.getState()
      const entry = state.outbox[conversation]?.find((one) => one.cid === cid)
      if (entry?.body.kind !== 'text') return
      const draft = state.drafts[conversation] ?? ''
      actions.setDraft(
        conversation,
        draft === '' ? entry.body.text : `${entry.body.text}\n${draft}`,
      )
      actions.discard(cid)
    },

    attach(conversation: ConversationId, files: readonly File[]): void {
      for (const file of files) {
        const tooLarge: BridgeErrorCode | null =
          file.size > LIMITS.fileBytes ? 'file_too_large' : null
        const attachment: Attachment = {
          id: crypto.randomUUID(),
          name: file.name === '' ? 'image.png' : file.name,
          type: file.type === '' ? 'application/octet-stream' : file.type,
          size: file.size,
          state: tooLarge ? 'failed' : 'uploading',
          error: tooLarge,
          file: null,
          blob: file,
        }
        putAttachments(conversation, [...attachmentsOf(conversation), attachment])
        if (!tooLarge) void upload(conversation, attachment)
      }
    },
    retryAttachment(conversation: ConversationId, id: string): void {
      const attachment = attachmentsOf(conversation).find((one) => one.id === id)
      if (!attachment) return
      patchAttachment(conversation, id, { state: 'uploading', error: null })
      void upload(conversation, attachment)
    },
    removeAttachment(conversation: ConversationId, id: string): void {
      sendWhenReady.delete(id)
      putAttachments(
        conversation,
        attachmentsOf(conversation).filter((one) => one.id !== id),
      )
    },
    /** At sign-out. Drafts are stored before. */
    reset(): void {
      actions.flushDrafts()
      clearTimeout(typingStop)
      typing = null
      sendWhenReady.clear()
      compose.setState(initialCompose, true)
    },
  }
  return actions
}
