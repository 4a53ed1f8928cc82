import { useState } from 'react'

interface SplitterProps {
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly onChange: (value: number) => void
}

const STEP = 20

/** The edge between a pane and the panel right of it; `value` is the panel's width. */
export function Splitter({ label, value, min, max, onChange }: SplitterProps) {
  const [dragging, setDragging] = useState(false)
  return (
    <div
      className={dragging ? 'splitter dragging' : 'splitter'}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setDragging(true)
      }}
      onPointerMove={(event) => {
        if (!dragging) return
        const right = event.currentTarget.nextElementSibling?.getBoundingClientRect().right
        if (right !== undefined) onChange(right - event.clientX)
      }}
      onPointerUp={() => setDragging(false)}
      onPointerCancel={() => setDragging(false)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') onChange(value + STEP)
        else if (event.key === 'ArrowRight') onChange(value - STEP)
        else return
        event.preventDefault()
      }}
    />
  )
}
