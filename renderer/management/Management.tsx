import { Suspense, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import { useTranslation } from '../ui/i18n.ts'
import { useActions, useWork, useWorkstation } from '../workstation/app/context.ts'
import { isComposing } from '../workstation/app/composition.ts'
import { Kit } from './Kit.tsx'
import { SECTION_GROUPS, SECTIONS } from './sections.ts'
import { forgetAtSignOut, management, openSection } from './store.ts'
import { addManagementTexts } from './texts.ts'
import './management.css'

addManagementTexts()

/** The main account's side: a menu of sections, one of them in front. Takes the place of the chats. */
export function Management() {
  const { t } = useTranslation()
  const root = useRef<HTMLDivElement>(null)
  const role = useWork((state) => state.view?.accounts[state.view.me]?.role)
  const { store } = useWorkstation()
  const chosen = useStore(management, (state) => state.section)
  const unsaved = useStore(management, (state) => state.unsaved)
  const shown = SECTIONS.filter((section) => role !== undefined && section.roles.includes(role))
  const section = shown.find(({ id }) => id === chosen) ?? shown[0]
  useBack(root)
  forgetAtSignOut(store)
  if (!section) return null
  const { Screen } = section
  return (
    <div className="management" ref={root}>
      <nav className="management-menu scroll" aria-label={t('manage:menu')} data-pane="menu">
        {SECTION_GROUPS.map((group) => {
          const sections = shown.filter((one) => one.group === group)
          if (sections.length === 0) return null
          return (
            <section key={group} aria-labelledby={`management-${group}`}>
              <h2 id={`management-${group}`}>{t(`manage:groupOf.${group}`)}</h2>
              {sections.map(({ id, icon: Icon }) => (
                <button
                  key={id}
                  type="button"
                  aria-current={id === section.id ? 'page' : undefined}
                  onClick={() => openSection(id)}
                >
                  <Icon size={16} aria-hidden="true" />
                  <span>{t(`manage:section.${id}`)}</span>
                  {unsaved.includes(id) && (
                    <span className="management-unsaved">{t('manage:unsavedMark')}</span>
                  )}
                </button>
              ))}
            </section>
          )
        })}
      </nav>
      <div className="management-section" data-pane="section">
        <Kit container={root}>
          <Suspense fallback={<p className="management-fetching">{t('common:loading')}</p>}>
            <Screen key={section.id} />
          </Suspense>
        </Kit>
      </div>
    </div>
  )
}

/** What takes Esc for itself while it is open. */
const OPEN =
  '.ant-drawer-open, .ant-modal-wrap:not([style*="none"]), .ant-select-open, .ant-popover:not(.ant-popover-hidden), .ant-dropdown:not(.ant-dropdown-hidden), .ant-picker-focused'

/** Esc goes one step back: out of a field first, then to the chats. */
function useBack(root: { readonly current: HTMLElement | null }): void {
  const { chats } = useActions()
  const dialog = useWork((state) => state.dialog !== null)
  useEffect(() => {
    if (dialog) return undefined
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || isComposing(event)) return
      if (root.current?.querySelector(OPEN)) return
      const field = document.activeElement
      if (field instanceof HTMLElement && field.matches('input, textarea, select')) field.blur()
      else chats.show('chats')
    }
    // Early, while what this key is about to close is still open.
    window.addEventListener('keydown', listen, { capture: true })
    return () => window.removeEventListener('keydown', listen, { capture: true })
  }, [root, chats, dialog])
}
