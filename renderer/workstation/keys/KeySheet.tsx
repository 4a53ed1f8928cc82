import { RotateCcw, Search } from 'lucide-react'
import { useMemo, useState } from 'react'
import { preferencesIn } from '../../state/model.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork } from '../app/context.ts'
import { keyName } from '../app/keys.ts'
import { ACTION_GROUPS, ACTIONS, sendingKeys, type Action } from './actions.ts'
import { bindingsOf, isChangeable, withKey } from './bindings.ts'
import type { Combo } from './combos.ts'
import { Recorder } from './Recorder.tsx'
import { addKeyTexts } from './texts.ts'
import './keys.css'

addKeyTexts()

/** F1: every action by group with its key as it is now, to be searched and changed in place. */
export function KeySheet() {
  const { t } = useTranslation()
  const { desk } = useActions()
  const bindings = useWork(bindingsOf)
  const overrides = useWork((state) => preferencesIn(state).keys)
  const sendKey = useWork((state) => preferencesIn(state).sendKey)
  const language = useWork((state) => state.app?.language)
  const [text, setText] = useState('')
  const [recording, setRecording] = useState<string | null>(null)
  const [said, setSaid] = useState('')

  const rows = useMemo(() => {
    const sending = sendingKeys(sendKey)
    return ACTIONS.map((action) => ({
      action,
      name: t(`keys:action.${action.id}`),
      keys:
        action.id === 'send' || action.id === 'line'
          ? [sending[action.id]]
          : (bindings.of.get(action.id) ?? []),
    }))
    // The names follow the language.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [t, bindings, sendKey, language])
  const wanted = text.trim().toLowerCase()
  const found = rows.filter(
    ({ name, keys }) =>
      wanted === '' ||
      name.toLowerCase().includes(wanted) ||
      keys.some((combo) => keyName(combo).toLowerCase().includes(wanted)),
  )

  function give(action: Action, combo: Combo | null, from?: string) {
    desk.setPreferences({ keys: withKey(overrides, action.id, combo, from) })
    setRecording(null)
    const name = t(`keys:action.${action.id}`)
    const now = combo ?? action.keys[0] ?? ''
    setSaid(
      now === '' ? t('keys:nowNone', { name }) : t('keys:nowIs', { name, keys: keyName(now) }),
    )
    // The button that was pressed is drawn anew.
    requestAnimationFrame(() => document.getElementById(`key-of-${action.id}`)?.focus())
  }
  return (
    <Dialog
      title={t('keys:title')}
      wide
      className="key-dialog"
      onClose={() => desk.hide()}
      foot={
        <>
          <span className="grow" role="status">
            {said}
          </span>
          <Button
            disabled={Object.keys(overrides).length === 0}
            onClick={() => {
              setRecording(null)
              desk.setPreferences({ keys: {} })
            }}
          >
            <RotateCcw size={15} aria-hidden="true" />
            {t('keys:resetAll')}
          </Button>
        </>
      }
    >
      <label className="key-search">
        <Search size={16} aria-hidden="true" />
        <span className="visually-hidden">{t('keys:find')}</span>
        <input
          className="input"
          type="search"
          value={text}
          placeholder={t('keys:find')}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      {found.length === 0 && <p role="status">{t('keys:none', { text: text.trim() })}</p>}
      <div className="key-groups">
        {ACTION_GROUPS.map((group) => {
          const own = found.filter(({ action }) => action.group === group)
          if (own.length === 0) return null
          return (
            <section key={group} aria-labelledby={`keys-${group}`}>
              <h3 id={`keys-${group}`}>{t(`keys:group.${group}`)}</h3>
              <ul>
                {own.map(({ action, name, keys }) => (
                  <li key={action.id} className="key-row" data-action={action.id}>
                    <span className="key-name">{name}</span>
                    {!isChangeable(action) ? (
                      <span className="key-fixed">
                        {shownKeys(keys).map((combo) => (
                          <kbd key={combo}>{combo}</kbd>
                        ))}
                        <span className="visually-hidden">{t('keys:fixed')}</span>
                      </span>
                    ) : (
                      <>
                        {overrides[action.id] !== undefined && (
                          <IconButton
                            small
                            label={t('keys:reset', { name })}
                            onClick={() => give(action, null)}
                          >
                            <RotateCcw size={14} />
                          </IconButton>
                        )}
                        <button
                          id={`key-of-${action.id}`}
                          type="button"
                          className="key-button"
                          aria-expanded={recording === action.id}
                          aria-label={
                            keys[0] === undefined
                              ? t('keys:give', { name })
                              : t('keys:change', { name, keys: keyName(keys[0]) })
                          }
                          onClick={() => setRecording(recording === action.id ? null : action.id)}
                        >
                          {keys[0] === undefined ? (
                            <span className="key-none">{t('keys:noKey')}</span>
                          ) : (
                            <kbd>{keyName(keys[0])}</kbd>
                          )}
                        </button>
                      </>
                    )}
                    {recording === action.id && (
                      <Recorder
                        action={action}
                        bindings={bindings}
                        onGive={(combo, from) => give(action, combo, from)}
                        onCancel={() => {
                          setRecording(null)
                          document.getElementById(`key-of-${action.id}`)?.focus()
                        }}
                      />
                    )}
                  </li>
                ))}
              </ul>
            </section>
          )
        })}
      </div>
    </Dialog>
  )
}

/** Nine tabs are one thing. */
function shownKeys(keys: readonly Combo[]): string[] {
  const names = keys.map((combo) => keyName(combo))
  const [first, last] = [names[0], names.at(-1)]
  return names.length > 3 && first !== undefined && last !== undefined
    ? [`${first} \u2026 ${last}`]
    : names
}
