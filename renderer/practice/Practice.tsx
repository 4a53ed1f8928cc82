import { useRef } from 'react'
import { useStore } from 'zustand'
import { SectionFrame } from '../management/SectionFrame.tsx'
import { useBack } from '../management/useBack.ts'
import { useTranslation } from '../ui/i18n.ts'
import { useWork, useWorkstation } from '../workstation/app/context.ts'
import './practice.css'
import { SECTION_GROUPS, SECTIONS } from './sections.ts'
import { forgetAtSignOut, openPractice, practicePlace } from './store.ts'
import { addPracticeTexts } from './texts.ts'

addPracticeTexts()

/** From one run or trainee to all of them. */
function backToList(): boolean {
  const { section, argument } = practicePlace.getState()
  if (argument === null || (section !== 'class' && section !== 'runs')) return false
  openPractice(section)
  return true
}

/** Learning and teaching: a menu of sections, one of them in front. Takes the place of the chats. */
export function Practice() {
  const { t } = useTranslation()
  const root = useRef<HTMLDivElement>(null)
  const role = useWork((state) => state.view?.accounts[state.view.me]?.role)
  const { store } = useWorkstation()
  const chosen = useStore(practicePlace, (state) => state.section)
  const shown = SECTIONS.filter((section) => role !== undefined && section.roles.includes(role))
  const section = shown.find(({ id }) => id === chosen) ?? shown[0]
  useBack(root, backToList)
  forgetAtSignOut(store)
  if (!section) return null
  return (
    <SectionFrame
      root={root}
      name="practice"
      label={t('practice:menu')}
      titleOf={(group) => t(`practice:groupOf.${group}`)}
      nameOf={(id) => t(`practice:section.${id}`)}
      groups={SECTION_GROUPS}
      sections={shown}
      current={section}
      onOpen={(id) => openPractice(id)}
    />
  )
}
