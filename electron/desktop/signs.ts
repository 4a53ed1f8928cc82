import type { Connection } from '#shared/bridge/contract.ts'
import type { ConversationView, Suspension } from '#shared/protocol/model.ts'
import type { AgentView } from '#shared/protocol/view.ts'
import { unreadOfMine } from './unread.ts'

/** What the work is like now. */
export interface WorkSigns {
  readonly view: AgentView
  readonly connection: Connection
}

/** What title and tray say of it. */
export interface Signs {
  readonly name: string | null
  /** Key of `state.*`. */
  readonly state: 'online' | 'suspended' | Exclude<Connection['kind'], 'live'>
  readonly suspension: Suspension | null
  /** Connected: it can be suspended and resumed. */
  readonly live: boolean
  readonly unread: number
  /** In practice mode: said wherever the app names itself. */
  readonly practice: boolean
}

type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string

export function signsOf(work: WorkSigns | null, practice = false): Signs {
  if (!work)
    return { name: null, state: 'offline', suspension: null, live: false, unread: 0, practice }
  const { view, connection } = work
  const me = view.accounts[view.me]
  const live = connection.kind === 'live'
  const suspension = (live && me?.suspended) || null
  return {
    name: me?.nick ?? null,
    state: connection.kind === 'live' ? (suspension ? 'suspended' : 'online') : connection.kind,
    suspension,
    live,
    unread: unreadOfMine(view),
    practice,
  }
}

const REASON_LENGTH = 20

/** «suspended (meal, since 12:30)». */
export function stateText({ state, suspension }: Signs, t: Translate, language: string): string {
  if (!suspension) return t(`state.${state}`)
  const reason = Array.from(suspension.reason)
  const time = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(suspension.since)
  return t('state.suspendedSince', {
    reason:
      reason.length > REASON_LENGTH
        ? `${reason.slice(0, REASON_LENGTH).join('')}…`
        : suspension.reason,
    time,
  })
}

function nameOf({ practice }: Signs, t: Translate): string {
  return t(practice ? 'practiceName' : 'appName')
}

/** For the window's title and the tray alike: unread, name, state, app. */
export function titleOf(signs: Signs, t: Translate, language: string): string {
  const parts = [nameOf(signs, t)]
  if (signs.name !== null) parts.unshift(signs.name, stateText(signs, t, language))
  return `${signs.unread > 0 ? `(${signs.unread}) ` : ''}${parts.join(' · ')}`
}

/** Of a conversation's own window: the buyer first, since there may be many of them. */
export function chatTitleOf(
  signs: Signs,
  chat: Pick<ConversationView, 'buyer' | 'unread'> | null,
  t: Translate,
  language: string,
): string {
  const unread = chat && chat.unread > 0 ? `(${chat.unread}) ` : ''
  const parts = [stateText(signs, t, language), nameOf(signs, t)]
  if (chat) parts.unshift(chat.buyer.name)
  return `${unread}${parts.join(' · ')}`
}
