import { GripVertical } from 'lucide-react'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import './inputs.css'
import './question.css'

/** Steps to put in order, by dragging or by the arrow keys on the grip. Until one is moved it is no answer. */
export function StepsInput({
  steps,
  places,
  disabled,
  onChange,
}: {
  /** By place on the paper. */
  readonly steps: readonly string[]
  /** The first step's place first; null: not answered. */
  readonly places: readonly number[] | null
  readonly disabled: boolean
  readonly onChange: (places: readonly number[]) => void
}) {
  const { t } = useTranslation()
  const list = useRef<HTMLOListElement>(null)
  const focused = useRef<number | null>(null)
  const [dragged, setDragged] = useState<number | null>(null)
  const [over, setOver] = useState<number | null>(null)
  const [told, setTold] = useState('')
  const order = places ?? steps.map((_, place) => place)

  useEffect(() => {
    if (focused.current === null) return
    list.current?.querySelectorAll('button')[focused.current]?.focus()
    focused.current = null
  })

  function move(from: number, to: number): void {
    const place = order[from]
    if (place === undefined || to < 0 || to >= order.length || from === to) return
    onChange(order.toSpliced(from, 1).toSpliced(to, 0, place))
    setTold(t('practiceExam:steps.moved', { step: steps[place] ?? '', place: to + 1 }))
  }
  function key(event: KeyboardEvent, at: number): void {
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: order.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    focused.current = Math.min(order.length - 1, Math.max(0, to))
    move(at, focused.current)
  }
  return (
    <div className="exam-steps">
      <p className="dim">{t('practiceExam:steps.hint')}</p>
      <ol ref={list}>
        {order.map((place, at) => (
          <li
            key={place}
            draggable={!disabled}
            data-dragged={dragged === at || undefined}
            data-over={
              over === at && dragged !== null && dragged !== at ? sideOf(dragged, at) : undefined
            }
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move'
              event.dataTransfer.setData('text/plain', '')
              setDragged(at)
            }}
            onDragOver={(event) => {
              if (dragged === null) return
              event.preventDefault()
              setOver(at)
            }}
            onDrop={(event) => {
              event.preventDefault()
              if (dragged !== null) move(dragged, at)
            }}
            onDragEnd={() => {
              setDragged(null)
              setOver(null)
            }}
          >
            <button
              type="button"
              className="exam-grip"
              disabled={disabled}
              aria-label={t('practiceExam:steps.grip', {
                step: steps[place] ?? '',
                place: at + 1,
                of: order.length,
              })}
              onKeyDown={(event) => key(event, at)}
            >
              <GripVertical size={16} aria-hidden="true" />
            </button>
            <span className="exam-letter tabular">{at + 1}</span>
            <span>{steps[place]}</span>
          </li>
        ))}
      </ol>
      <div className="visually-hidden" role="status">
        {told}
      </div>
      {places === null && !disabled && (
        <p className="exam-steps-open">
          <span className="dim">{t('practiceExam:steps.open')}</span>
          <button type="button" className="link-button" onClick={() => onChange(order)}>
            {t('practiceExam:steps.asIs')}
          </button>
        </p>
      )}
    </div>
  )
}

function sideOf(from: number, to: number): 'above' | 'below' {
  return from < to ? 'below' : 'above'
}
