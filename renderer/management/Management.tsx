import { useRef } from 'react'
import { useStore } from 'zustand'
import { useTranslation } from '../ui/i18n.ts'
import { useWork, useWorkstation } from '../workstation/app/context.ts'
import { SectionFrame } from './SectionFrame.tsx'
import { SECTION_GROUPS, sectionsFor } from './sections.ts'
import { forgetAtSignOut, management, openSection } from './store.ts'
import { addManagementTexts } from './texts.ts'
import { useBack } from './useBack.ts'

addManagementTexts()

/** The main account's side: a menu of sections, one of them in front. Takes the place of the chats. */
export function Management() {
  const { t } = useTranslation()
  const root = useRef<HTMLDivElement>(null)
  const role = useWork((state) => state.view?.accounts[state.view.me]?.role)
  const { store } = useWorkstation()
  const chosen = useStore(management, (state) => state.section)
  const unsaved = useStore(management, (state) => state.unsaved)
  const practice = useWork((state) => state.app?.practice === true)
  const shown = sectionsFor(role, practice)
  const section = shown.find(({ id }) => id === chosen) ?? shown[0]
  useBack(root)
  forgetAtSignOut(store)
  if (!section) return null
  return (
    <SectionFrame
      root={root}
      name="management"
      label={t('manage:menu')}
      titleOf={(group) => t(`manage:groupOf.${group}`)}
      nameOf={(id) => t(`manage:section.${id}`)}
      groups={SECTION_GROUPS}
      sections={shown}
      current={section}
      onOpen={(id) => openSection(id)}
      mark={(id) =>
        unsaved.includes(id) && (
          <span className="management-unsaved">{t('manage:unsavedMark')}</span>
        )
      }
    />
  )
}
