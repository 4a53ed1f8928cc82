import { Button } from 'antd'
import { ArrowDown, ArrowUp, GripVertical, Trash2 } from 'lucide-react'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { CourseItem } from '#shared/practice/courses.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { itemText } from './itemText.ts'
import { moved, namedItem, type Catalog } from './items.ts'

/** The steps of a course, in their order: dragged, or moved by Alt with the arrows. */
export function ItemList({
  items,
  catalog,
  onChange,
}: {
  readonly items: readonly CourseItem[]
  readonly catalog: Catalog
  readonly onChange: (items: readonly CourseItem[]) => void
}) {
  const { t } = useTranslation()
  const list = useRef<HTMLOListElement>(null)
  const wanted = useRef<number | null>(null)
  const [dragged, setDragged] = useState<number | null>(null)
  const [over, setOver] = useState<number | null>(null)
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (wanted.current === null) return
    list.current?.querySelectorAll<HTMLElement>('[data-handle]')[wanted.current]?.focus()
    wanted.current = null
  })
  function move(from: number, to: number, text: string) {
    const next = moved(items, from, to)
    if (next === items) return
    setSaid(t('practiceClass:item.moved', { title: text, place: to + 1, of: items.length }))
    onChange(next)
  }
  function keyed(event: KeyboardEvent, at: number, text: string) {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (by === 0 || !event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    wanted.current = Math.min(items.length - 1, Math.max(0, at + by))
    move(at, at + by, text)
  }
  if (items.length === 0) return <p className="class-empty dim">{t('practiceClass:item.none')}</p>
  return (
    <>
      <ol className="class-items" ref={list}>
        {items.map((item, at) => {
          const { title, gone } = namedItem(item, catalog)
          const text = itemText(t, item, title)
          const minutes =
            item.kind === 'scenario'
              ? catalog.scenarios?.get(item.scenario)?.minutes
              : item.kind === 'exam'
                ? catalog.exams?.get(item.exam)?.minutes
                : undefined
          return (
            <li
              // An item may stand twice (rushes): its place is what it is told by.
              // oxlint-disable-next-line react/no-array-index-key
              key={`${at} ${text}`}
              draggable
              className={[
                dragged === at ? 'dragged' : '',
                over === at && dragged !== null && dragged !== at
                  ? dragged < at
                    ? 'over below'
                    : 'over'
                  : '',
              ].join(' ')}
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = 'move'
                event.dataTransfer.setData('text/plain', text)
                setDragged(at)
              }}
              onDragOver={(event) => {
                if (dragged === null) return
                event.preventDefault()
                setOver(at)
              }}
              onDrop={(event) => {
                event.preventDefault()
                if (dragged !== null) move(dragged, at, text)
              }}
              onDragEnd={() => {
                setDragged(null)
                setOver(null)
              }}
            >
              <button
                type="button"
                data-handle
                className="class-handle"
                aria-label={t('practiceClass:item.handle', { title: text, place: at + 1 })}
                aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
                onKeyDown={(event) => keyed(event, at, text)}
              >
                <GripVertical size={16} aria-hidden="true" />
              </button>
              <span className="class-kind">{t(`practiceClass:item.kind.${item.kind}`)}</span>
              <span className="class-item-title">
                <span className="clip" title={text}>
                  {text}
                </span>
                {gone ? (
                  <span className="class-warn">{t(`practiceClass:item.gone.${item.kind}`)}</span>
                ) : (
                  minutes !== undefined && (
                    <span className="dim">
                      {t('practiceClass:course.minutes', { count: minutes })}
                    </span>
                  )
                )}
              </span>
              <span className="class-item-tools">
                <Button
                  type="text"
                  size="small"
                  icon={<ArrowUp size={16} />}
                  disabled={at === 0}
                  aria-label={t('practiceClass:item.up', { title: text })}
                  onClick={() => move(at, at - 1, text)}
                />
                <Button
                  type="text"
                  size="small"
                  icon={<ArrowDown size={16} />}
                  disabled={at === items.length - 1}
                  aria-label={t('practiceClass:item.down', { title: text })}
                  onClick={() => move(at, at + 1, text)}
                />
                <Button
                  type="text"
                  size="small"
                  icon={<Trash2 size={16} />}
                  aria-label={t('practiceClass:item.remove', { title: text })}
                  onClick={() => onChange(items.toSpliced(at, 1))}
                />
              </span>
            </li>
          )
        })}
      </ol>
      <p className="visually-hidden" role="status">
        {said}
      </p>
    </>
  )
}
