import {
  ArrowRightLeft,
  Eye,
  EyeOff,
  GraduationCap,
  Keyboard,
  LogOut,
  ShieldCheck,
  MessagesSquare,
  CirclePause,
  CirclePlay,
  Search,
  Settings,
  Stethoscope,
  Store,
} from 'lucide-react'
import { useTranslation } from '../../ui/i18n.ts'
import { figuresOf, ratesOf } from '#shared/measures/rounds.ts'
import type { AccountView } from '#shared/protocol/model.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Menu, MenuItem } from '../../ui/Menu.tsx'
import { mayManage } from '../../state/chats.ts'
import { unsentCount } from '../../state/outbox.ts'
import { LANGUAGES, THEMES } from '../entry/EntryTools.tsx'
import { enterPractice, leavePractice } from '../../practice/turn.ts'
import { useActions, useWork, useWorkstation } from './context.ts'
import { duration } from './duration.ts'
import { useKey } from '../keys/useKey.ts'
import { QuietItem, QuietMark } from './Quiet.tsx'
import { percent } from './percent.ts'
import { suspensionText } from './suspension.ts'
import { useTimes } from './times.ts'

type State = 'online' | 'suspended' | 'offline'

export function Rail() {
  const { t } = useTranslation()
  const { desk, chats } = useActions()
  const screen = useWork((state) => state.screen)
  const manages = useWork(mayManage)
  const practice = useWork((state) => state.app?.practice === true)
  const keys = {
    management: useKey('management'),
    practice: useKey('practice'),
    palette: useKey('palette'),
    sheet: useKey('sheet'),
    settings: useKey('settings'),
  }
  return (
    <nav className="rail" aria-label={t('chats:rail.label')}>
      <button
        type="button"
        className="rail-item"
        aria-current={screen === 'chats' ? 'page' : undefined}
        onClick={() => chats.show('chats')}
      >
        <MessagesSquare size={20} aria-hidden="true" />
        <span>{t('chats:rail.chats')}</span>
      </button>
      {practice && (
        <button
          type="button"
          className="rail-item"
          aria-current={screen === 'practice' ? 'page' : undefined}
          data-tip={keys.practice}
          onClick={() => chats.show('practice')}
        >
          <GraduationCap size={20} aria-hidden="true" />
          <span>{t('chats:rail.practice')}</span>
        </button>
      )}
      {manages && (
        <button
          type="button"
          className="rail-item"
          aria-current={screen === 'management' ? 'page' : undefined}
          data-tip={keys.management}
          onClick={() => chats.show('management')}
        >
          <Store size={20} aria-hidden="true" />
          <span>{t('chats:rail.management')}</span>
        </button>
      )}
      <button
        type="button"
        className="rail-item"
        data-tip={keys.palette}
        onClick={() => desk.show({ kind: 'palette', within: null })}
      >
        <Search size={20} aria-hidden="true" />
        <span>{t('chats:rail.search')}</span>
      </button>
      <div className="rail-gap" />
      <button
        type="button"
        className="rail-item"
        data-tip={keys.sheet}
        onClick={() => desk.show({ kind: 'keys' })}
      >
        <Keyboard size={20} aria-hidden="true" />
        <span>{t('chats:rail.keys')}</span>
      </button>
      <button
        type="button"
        className="rail-item"
        data-tip={keys.settings}
        onClick={() => desk.show({ kind: 'settings' })}
      >
        <Settings size={20} aria-hidden="true" />
        <span>{t('chats:rail.settings')}</span>
      </button>
      <AccountMenu />
      <Day />
    </nav>
  )
}

const NOTHING = '\u2013'

/**
 * The account's day so far; told by the gateway with each round. Its place is there before the first
 * word of it: what stands above must not move away under a pointer.
 */
function Day() {
  const { t } = useTranslation()
  const figures = useWork((state) => state.figures)
  const zone = useWork((state) => state.view?.settings.hours.timeZone)
  const skew = useWork((state) => state.skew)
  const rates =
    figures && zone !== undefined ? ratesOf(figuresOf(figures, Date.now() + skew, zone)) : null
  const { averageMs = null, quickShare = null, rounds = NOTHING } = rates ?? {}
  const average = averageMs === null ? NOTHING : duration(averageMs / 1000)
  const share = percent(quickShare)
  const label = rates ? t('chats:figures.label', { average, share, rounds }) : undefined
  return (
    <dl className="rail-figures" aria-label={label} data-tip={label}>
      <dt>{t('chats:figures.average')}</dt>
      <dd className="tabular">{average}</dd>
      <dt>{t('chats:figures.share')}</dt>
      <dd className="tabular">{share}</dd>
      <dt>{t('chats:figures.rounds')}</dt>
      <dd className="tabular">{rounds}</dd>
    </dl>
  )
}

function stateOf(account: AccountView | undefined, live: boolean): State {
  if (!live) return 'offline'
  return account?.suspended ? 'suspended' : 'online'
}

