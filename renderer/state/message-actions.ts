import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { SendableBody } from '#shared/protocol/frames.ts'
import { LIMITS } from '#shared/protocol/limits.ts'
import type { Card, ConversationId, FileRef } from '#shared/protocol/model.ts'
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
  /** This computer's clock, ms: for the guard against the wrong buyer. */
  const times = { switchedAt: -Infinity, typedAt: -Infinity }
  store.subscribe((state, before) => {
    if (state.current === before.current || before.current === null) return
    times.switchedAt = now()
    if (compose.getState().doubt) compose.setState({ doubt: null })
  })

  const draftTimers = new Map<ConversationId, ReturnType<typeof setTimeout>>()
  let locals = 0
  let typedIn: { conversation: ConversationId; at: number } | null = null
  let typing: { conversation: ConversationId; at: number } | null = null
  let typingStop: ReturnType<typeof setTimeout> | undefined
  /** By attachment: settles when its upload has succeeded or failed. */
  const uploads = new Map<string, Promise<void>>()
  /** What was sent behind an upload waits for it, so that all goes out in the order it was sent. */
  const tails = new Map<ConversationId, Promise<void>>()
  /** Texts that wait so; until they are handed over they are part of the stored draft. */
  const held = new Map<ConversationId, readonly string[]>()

  function storeDraft(conversation: ConversationId): void {
    clearTimeout(draftTimers.get(conversation))
    if (draftTimers.delete(conversation)) writeDraft(conversation)
  }
  function writeDraft(conversation: ConversationId): void {
    const draft = store.getState().drafts[conversation] ?? ''
    const text = [...(held.get(conversation) ?? []), draft].filter(Boolean).join('\n')
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
    if (blob === null) return
    const bytes = new Uint8Array(await blob.arrayBuffer())
    const result = await call('files.upload', { name, type, bytes, id })
    // Removed meanwhile: the file stays at the gateway, nobody is sent it.
    if (!attachmentsOf(conversation).some((one) => one.id === id)) return
    patchAttachment(
      conversation,
      id,
      result.ok
        ? { state: 'ready', file: result.value }
        : { state: 'failed', error: result.error.code },
    )
  }
  function beginUpload(conversation: ConversationId, attachment: Attachment): void {
    const done = upload(conversation, attachment).finally(() => uploads.delete(attachment.id))
    uploads.set(attachment.id, done)
  }

  /** False when it failed or was taken out meanwhile. */
  async function sendAttachment(conversation: ConversationId, id: string): Promise<boolean> {
    const attachment = attachmentsOf(conversation).find((one) => one.id === id)
    if (attachment?.state !== 'ready' || attachment.file === null) return false
    const { file } = attachment
    actions.removeAttachment(conversation, id)
    await deliver(conversation, {
      kind: file.type.startsWith('image/') ? 'image' : 'file',
      file,
    })
    return true
  }

  function showHanding(conversation: ConversationId, body: SendableBody): string {
    const temporary = `${LOCAL}${++locals}`
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
    return temporary
  }
  async function hand(
    conversation: ConversationId,
    body: SendableBody,
    temporary: string,
  ): Promise<void> {
    const chat = store.getState().view?.conversations[conversation]
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
  function deliver(conversation: ConversationId, body: SendableBody): Promise<void> {
    return hand(conversation, body, showHanding(conversation, body))
  }

  /** Seen at once, handed over behind what was sent before it. */
  async function deliverBehind(
    before: Promise<void>,
    conversation: ConversationId,
    body: Extract<SendableBody, { kind: 'text' }>,
  ): Promise<void> {
    const temporary = showHanding(conversation, body)
    held.set(conversation, [...(held.get(conversation) ?? []), body.text])
    await before
    await hand(conversation, body, temporary)
    held.set(conversation, (held.get(conversation) ?? []).slice(1))
    writeDraft(conversation)
  }

  const actions = {
    compose,
    times,
    /** Words of the person's own hand in the composer that stands in front. */
    typed(): void {
      times.typedAt = now()
      if (compose.getState().doubt) compose.setState({ doubt: null })
    },
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
    /** Which order the panel shows first; it opens by `showPanel`. */
    showOrder(number: string | null): void {
      compose.setState({ shownOrder: number })
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
      let tail = tails.get(conversation)
      for (const { id, state: stage } of attached) {
        if (stage === 'failed') continue
        if (stage === 'ready' && !tail) void sendAttachment(conversation, id)
        else
          tail = Promise.all([tail, uploads.get(id)]).then(() => {
            void sendAttachment(conversation, id)
          })
      }
      if (text !== '') {
        actions.setDraft(conversation, '')
        const quote = compose.getState().quotes[conversation]
        const body = { kind: 'text' as const, text, ...(quote === undefined ? {} : { quote }) }
        if (tail) tail = deliverBehind(tail, conversation, body)
        else void deliver(conversation, body)
        storeDraft(conversation)
        actions.quote(conversation, null)
      }
      if (tail) {
        tails.set(conversation, tail)
        const mine = tail
        void tail.then(() => {
          if (tails.get(conversation) === mine) tails.delete(conversation)
        })
      }
      actions.stopTyping()
      return true
    },

    /** Goes out at once beside the draft, which stays as it is. */
    sendWords(conversation: ConversationId, text: string, files: readonly FileRef[]): void {
      for (const file of files)
        void deliver(conversation, {
          kind: file.type.startsWith('image/') ? 'image' : 'file',
          file,
        })
      if (text.trim() !== '') void deliver(conversation, { kind: 'text', text: text.trim() })
    },
    /** A product's or an order's card goes out at once. */
    sendCard(conversation: ConversationId, card: Card): void {
      void deliver(conversation, { kind: 'card', card })
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
          part: null,
          file: null,
          blob: file,
        }
        putAttachments(conversation, [...attachmentsOf(conversation), attachment])
        if (!tooLarge) beginUpload(conversation, attachment)
      }
    },
    /** What the main process tells of an upload. */
    uploaded(id: string, part: number): void {
      for (const [conversation, list] of Object.entries(store.getState().attachments))
        if (list.some((one) => one.id === id && one.state === 'uploading'))
          patchAttachment(conversation, id, { part })
    },
    /** Files that the gateway has already, such as a quick reply's pictures. */
    attachStored(conversation: ConversationId, files: readonly FileRef[]): void {
      const stored = files.map((file): Attachment => ({
        id: crypto.randomUUID(),
        name: file.name,
        type: file.type,
        size: file.size,
        state: 'ready',
        part: null,
        error: null,
        file,
        blob: null,
      }))
      putAttachments(conversation, [...attachmentsOf(conversation), ...stored])
    },
    retryAttachment(conversation: ConversationId, id: string): void {
      const attachment = attachmentsOf(conversation).find((one) => one.id === id)
      if (!attachment) return
      patchAttachment(conversation, id, { state: 'uploading', part: null, error: null })
      beginUpload(conversation, attachment)
    },
    removeAttachment(conversation: ConversationId, id: string): void {
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
      uploads.clear()
      tails.clear()
      held.clear()
      compose.setState(initialCompose, true)
    },
  }
  return actions
}
