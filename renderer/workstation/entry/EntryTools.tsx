import { Languages, SunMoon } from 'lucide-react'
import { useTranslation } from '../../ui/i18n.ts'
import type { Language, Theme } from '#shared/bridge/contract.ts'
import { Menu, MenuItem } from '../../ui/Menu.tsx'
import { useActions, useWork } from '../app/context.ts'

/** Each language by its own name. */
export const LANGUAGES: readonly { readonly id: Language; readonly name: string }[] = [
  { id: 'zh-CN', name: '\u7b80\u4f53\u4e2d\u6587' },
  { id: 'zh-TW', name: '\u7e41\u9ad4\u4e2d\u6587' },
  { id: 'en', name: 'English' },
]
export const THEMES: readonly Theme[] = ['system', 'light', 'dark']

/** Language and theme, reachable before anybody is signed in. */
export function EntryTools() {
  const { t } = useTranslation()
  const { desk } = useActions()
  const language = useWork((state) => state.app?.language)
  const theme = useWork((state) => state.app?.theme)
  const name = LANGUAGES.find((one) => one.id === language)?.name ?? ''
  return (
    <div className="entry-tools">
      <Menu
        label={`${t('settings:language')} ${name}`}
        className="button plain"
        side="below"
        face={
          <>
            <Languages size={16} aria-hidden="true" />
            {name}
          </>
        }
      >
        {(close) =>
          LANGUAGES.map(({ id, name }) => (
            <MenuItem
              key={id}
              checked={id === language}
              onSelect={() => {
                desk.setLanguage(id)
                close()
              }}
            >
              <span lang={id}>{name}</span>
            </MenuItem>
          ))
        }
      </Menu>
      <Menu
        label={t('settings:theme')}
        tip={t('settings:theme')}
        className="icon-button"
        side="below"
        face={<SunMoon size={18} aria-hidden="true" />}
      >
        {(close) =>
          THEMES.map((id) => (
            <MenuItem
              key={id}
              checked={id === theme}
              onSelect={() => {
                desk.setTheme(id)
                close()
              }}
            >
              {t(`settings:themes.${id}`)}
            </MenuItem>
          ))
        }
      </Menu>
    </div>
  )
}
