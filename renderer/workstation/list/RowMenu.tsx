import {
  AppWindow,
  Check,
  CheckCheck,
  Crown,
  Forward,
  GraduationCap,
  NotebookPen,
  Pin,
  PinOff,
  Tag,
} from 'lucide-react'
import { useTranslation } from '../../ui/i18n.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { mayDrill, mayManage } from '../../state/chats.ts'
import { mayForward } from '../../state/team-actions.ts'
import { ContextMenu } from '../../ui/ContextMenu.tsx'
import { MenuItem } from '../../ui/Menu.tsx'
import { useActions, useWork } from '../app/context.ts'
import { useKey } from '../keys/useKey.ts'

interface RowMenuProps {
  readonly id: ConversationId
  readonly at: { readonly x: number; readonly y: number }
  readonly onClose: () => void
}

/** What can be done with a chat from its row. Tags are given and taken without leaving the menu. */
export function RowMenu({ id, at, onClose }: RowMenuProps) {
  const { t } = useTranslation()
  const { desk, chats } = useActions()
  const chat = useWork((state) => state.view?.conversations[id])
  const mine = useWork((state) => chat !== undefined && chat.holder === state.view?.me)
  const forwardable = useWork((state) => mayForward(state, id))
  const oversees = useWork(mayManage)
  const drills = useWork(mayDrill)
  const pinned = useWork((state) => chat !== undefined && state.pins.has(chat.buyer.id))
  const current = useWork((state) => state.current === id)
  const keys = {
    pin: useKey('pin'),
    forward: useKey('forward'),
    tearOff: useKey('tearOff'),
    close: useKey('close'),
    closeWith: useKey('closeWith'),
  }
  const known = useWork((state) => state.view?.settings.desk.tags)
  if (!chat) return null
  const { buyer } = chat
  const then = (action: () => void) => () => {
    onClose()
    action()
  }
  const tags = [...new Set([...buyer.tags, ...(known ?? [])])]
  return (
    <ContextMenu label={t('chats:groups.menu', { name: buyer.name })} at={at} onClose={onClose}>
      <MenuItem
        icon={pinned ? <PinOff size={16} /> : <Pin size={16} />}
        keys={current ? keys.pin : undefined}
        onSelect={then(() => chats.pin(buyer.id))}
      >
        {pinned ? t('chats:row.unpin') : t('chats:row.pin')}
      </MenuItem>
      {forwardable && (
        <MenuItem
          icon={<Forward size={16} />}
          keys={keys.forward}
          onSelect={then(() => desk.show({ kind: 'forward', conversation: id }))}
        >
          {t('chats:row.forward')}
        </MenuItem>
      )}
      <MenuItem
        icon={<AppWindow size={16} />}
        keys={current ? keys.tearOff : undefined}
        onSelect={then(() => void chats.tearOff(id))}
      >
        {t('chats:row.tearOff')}
      </MenuItem>
      {oversees && (
        <MenuItem
          icon={<Crown size={16} />}
          onSelect={then(() => void chats.setVip(buyer, !buyer.vip))}
        >
          {buyer.vip ? t('chats:marks.vipOff') : t('chats:marks.vipOn')}
        </MenuItem>
      )}
      {drills && (
        <MenuItem
          icon={<GraduationCap size={16} />}
          onSelect={then(() => desk.show({ kind: 'drill', conversation: id }))}
        >
          {t('chats:row.drill')}
        </MenuItem>
      )}
      {mine && (
        <>
          <div className="menu-line" role="separator" />
          <MenuItem
            icon={<CheckCheck size={16} />}
            keys={keys.close}
            onSelect={then(() => chats.startClose([id]))}
          >
            {t('chats:row.close')}
          </MenuItem>
          <MenuItem
            icon={<NotebookPen size={16} />}
            keys={keys.closeWith}
            onSelect={then(() => chats.startClose([id], true))}
          >
            {t('chats:row.closeWith')}
          </MenuItem>
        </>
      )}
      {tags.length > 0 && (
        <>
          <div className="menu-line" role="separator" />
          <div role="group" aria-label={t('chats:row.tags')}>
            <div className="menu-title" role="presentation">
              {t('chats:row.tags')}
            </div>
            {tags.map((tag) => (
              <button
                key={tag}
                type="button"
                className="menu-item"
                role="menuitemcheckbox"
                aria-checked={buyer.tags.includes(tag)}
                tabIndex={-1}
                onClick={() => void chats.tag(buyer, tag)}
              >
                <Tag size={16} aria-hidden="true" />
                <span className="grow clip">{tag}</span>
                {buyer.tags.includes(tag) && <Check size={16} aria-hidden="true" />}
              </button>
            ))}
          </div>
        </>
      )}
    </ContextMenu>
  )
}