function AccountMenu() {
  const { t } = useTranslation()
  const times = useTimes()
  const workstation = useWorkstation()
  const { store, call } = workstation
  const { desk, chats } = useActions()
  const account = useWork((state) => (state.view ? state.view.accounts[state.view.me] : undefined))
  const signedIn = useWork((state) => state.app?.signedIn)
  const live = useWork((state) => state.connection.kind === 'live')
  const language = useWork((state) => state.app?.language)
  const theme = useWork((state) => state.app?.theme)
  const practice = useWork((state) => state.app?.practice)
  const suspendKey = useKey('suspend')
  const nick = account?.nick ?? signedIn?.nick ?? ''
  const state = stateOf(account, live)

  function signOut() {
    if (unsentCount(store.getState().outbox) > 0) desk.show({ kind: 'sign-out' })
    else void call('account.signOut')
  }
  const about = account?.suspended
    ? t('chats:account.suspendedSince', {
        reason: suspensionText(t, account.suspended),
        since: times.clock(account.suspended.since),
      })
    : account && live
      ? t('chats:account.onlineSince', { since: times.short(account.since) })
      : t('common:offline')
  return (
    <Menu
      label={t('chats:account.menu', { nick, state: t(`common:${state}`) })}
      tip={`${nick} · ${about}`}
      className="rail-me"
      side="right"
      face={
        <>
          <Avatar name={nick} size={36} state={state} />
          <span className={`rail-state ${state}`}>{t(`common:${state}`)}</span>
          <QuietMark />
        </>
      }
    >
      {(close) => {
        const then = (action: () => void) => () => {
          close()
          action()
        }
        return (
          <>
            <div className="me-head" role="presentation">
              <strong className="clip">{nick}</strong>
              <span className="clip">
                {signedIn?.name} · {signedIn?.shopName}
              </span>
              <span>{about}</span>
            </div>
            <div className="menu-line" role="separator" />
            {account?.suspended ? (
              <MenuItem
                icon={<CirclePlay size={16} />}
                keys={suspendKey}
                onSelect={then(() => void chats.resume())}
              >
                {t('chats:account.resume')}
              </MenuItem>
            ) : (
              <MenuItem
                icon={<CirclePause size={16} />}
                keys={suspendKey}
                onSelect={then(() => desk.show({ kind: 'suspend' }))}
              >
                {t('chats:account.suspend')}
              </MenuItem>
            )}
            <QuietItem onDone={close} />
            {account && (
              <MenuItem
                icon={account.invisible ? <Eye size={16} /> : <EyeOff size={16} />}
                onSelect={then(() => void chats.invisible(!account.invisible))}
              >
                {account.invisible ? t('chats:invisible.off') : t('chats:invisible.on')}
              </MenuItem>
            )}
            {account && (
              <MenuItem
                icon={<ArrowRightLeft size={16} />}
                onSelect={then(() => desk.show({ kind: 'handover', from: account.id }))}
              >
                {t('chats:handover.menu')}
              </MenuItem>
            )}
            <MenuItem
              icon={<Stethoscope size={16} />}
              onSelect={then(() => desk.show({ kind: 'doctor' }))}
            >
              {t('chats:account.doctor')}
            </MenuItem>
            <div className="menu-line" role="separator" />
            <div role="group" aria-label={t('chats:account.language')}>
              <div className="menu-title" role="presentation">
                {t('chats:account.language')}
              </div>
              {LANGUAGES.map(({ id, name }) => (
                <MenuItem key={id} checked={id === language} onSelect={() => desk.setLanguage(id)}>
                  <span lang={id}>{name}</span>
                </MenuItem>
              ))}
            </div>
            <div role="group" aria-label={t('chats:account.theme')}>
              <div className="menu-title" role="presentation">
                {t('chats:account.theme')}
              </div>
              {THEMES.map((id) => (
                <MenuItem key={id} checked={id === theme} onSelect={() => desk.setTheme(id)}>
                  {t(`settings:themes.${id}`)}
                </MenuItem>
              ))}
            </div>
            <div className="menu-line" role="separator" />
            <MenuItem
              icon={<Settings size={16} />}
              onSelect={then(() => desk.show({ kind: 'settings' }))}
            >
              {t('chats:account.settings')}
            </MenuItem>
            <MenuItem
              icon={<ShieldCheck size={16} />}
              onSelect={then(() => desk.show({ kind: 'security' }))}
            >
              {t('chats:account.security')}
            </MenuItem>
            {practice !== undefined && (
              <MenuItem
                icon={<GraduationCap size={16} />}
                onSelect={then(() =>
                  practice ? void leavePractice(workstation) : void enterPractice(workstation),
                )}
              >
                {t(practice ? 'chats:account.leavePractice' : 'chats:account.practice')}
              </MenuItem>
            )}
            <MenuItem icon={<LogOut size={16} />} onSelect={then(signOut)}>
              {t('chats:account.signOut')}
            </MenuItem>
          </>
        )
      }}
    </Menu>
  )
}
