import {
  CheckCheck,
  CircleHelp,
  Crown,
  Ellipsis,
  Forward,
  GraduationCap,
  LockKeyhole,
  PanelRight,
  PictureInPicture,
} from 'lucide-react'
import type { TFunction } from 'i18next'
import { memo } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { ConversationId, ConversationView, DecisionReason } from '#shared/protocol/model.ts'
import { RIGHTS } from '#shared/rights/table.ts'
import { mayDrill, mayManage } from '../../state/chats.ts'
import { mayForward } from '../../state/team-actions.ts'
import { useAfterPaint } from '../../ui/afterPaint.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Menu, MenuItem } from '../../ui/Menu.tsx'
import { useActions, useWork } from '../app/context.ts'
import { useAriaKey, useKey, withKeys } from '../keys/useKey.ts'
import { WaitingTime } from '../list/WaitingTime.tsx'
import { Stakes } from './Stakes.tsx'
import { usePanel } from './usePanel.ts'

export function Header({ id }: { readonly id: ConversationId }) {
  const { t } = useTranslation()
  const live = useWork((state) => state.view?.conversations[id])
  const departed = useWork((state) => state.departed[id])
  const me = useWork((state) => state.view?.me)
  // Who it is stands there at once; what can be done follows when the lines are painted.
  const acted = useAfterPaint(id)
  const chat = live ?? departed?.view ?? null
  const name = chat?.buyer.name ?? departed?.buyerName ?? ''
  const waiting = live?.waitingSince ?? null
  return (
    <header className="header" aria-label={t('chats:header.label')}>
      <Avatar name={name} size={32} />
      <div className="header-lines">
        <div className="header-line">
          <h1 className="clip">{name}</h1>
          {chat?.buyer.vip === true && <span className="tag">{t('common:vip')}</span>}
          {chat?.buyer.private === true && <span className="tag">{t('common:private')}</span>}
          {waiting !== null && (
            <span className="header-wait">
              <WaitingTime since={waiting} />
              {live?.holder === me && <Stakes since={waiting} />}
            </span>
          )}
        </div>
        <div className="header-about clip">
          <Served id={id} chat={live} />
          {chat?.source?.product !== undefined && (
            <> · {t('chats:header.product', { product: chat.source.product })}</>
          )}
          {chat?.source?.page !== undefined && chat.source.product === undefined && (
            <> · {t('chats:header.from', { page: chat.source.page })}</>
          )}
        </div>
      </div>
      <div
        className="header-acts"
        onClickCapture={(event) => {
          // Nothing is done to the chat before.
          if (acted !== id) event.stopPropagation()
        }}
      >
        <Acts id={acted} />
      </div>
    </header>
  )
}

/** Not drawn again in the frame of a switch, in which they are still of the chat before. */
const Acts = memo(function Acts({ id }: { readonly id: ConversationId }) {
  const { t } = useTranslation()
  const { desk, chats } = useActions()
  const live = useWork((state) => state.view?.conversations[id])
  const me = useWork((state) => state.view?.me)
  const forwardable = useWork((state) => mayForward(state, id))
  const oversees = useWork(mayManage)
  const drills = useWork(mayDrill)
  const over = useWork((state) => state.departed[id] !== undefined)
  const panel = usePanel()
  const mine = live !== undefined && live.holder === me
  const alone = useWork((state) => state.alone !== null)
  const keys = {
    forward: useKey('forward'),
    close: useKey('close'),
    tearOff: useKey('tearOff'),
    panel: useKey('panel'),
  }
  const aria = { forward: useAriaKey('forward'), close: useAriaKey('close') }
  return (
    <>
      {live?.reason && <Why key={id} reason={live.reason} mine={mine} />}
      {forwardable && (
        <Button
          aria-keyshortcuts={aria.forward}
          data-tip={withKeys(t('chats:header.forward'), keys.forward)}
          onClick={() => desk.show({ kind: 'forward', conversation: id })}
        >
          <Forward size={16} aria-hidden="true" />
          <span className="wide-only">{t('chats:header.forward')}</span>
        </Button>
      )}
      {mine && (
        <Button
          aria-keyshortcuts={aria.close}
          data-tip={withKeys(t('chats:header.close'), keys.close)}
          onClick={(event) => chats.startClose([id], event.shiftKey)}
        >
          <CheckCheck size={16} aria-hidden="true" />
          <span className="wide-only">{t('chats:header.close')}</span>
        </Button>
      )}
      {alone && (
        <IconButton
          label={t('chats:tear.back')}
          keys={keys.tearOff}
          onClick={() => void chats.putBack(id)}
        >
          <PictureInPicture size={18} />
        </IconButton>
      )}
      {live && oversees && <More chat={live} />}
      {!live && over && drills && (
        <IconButton
          label={t('chats:row.drill')}
          onClick={() => desk.show({ kind: 'drill', conversation: id })}
        >
          <GraduationCap size={18} />
        </IconButton>
      )}
      <IconButton
        label={panel.open ? t('chats:header.panelHide') : t('chats:header.panelShow')}
        keys={keys.panel}
        data-act="panel"
        aria-pressed={panel.open}
        onClick={() => panel.set(!panel.open)}
      >
        <PanelRight size={18} />
      </IconButton>
    </>
  )
})

