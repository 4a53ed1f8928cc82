import { ListFilter, X } from 'lucide-react'
import { useTranslation } from '../../ui/i18n.ts'
import { SORTS } from '../../state/workspace.ts'
import type { Only } from '../../state/order.ts'
import { IconButton } from '../../ui/Button.tsx'
import { Menu, MenuItem } from '../../ui/Menu.tsx'
import { useActions, useWork } from '../app/context.ts'
import { keyName } from '../app/keys.ts'
import { shown } from './shown.ts'

interface ArrangeProps {
  readonly only: Only
  readonly onOnly: (only: Only) => void
}

/** How the list is sorted, and of whom it consists. */
export function Arrange({ only, onOnly }: ArrangeProps) {
  const { t } = useTranslation()
  const { chats } = useActions()
  const sort = useWork((state) => state.sort)
  const tags = useWork((state) => state.view?.settings.desk.tags)
  return (
    <Menu
      label={t('chats:arrange.menu')}
      tip={t('chats:arrange.menu')}
      className={only === null && sort === 'waiting' ? 'icon-button' : 'icon-button changed'}
      side="below"
      face={<ListFilter size={18} aria-hidden="true" />}
    >
      {(close) => {
        const choose = (action: () => void) => () => {
          close()
          action()
        }
        return (
          <>
            <div role="group" aria-label={t('chats:arrange.sort')}>
              <div className="menu-title" role="presentation">
                {t('chats:arrange.sort')}
              </div>
              {SORTS.map((id) => (
                <MenuItem
                  key={id}
                  checked={id === sort}
                  onSelect={choose(() => chats.sortBy(id, shown.ids))}
                >
                  {t(`chats:arrange.sorts.${id}`)}
                </MenuItem>
              ))}
              {sort === 'hand' && (
                <p className="menu-title">
                  {t('chats:arrange.byHand', { keys: keyName('Alt+Shift+\u2191/\u2193') })}
                </p>
              )}
            </div>
            <div className="menu-line" role="separator" />
            <div role="group" aria-label={t('chats:arrange.only')}>
              <div className="menu-title" role="presentation">
                {t('chats:arrange.only')}
              </div>
              <MenuItem checked={only === null} onSelect={choose(() => onOnly(null))}>
                {t('chats:arrange.all')}
              </MenuItem>
              <MenuItem
                checked={only?.kind === 'vip'}
                onSelect={choose(() => onOnly({ kind: 'vip' }))}
              >
                {t('chats:arrange.vip')}
              </MenuItem>
              {tags?.map((tag) => (
                <MenuItem
                  key={tag}
                  checked={only?.kind === 'tag' && only.tag === tag}
                  onSelect={choose(() => onOnly({ kind: 'tag', tag }))}
                >
                  {tag}
                </MenuItem>
              ))}
            </div>
          </>
        )
      }}
    </Menu>
  )
}

/** Says that not all are shown, so that nobody looks for a chat in vain. */
export function OnlyThese({ only, onOnly }: ArrangeProps) {
  const { t } = useTranslation()
  if (only === null) return null
  const what = only.kind === 'vip' ? t('chats:arrange.vip') : only.tag
  return (
    <div className="list-only" role="status">
      <span className="grow clip">{t('chats:arrange.active', { what })}</span>
      <IconButton small label={t('chats:groups.showAll')} onClick={() => onOnly(null)}>
        <X size={14} />
      </IconButton>
    </div>
  )
}
