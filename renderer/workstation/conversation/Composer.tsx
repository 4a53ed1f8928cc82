import { EyeOff, SendHorizontal } from 'lucide-react'
import { lazy, Suspense, useCallback, useEffect, useRef } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { LIMITS } from '#shared/protocol/limits.ts'
import type { KnownPhrase } from '#shared/phrases/model.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { useAfterPaint } from '../../ui/afterPaint.ts'
import { preferencesIn, type WorkState } from '../../state/model.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { useActions, useWork, useWorkstation } from '../app/context.ts'
import { keyName } from '../app/keys.ts'
import { useKey } from '../keys/useKey.ts'
import type { Picked } from '../quick/PhraseMenu.tsx'
import { Attachments } from './Attachments.tsx'
import { DoubtBar, QuoteBar } from './ComposerBars.tsx'
import { ComposerTools } from './ComposerTools.tsx'
import { mayGo } from './doubt.ts'
import { enterLines } from './lines.ts'
import { useEnter, write } from './useEnter.ts'
import { useSlash } from './useSlash.ts'
import { WhisperBox } from './Whisper.tsx'
import { WordsBar } from './WordsBar.tsx'

const loadMenu = () => import('../quick/PhraseMenu.tsx')
const PhraseMenu = lazy(() => loadMenu().then((module) => ({ default: module.PhraseMenu })))

/** From here on the composer tells how much room is left. */
const TELL_LEFT = 500
/** Quick replies are made ready so long after the first chat came to the front. */
const READY_AFTER = 4000

