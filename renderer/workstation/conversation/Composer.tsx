import { EyeOff, Paperclip, SendHorizontal } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { LIMITS } from '#shared/protocol/limits.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { preferencesIn, type WorkState } from '../../state/model.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { useActions, useWork, useWorkstation } from '../app/context.ts'
import { keyName } from '../app/keys.ts'
import { Attachments } from './Attachments.tsx'
import { useEnter } from './useEnter.ts'
import { WhisperBox } from './Whisper.tsx'

/** From here on the composer tells how much room is left. */
const TELL_LEFT = 500

export function Composer({ id }: { readonly id: ConversationId }) {
  const { t } = useTranslation()
  const { store } = useWorkstation()
  const { chats, messages } = useActions()
  const name = useWork((state) => state.view?.conversations[id]?.buyer.name ?? '')
  const text = useWork((state) => state.drafts[id] ?? '')
  const hasAttachments = useWork((state) =>
    state.attachments[id]?.some((a) => a.state !== 'failed'),
  )
  const typing = useWork((state) => state.typing[id] !== undefined)
  const sendKey = useWork((state) => preferencesIn(state).sendKey)
  const whispering = useWork((state) => state.whispering === id)
  const whisperer = useWork((state) => whispererOf(state, id))
  const area = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const enter = useEnter(sendKey, () => sendable && send())

  useEffect(() => {
    enter.rest()
    // One that was opened from the list is written in at once; a dialog keeps its own focus.
    if (!store.getState().dialog) area.current?.focus({ preventScroll: true })
    else tellComposing(false)
    // Anew for each chat.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [store, id])
  useEffect(() => () => store.setState({ composing: false }), [store])

  function tellComposing(is: boolean) {
    if (store.getState().composing !== is) store.setState({ composing: is })
  }

  // Where an edit put words back, the caret stands behind them.
  const length = text.trim().length
  const left = LIMITS.textLength - length
  const sendable = left >= 0 && (length > 0 || hasAttachments === true)

  function send() {
    messages.send(id)
    area.current?.focus()
  }
  const keys =
    sendKey === 'enter'
      ? { send: 'Enter', line: keyName('Shift+Enter') }
      : { send: keyName('Ctrl+Enter'), line: 'Enter' }
  return (
    <div className="composer" data-pane="composer">
      <div className="buyer-typing clip" role="status">
        {typing && t('chats:timeline.buyerTyping', { name })}
      </div>
      {whispering && <WhisperBox key={id} id={id} to={whisperer ?? t('chats:whisper.overseers')} />}
      {!whispering && <Attachments id={id} />}
      <div className="composer-box" hidden={whispering}>
        {/* Of its own for each chat: what the browser undoes, and the input method, know one text. */}
        <textarea
          key={id}
          ref={area}
          className="composer-text scroll"
          rows={1}
          value={text}
          aria-label={t('chats:composer.label', { name })}
          aria-invalid={left < 0}
          aria-describedby="composer-left"
          placeholder={t('chats:composer.placeholder', keys)}
          onChange={(event) => {
            messages.setDraft(id, event.target.value)
            if (event.target.value === '') messages.stopTyping()
            else messages.tellTyping(id)
          }}
          onFocus={() => tellComposing(true)}
          onBlur={() => {
            enter.rest()
            tellComposing(false)
          }}
          {...enter.listeners}
          onKeyDown={(event) => {
            if (enter.take(event) !== 'other' || event.key !== 'Escape') return
            // One step back: to the list. The words stay as the chat's draft.
            event.preventDefault()
            document.querySelector<HTMLElement>('[role="listbox"]')?.focus()
          }}
          onPaste={(event) => {
            const files = [...event.clipboardData.files]
            if (files.length === 0) return
            event.preventDefault()
            messages.attach(id, files)
          }}
        />
        <div className="composer-foot">
          <IconButton label={t('chats:composer.attach')} onClick={() => picker.current?.click()}>
            <Paperclip size={18} />
          </IconButton>
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            onChange={(event) => {
              messages.attach(id, [...(event.target.files ?? [])])
              // The same file may be picked again.
              event.currentTarget.value = ''
              area.current?.focus()
            }}
          />
          {whisperer !== null && (
            <IconButton
              label={t('chats:whisper.answer', { nick: whisperer })}
              onClick={() => chats.whisperMode(id)}
            >
              <EyeOff size={18} />
            </IconButton>
          )}
          <span
            id="composer-left"
            className={left < 0 ? 'composer-left over tabular' : 'composer-left tabular'}
            role="status"
          >
            {left < 0
              ? t('chats:composer.tooLong', { count: -left })
              : left < TELL_LEFT
                ? t('chats:composer.left', { count: left })
                : ''}
          </span>
          <Button look="primary" disabled={!sendable} data-tip={keys.send} onClick={send}>
            <SendHorizontal size={16} aria-hidden="true" />
            {t('chats:composer.send')}
          </Button>
        </div>
      </div>
    </div>
  )
}

/** Who whispered last: only such a one can be answered. */
function whispererOf(state: WorkState, id: ConversationId): string | null {
  const asides = state.view?.conversations[id]?.asides
  if (!asides || asides.length === 0) return null
  const me = state.view?.me
  return asides.findLast(({ kind, account }) => kind === 'whisper' && account !== me)?.nick ?? null
}