interface ServedProps {
  readonly id: ConversationId
  readonly chat: ConversationView | undefined
}

/** Who has this buyer now, or what became of the conversation. */
export function Served({ id, chat }: ServedProps) {
  const { t } = useTranslation()
  const departed = useWork((state) => state.departed[id])
  const me = useWork((state) => state.view?.me)
  const nick = useWork((state) => {
    const holder = chat ? chat.holder : departed?.to
    return holder == null ? '' : (state.view?.accounts[holder]?.nick ?? '')
  })
  if (chat) {
    if (chat.state === 'queued') return t('chats:header.queued')
    if (chat.state === 'waiting_main' && chat.holder !== me) return t('chats:header.waitsForMain')
    return chat.holder === me ? t('chats:header.servedByYou') : t('chats:header.servedBy', { nick })
  }
  switch (departed?.why) {
    case 'forwarded':
      return t('chats:header.forwardedTo', { nick })
    case 'offer_over':
      return t('chats:header.offerOver')
    case 'past':
      return t('chats:header.past')
    case 'closed':
    case undefined:
      return t('chats:header.closed')
  }
}

/**
 * The sentence with its values; sub-accounts are not given the figures of others, so there are
 * sentences without them. One that is not known here (a newer gateway) falls back to its rule.
 */
function reasonText(t: TFunction, { rule, sentence, values }: DecisionReason): string {
  const free = values['free']
  return typeof free === 'number'
    ? t([`reason:${sentence}`, `reason:rule.${rule}`], { ...values, count: free })
    : t([`reason:open.${sentence}`, `reason:${sentence}`, `reason:rule.${rule}`], values)
}

/** «Why did I get this buyer»: the rule and its sentence (D14). */
function Why({ reason, mine }: { readonly reason: DecisionReason; readonly mine: boolean }) {
  const { t } = useTranslation()
  const label = mine ? t('chats:header.why') : t('chats:header.whyOther')
  return (
    <Menu
      label={label}
      tip={label}
      className="icon-button"
      side="below"
      kind="info"
      face={<CircleHelp size={18} aria-hidden="true" />}
    >
      {() => (
        <div className="why">
          <h2>{label}</h2>
          <p>{reasonText(t, reason)}</p>
          <p className="why-rule">{t('chats:header.rule', { rule: reason.rule })}</p>
        </div>
      )}
    </Menu>
  )
}

/** Marks of the buyer: VIP by whoever oversees, private by the main account alone (D6). */
function More({ chat }: { readonly chat: ConversationView }) {
  const { t } = useTranslation()
  const { desk, chats } = useActions()
  const main = useWork((state) => {
    const role = state.view?.accounts[state.view.me]?.role
    return role !== undefined && RIGHTS.parts['buyer.mark private'][role] !== 'no'
  })
  const drills = useWork(mayDrill)
  const { buyer } = chat
  return (
    <Menu
      label={t('chats:header.more')}
      tip={t('chats:header.more')}
      className="icon-button"
      side="below"
      face={<Ellipsis size={18} aria-hidden="true" />}
    >
      {(close) => (
        <>
          <MenuItem
            icon={<Crown size={16} />}
            onSelect={() => {
              close()
              void chats.setVip(buyer, !buyer.vip)
            }}
          >
            {buyer.vip ? t('chats:marks.vipOff') : t('chats:marks.vipOn')}
          </MenuItem>
          {main && (
            <MenuItem
              icon={<LockKeyhole size={16} />}
              onSelect={() => {
                close()
                if (buyer.private) void chats.setPrivate(buyer, false)
                else desk.show({ kind: 'private', conversation: chat.id })
              }}
            >
              {buyer.private ? t('chats:marks.privateOff') : t('chats:marks.privateOn')}
            </MenuItem>
          )}
          {drills && (
            <MenuItem
              icon={<GraduationCap size={16} />}
              onSelect={() => {
                close()
                desk.show({ kind: 'drill', conversation: chat.id })
              }}
            >
              {t('chats:row.drill')}
            </MenuItem>
          )}
        </>
      )}
    </Menu>
  )
}