export function Composer({ id }: { readonly id: ConversationId }) {
  const { t, i18n } = useTranslation()
  const workstation = useWorkstation()
  const { store } = workstation
  const { chats, messages, quick, words } = useActions()
  const name = useWork((state) => state.view?.conversations[id]?.buyer.name ?? '')
  const text = useWork((state) => state.drafts[id] ?? '')
  const hasAttachments = useWork((state) =>
    state.attachments[id]?.some((a) => a.state !== 'failed'),
  )
  const sendKey = useWork((state) => preferencesIn(state).sendKey)
  const whisperKey = useKey('whisper')
  const whispering = useWork((state) => state.whispering === id)
  const whisperer = useWork((state) => whispererOf(state, id))
  const past = useAfterPaint(id)
  const area = useRef<HTMLTextAreaElement>(null)
  const enter = useEnter(sendKey, (repeated) => {
    if (sendable && !repeated) send()
  })
  const slash = useSlash(id, area)

  useEffect(() => {
    enter.rest()
    // One that was opened from the list is written in at once; a dialog keeps its own focus. Where the
    // focus is here already, asking for it once more would lay out the page before its frame.
    if (store.getState().dialog) tellComposing(false)
    else if (document.activeElement !== area.current) area.current?.focus({ preventScroll: true })
    // Anew for each chat.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [store, id])
  useEffect(() => () => store.setState({ composing: false }), [store])
  // The menu, the dictionary and the quick replies themselves, when there is nothing else to do.
  useEffect(() => {
    const timer = setTimeout(() => {
      requestIdleCallback(() => {
        void loadMenu()
        void words.ensure()
        void Promise.all([quick.ensure(), import('../quick/phrase-index.ts')]).then(
          async ([, { indexOf, loadReadings }]) => {
            await loadReadings()
            requestIdleCallback(() => indexOf(quick.store.getState().phrases))
          },
        )
      })
    }, READY_AFTER)
    return () => clearTimeout(timer)
  }, [quick, words])

  // Steady, so that a key typed draws no button again.
  const insert = useCallback((text: string) => {
    if (area.current) write(area.current, text)
  }, [])
  const back = useCallback(() => area.current?.focus(), [])

  function tellComposing(is: boolean) {
    if (store.getState().composing !== is) store.setState({ composing: is })
  }

  // Where an edit put words back, the caret stands behind them.
  const length = text.trim().length
  const left = LIMITS.textLength - length
  const sendable = left >= 0 && (length > 0 || hasAttachments === true)

  function send() {
    if (slash.open) slash.close()
    if (!mayGo(workstation, id, Date.now())) {
      area.current?.focus()
      return
    }
    messages.send(id)
    area.current?.focus()
  }
  function pick(phrase: KnownPhrase, how: Picked) {
    slash.pick(phrase, how)
    if (how === 'send') send()
  }
  /** One step back, and no word is lost: the question, the quote, then to the list. */
  function stepBack() {
    const { compose } = messages
    if (compose.getState().doubt) compose.setState({ doubt: null })
    else if (compose.getState().quotes[id] !== undefined) messages.quote(id, null)
    else document.querySelector<HTMLElement>('[role="listbox"]')?.focus()
  }
  const keys =
    sendKey === 'enter'
      ? { send: 'Enter', line: keyName('Shift+Enter') }
      : { send: keyName('Ctrl+Enter'), line: 'Enter' }
  const chinese = i18n.language.startsWith('zh')
  return (
    <div className="composer" data-pane="composer">
      <BuyerTyping id={id} name={name} />
      {whispering && <WhisperBox key={id} id={id} to={whisperer ?? t('chats:whisper.overseers')} />}
      {!whispering && <Attachments id={id} />}
      {slash.open && !whispering && (
        <Suspense fallback={null}>
          <PhraseMenu
            id={id}
            query={slash.open.query}
            ref={slash.menu}
            onPick={pick}
            onClose={slash.close}
            onActive={slash.setActive}
          />
        </Suspense>
      )}
      <div className="composer-box" hidden={whispering}>
        <QuoteBar id={id} />
        {/* Of its own for each chat: what the browser undoes, and the input method, know one text. */}
        <textarea
          key={id}
          ref={area}
          className="composer-text scroll"
          rows={1}
          value={text}
          // Red lines under every Chinese word help nobody.
          spellCheck={!chinese}
          autoCorrect="off"
          autoCapitalize="off"
          autoComplete="off"
          aria-label={t('chats:composer.label', { name })}
          aria-invalid={left < 0}
          aria-describedby="composer-left"
          aria-autocomplete="list"
          aria-activedescendant={slash.active}
          placeholder={t('chats:composer.placeholder', keys)}
          onChange={(event) => {
            messages.setDraft(id, event.target.value)
            messages.typed()
            if (event.target.value === '') messages.stopTyping()
            else messages.tellTyping(id)
            if (!enter.composing()) slash.look()
          }}
          onSelect={() => {
            if (slash.open && !enter.composing()) slash.look()
          }}
          onFocus={() => tellComposing(true)}
          onBlur={() => {
            enter.rest()
            tellComposing(false)
          }}
          {...enter.listeners}
          onCompositionEnd={(event) => {
            enter.listeners.onCompositionEnd(event)
            slash.look()
          }}
          onKeyDown={(event) => {
            if (slash.open && !enter.owns(event) && slash.take(event)) return
            if (enter.take(event) !== 'other') return
            if (event.key === 'Escape') {
              event.preventDefault()
              stepBack()
            } else if (event.key === 'ArrowUp' && text === '' && !event.shiftKey && !event.altKey)
              if (enterLines()) event.preventDefault()
          }}
          onPaste={(event) => {
            const files = [...event.clipboardData.files]
            if (files.length === 0) return
            event.preventDefault()
            messages.attach(id, files)
          }}
        />
        {/* The field of the chat before has the focus until this one takes it: to remove the field that
            has it, or to give it a tabIndex, would lay the page out twice. It goes when the switch is painted. */}
        {past !== id && (
          <textarea
            key={past}
            className="composer-past"
            readOnly
            value={store.getState().drafts[past] ?? ''}
          />
        )}
        <WordsBar id={id} />
        <DoubtBar id={id} onSend={send} />
        <div className="composer-foot">
          <ComposerTools id={id} onPhrases={slash.begin} onInsert={insert} onBack={back} />
          {whisperer !== null && (
            <IconButton
              label={t('chats:whisper.answer', { nick: whisperer })}
              keys={whisperKey}
              data-act="whisper"
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

/** What the buyer is writing, where the shop shows it. */
function BuyerTyping({ id, name }: { readonly id: ConversationId; readonly name: string }) {
  const { t } = useTranslation()
  const typing = useWork((state) => state.typing[id])
  return (
    <div className="buyer-typing clip" role="status">
      {typing === undefined
        ? ''
        : typing === ''
          ? t('chats:timeline.buyerTyping', { name })
          : t('chats:composerLine.typingText', { name, text: typing })}
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
