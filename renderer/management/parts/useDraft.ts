import { useEffect, useState } from 'react'
import { warningsOf, type Warning, type WarningCode } from '#shared/dispatch/warnings.ts'
import type { SettingsChange, ShopSettings } from '#shared/protocol/settings.ts'
import { useWork, useWorkstation } from '../../workstation/app/context.ts'
import { drafts, markUnsaved, type SectionId } from '../store.ts'

/** Rules that leave buyers without anybody but the main account, or without anybody: asked about. */
export const SHUTS_OUT: readonly WarningCode[] = [
  'never_open',
  'no_participant',
  'no_weight',
  'only_main',
  'auto_suspend_before_limit',
]

export interface Draft<T> {
  readonly value: T
  readonly dirty: boolean
  readonly saving: boolean
  /** Nothing was typed since it was saved here. */
  readonly saved: boolean
  /** Code of the error of the last try to save; `settings_changed` when someone was quicker. */
  readonly failed: string | null
  /** The shop's settings became others while something was typed here. */
  readonly overtaken: boolean
  /** Of this section, as it would be after saving. */
  readonly warnings: readonly Warning[]
  /** Those that are new and shut buyers out. */
  readonly grave: readonly Warning[]
  readonly set: (part: Partial<T>) => void
  readonly discard: () => void
  readonly save: () => Promise<void>
}

/**
 * A section of the shop's settings being edited. Until something is typed it follows the shop's;
 * afterwards what was typed stays, whatever others change meanwhile.
 */
export function useDraft<T extends object>(
  section: SectionId,
  codes: readonly WarningCode[],
  of: (settings: ShopSettings) => T,
  changeOf: (value: T, settings: ShopSettings) => SettingsChange,
): Draft<T> {
  const { call } = useWorkstation()
  const settings = useWork((state) => state.view?.settings)
  const accounts = useWork((state) => state.view?.accounts)
  if (!settings || !accounts) throw new Error('the management is shown without a view')
  const stored = of(settings)
  const storedText = JSON.stringify(stored)

  const [held, setTyped] = useState<{
    value: T
    base: string
    /** The revision on which it was saved: a later one has it. */
    saved?: number
  } | null>(() => {
    const one = drafts.get(section)
    return one ? { value: one.value as T, base: one.base } : null
  })
  const [saving, setSaving] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const typed = held?.saved !== undefined && settings.revision > held.saved ? null : held
  const value = typed?.value ?? stored
  const dirty =
    typed !== null && typed.saved === undefined && JSON.stringify(typed.value) !== storedText
  const overtaken = dirty && typed.base !== storedText

  useEffect(() => {
    if (dirty && typed) drafts.set(section, { value: typed.value, base: typed.base })
    else drafts.delete(section)
    markUnsaved(section, dirty)
  }, [section, dirty, typed])

  const list = Object.values(accounts)
  const change = changeOf(value, settings)
  const changed = Object.fromEntries(Object.entries(change).filter(([, one]) => one !== undefined))
  const warnings = warningsOf({ ...settings, ...changed }, list).filter(({ code }) =>
    codes.includes(code),
  )
  const before = new Set(warningsOf(settings, list).map(({ code }) => code))

  return {
    value,
    dirty,
    saving,
    saved: held?.saved !== undefined,
    failed,
    overtaken,
    warnings,
    grave: warnings.filter(({ code }) => SHUTS_OUT.includes(code) && !before.has(code)),
    set(part) {
      setFailed(null)
      setTyped((now) => {
        const old = now?.saved === undefined ? now : null
        return { value: { ...(old?.value ?? value), ...part }, base: old?.base ?? storedText }
      })
    },
    discard() {
      setTyped(null)
      setFailed(null)
    },
    async save() {
      setSaving(true)
      setFailed(null)
      const result = await call('chats.command', {
        type: 'settings.set',
        revision: settings.revision,
        change,
      })
      setSaving(false)
      if (result.ok)
        // The event may come a moment later: until then what is shown is what was saved.
        setTyped({ value, base: storedText, saved: settings.revision })
      else setFailed(result.error.code)
    },
  }
}
