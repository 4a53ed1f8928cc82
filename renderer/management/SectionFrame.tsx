import type { LucideIcon } from 'lucide-react'
import { Suspense, type ComponentType, type ReactNode, type RefObject } from 'react'
import { useTranslation } from '../ui/i18n.ts'
import { Kit } from './Kit.tsx'
import './management.css'

interface Section<Id extends string, Group extends string> {
  readonly id: Id
  readonly group: Group
  readonly icon: LucideIcon
  readonly Screen: ComponentType
}

/** A menu of sections by group, and the one in front: of the management, and of practice. */
export function SectionFrame<Id extends string, Group extends string>({
  root,
  name,
  label,
  titleOf,
  nameOf,
  groups,
  sections,
  current,
  onOpen,
  mark,
}: {
  readonly root: RefObject<HTMLDivElement | null>
  /** Its class beside `management`, and the beginning of its ids. */
  readonly name: 'management' | 'practice'
  /** Of the menu. */
  readonly label: string
  readonly titleOf: (group: Group) => string
  readonly nameOf: (id: Id) => string
  readonly groups: readonly Group[]
  readonly sections: readonly Section<Id, Group>[]
  readonly current: Section<Id, Group>
  readonly onOpen: (id: Id) => void
  /** Behind a section's name. */
  readonly mark?: (id: Id) => ReactNode
}) {
  const { t } = useTranslation()
  const { Screen } = current
  return (
    <div className={name === 'practice' ? 'management practice' : 'management'} ref={root}>
      <nav className="management-menu scroll" aria-label={label} data-pane="menu">
        {groups.map((group) => {
          const its = sections.filter((one) => one.group === group)
          if (its.length === 0) return null
          return (
            <section key={group} aria-labelledby={`${name}-${group}`}>
              <h2 id={`${name}-${group}`}>{titleOf(group)}</h2>
              {its.map(({ id, icon: Icon }) => (
                <button
                  key={id}
                  type="button"
                  aria-current={id === current.id ? 'page' : undefined}
                  onClick={() => onOpen(id)}
                >
                  <Icon size={16} aria-hidden="true" />
                  <span>{nameOf(id)}</span>
                  {mark?.(id)}
                </button>
              ))}
            </section>
          )
        })}
      </nav>
      <div className="management-section" data-pane="section">
        <Kit container={root}>
          <Suspense fallback={<p className="management-fetching">{t('common:loading')}</p>}>
            <Screen key={current.id} />
          </Suspense>
        </Kit>
      </div>
    </div>
  )
}
