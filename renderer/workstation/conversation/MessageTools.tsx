import { Copy, Eye, Reply, Undo2, Zap } from 'lucide-react'
import { useLayoutEffect, useRef, useState } from 'react'
import { LIMITS } from '#shared/protocol/limits.ts'
import type { ConversationId, Message } from '#shared/protocol/model.ts'
import { messageOf } from '../../state/timeline.ts'
import { IconButton } from '../../ui/Button.tsx'
import { useSecond } from '../../ui/clock.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../app/context.ts'
import { LINE_KEYS, type LineAct } from './lines.ts'

interface MessageToolsProps {
  readonly id: ConversationId
  readonly cseq: number
  readonly act: (act: LineAct, cseq: number) => void
}

/** Beside the line under the pointer or the keyboard. One for all lines: a switch draws none. */
export function MessageTools({ id, cseq, act }: MessageToolsProps) {
  const { t } = useTranslation()
  const message = useWork((state) => messageOf(state.timelines[id], id, cseq))
  const me = useWork((state) => state.view?.me)
  const held = useWork((state) => state.view?.conversations[id]?.holder === me)
  const tools = useRef<HTMLDivElement>(null)
  const kind = message?.body.kind
  useLayoutEffect(() => {
    const popup = tools.current
    const frame = popup?.parentElement
    const line = frame?.querySelector(`.line[data-cseq="${cseq}"]:not([data-conversation])`)
    const bubble = line?.querySelector('.bubble,.picture')
    if (!popup || !frame || !bubble) return
    const own = line?.classList.contains('own') === true
    const around = frame.getBoundingClientRect()
    const { left, right, top } = bubble.getBoundingClientRect()
    const { width } = popup.getBoundingClientRect()
    const x = own ? left - around.left - width - 6 : right - around.left + 6
    popup.style.left = `${Math.max(4, Math.min(x, around.width - width - 20))}px`
    popup.style.top = `${Math.max(2, top - around.top)}px`
  })
  if (!message || kind === undefined || kind === 'recalled' || kind === 'notice') return null
  const words = kind === 'text' || kind === 'auto'
  const own = message.sender.kind === 'account' && message.sender.account === me
  return (
    <div
      ref={tools}
      className="message-tools"
      role="toolbar"
      aria-label={t('chats:composerLine.tools.label')}
    >
      {held && (
        <Tool
          act="quote"
          label={t('chats:composerLine.tools.quote')}
          onAct={() => act('quote', cseq)}
        >
          <Reply size={15} />
        </Tool>
      )}
      {words && (
        <Tool act="copy" label={t('chats:composerLine.tools.copy')} onAct={() => act('copy', cseq)}>
          <Copy size={15} />
        </Tool>
      )}
      {words && (
        <Tool act="save" label={t('chats:composerLine.tools.save')} onAct={() => act('save', cseq)}>
          <Zap size={15} />
        </Tool>
      )}
      {message.masked && (
        <Tool act="unmask" label={t('chats:masked.toggle')} onAct={() => act('unmask', cseq)}>
          <Eye size={15} />
        </Tool>
      )}
      {own && held && kind !== 'auto' && (
        <Recall key={cseq} message={message} onAct={() => act('recall', cseq)} />
      )}
    </div>
  )
}

interface ToolProps {
  readonly act: LineAct
  readonly label: string
  readonly onAct: () => void
  readonly children: React.ReactNode
}

function Tool({ act, label, onAct, children }: ToolProps) {
  return (
    <IconButton
      small
      label={label}
      keys={LINE_KEYS[act]}
      tabIndex={-1}
      // The line keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onAct}
    >
      {children}
    </IconButton>
  )
}

function Recall({ message, onAct }: { readonly message: Message; readonly onAct: () => void }) {
  const { t } = useTranslation()
  const skew = useWork((state) => state.skew)
  const [begun] = useState(() => Date.now() + skew)
  if (message.at + LIMITS.recallMs <= begun) return null
  return <RecallLeft until={message.at + LIMITS.recallMs - skew} onAct={onAct} label={t} />
}

interface RecallLeftProps {
  /** This computer's clock, ms. */
  readonly until: number
  readonly onAct: () => void
  readonly label: ReturnType<typeof useTranslation>['t']
}

function RecallLeft({ until, onAct, label: t }: RecallLeftProps) {
  const second = useSecond()
  const seconds = Math.max(0, Math.ceil(until / 1000 - second))
  if (seconds === 0) return null
  return (
    <Tool act="recall" label={t('chats:composerLine.tools.recallLeft', { seconds })} onAct={onAct}>
      <Undo2 size={15} />
      {/* Drawn, not written: the name says it, and a checker that reads both a moment apart finds two. */}
      <span className="tabular recall-left" data-seconds={seconds} aria-hidden="true" />
    </Tool>
  )
}
