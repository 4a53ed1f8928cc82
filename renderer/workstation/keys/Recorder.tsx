import { useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { isComposing } from '../app/composition.ts'
import { keyName } from '../app/keys.ts'
import type { Action } from './actions.ts'
import { holderOf, isChangeable, type Bindings } from './bindings.ts'
import { comboOf, refusalOf, type Combo, type Refusal } from './combos.ts'

interface RecorderProps {
  readonly action: Action
  readonly bindings: Bindings
  /** `from`: the action that loses it. */
  readonly onGive: (combo: Combo, from?: string) => void
  readonly onCancel: () => void
}

/** Hears the next combination; what can't be is said, whose it is can be taken over. */
export function Recorder({ action, bindings, onGive, onCancel }: RecorderProps) {
  const { t } = useTranslation()
  const field = useRef<HTMLButtonElement>(null)
  const [refused, setRefused] = useState<{ combo: Combo; why: Refusal } | null>(null)
  const [taken, setTaken] = useState<{ combo: Combo; by: Action } | null>(null)
  const whole = useRef<HTMLDivElement>(null)
  useEffect(() => field.current?.focus({ preventScroll: true }), [])
  // Also what came of it.
  useEffect(() => whole.current?.scrollIntoView({ block: 'nearest' }), [refused, taken])

  function hear(event: React.KeyboardEvent) {
    if (isComposing(event.nativeEvent)) return
    // From the keyboard one must be able to get to the button that takes over, and out.
    if (event.key === 'Tab' && !event.ctrlKey && !event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') {
      onCancel()
      return
    }
    if (event.key === 'Backspace' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      onGive('')
      return
    }
    const combo = comboOf(event.nativeEvent)
    if (combo === null) return
    const why = refusalOf(combo)
    const by = why === null ? holderOf(bindings, combo, action.id) : undefined
    setRefused(why === null ? null : { combo, why })
    setTaken(by ? { combo, by } : null)
    if (why === null && !by) onGive(combo)
  }
  const other = taken && t(`keys:action.${taken.by.id}`)
  return (
    <div ref={whole} className="key-recorder">
      <button
        ref={field}
        type="button"
        className="key-listening"
        aria-describedby={`hint-${action.id}`}
        onKeyDown={hear}
      >
        {t('keys:press')}
      </button>
      <span id={`hint-${action.id}`} className="field-hint">
        {t('keys:pressHint')}
      </span>
      <div role="alert" className="key-said">
        {refused && (
          <>
            <kbd>{keyName(refused.combo)}</kbd> {t(`keys:refused.${refused.why}`)}
          </>
        )}
        {taken &&
          other !== null &&
          t(isChangeable(taken.by) ? 'keys:taken' : 'keys:takenFixed', {
            keys: keyName(taken.combo),
            other,
          })}
      </div>
      {taken && isChangeable(taken.by) && (
        <Button look="primary" onClick={() => onGive(taken.combo, taken.by.id)}>
          {t('keys:takeOver')}
        </Button>
      )}
    </div>
  )
}
