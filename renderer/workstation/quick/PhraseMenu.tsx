import { Image, UserRound } from 'lucide-react'
import { useEffect, useId, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { byUse, findPhrases, labelOf } from '#shared/phrases/match.ts'
import type { KnownPhrase } from '#shared/phrases/model.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { Button } from '../../ui/Button.tsx'
import { fileAddress } from '../../ui/files.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions } from '../app/context.ts'
import { keyName, withCommand } from '../app/keys.ts'
import { Filled } from './Filled.tsx'
import { useIndex } from './phrase-index.ts'
import { useValues } from './values.ts'
import './quick.css'

/** insert: it takes the place of the `/`. stack: and another one may follow. send: goes out at once. */
export type Picked = 'insert' | 'stack' | 'send'

export interface MenuKeys {
  /** True when the key was the menu's own. */
  readonly take: (event: React.KeyboardEvent) => boolean
}

interface PhraseMenuProps {
  readonly id: ConversationId
  readonly query: string
  readonly ref: React.Ref<MenuKeys>
  readonly onPick: (phrase: KnownPhrase, how: Picked) => void
  readonly onClose: () => void
  /** The option that is chosen, for the text field's `aria-activedescendant`. */
  readonly onActive: (id: string | undefined) => void
}

interface Section {
  readonly title: string | null
  readonly phrases: readonly KnownPhrase[]
}

const SHOWN = 60
const OFTEN = 8

/** The `/` menu over the composer. The focus stays in the text: its keys are handed in. */
export function PhraseMenu({ id, query, ref, onPick, onClose, onActive }: PhraseMenuProps) {
  const { t } = useTranslation()
  const { quick } = useActions()
  const { status, phrases, failed, recent } = useStore(quick.store)
  const index = useIndex(phrases)
  const values = useValues(id)
  const prefix = useId()
  const list = useRef<HTMLDivElement>(null)
  const sections: readonly Section[] =
    query === ''
      ? sectionsOf(phrases, recent, {
          recent: t('quick:menu.recent'),
          often: t('quick:menu.often'),
          noGroup: t('quick:noGroup'),
        })
      : [{ title: null, phrases: findPhrases(index, query, SHOWN).map(({ phrase }) => phrase) }]
  const rows = sections.flatMap((section) => section.phrases)
  const [chosen, setChosen] = useState({ query, at: 0 })
  const at = chosen.query === query ? Math.min(chosen.at, rows.length - 1) : 0
  const phrase = rows[Math.max(0, at)]
  const optionId = (place: number) => `${prefix}-${place}`
  const active = phrase ? optionId(at) : undefined

  useEffect(() => void quick.ensure(), [quick])
  useEffect(() => {
    onActive(active)
    return () => onActive(undefined)
  }, [active, onActive])
  useLayoutEffect(() => {
    if (active !== undefined) document.getElementById(active)?.scrollIntoView({ block: 'nearest' })
  }, [active])

  useImperativeHandle(ref, () => ({
    take(event) {
      const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key]
      if (event.key === 'Escape') {
        event.preventDefault()
        onClose()
        return true
      }
      if (step !== undefined && rows.length > 0) {
        event.preventDefault()
        const next =
          Math.abs(step) === 1
            ? (at + step + rows.length) % rows.length
            : Math.max(0, Math.min(rows.length - 1, at + step))
        setChosen({ query, at: next })
        return true
      }
      const how: Picked | null =
        event.key === 'Tab' && !event.shiftKey
          ? 'stack'
          : event.key !== 'Enter' || event.shiftKey || event.altKey
            ? null
            : withCommand(event)
              ? 'send'
              : 'insert'
      if (how === null) return false
      event.preventDefault()
      if (event.repeat) return true
      if (phrase) onPick(phrase, how)
      // Nothing found: the first Enter says so, and only another one sends what was typed.
      else onClose()
      return true
    },
  }))

  return (
    <div className="phrase-menu" data-phrase-menu>
      <div
        ref={list}
        className="phrase-options scroll"
        // The text keeps the focus.
        onMouseDown={(event) => event.preventDefault()}
      >
        {status === 'loading' && <p className="phrase-hint late">{t('common:loading')}</p>}
        {status === 'failed' && (
          <p className="phrase-hint" role="alert">
            {t(`error:${failed ?? 'internal'}`)}{' '}
            <Button look="plain" onClick={() => void quick.refresh()}>
              {t('common:retry')}
            </Button>
          </p>
        )}
        {status === 'ready' && rows.length === 0 && (
          <p className="phrase-hint" role="status">
            {phrases.length === 0 ? t('quick:menu.none') : t('quick:menu.notFound', { query })}
          </p>
        )}
        {rows.length > 0 && (
          <div role="listbox" aria-label={t('quick:label')}>
            {sections.map((section, nth) => {
              const before = sections
                .slice(0, nth)
                .reduce((sum, one) => sum + one.phrases.length, 0)
              return (
                <div key={section.title ?? ''} role="group" aria-label={section.title ?? undefined}>
                  {section.title !== null && (
                    <div className="phrase-group" role="presentation">
                      {section.title}
                    </div>
                  )}
                  {section.phrases.map((one, place) => (
                    <Option
                      key={one.id}
                      id={optionId(before + place)}
                      phrase={one}
                      chosen={before + place === at}
                      grouped={section.title !== null}
                      onPoint={() => setChosen({ query, at: before + place })}
                      onPick={(how) => onPick(one, how)}
                    />
                  ))}
                </div>
              )
            })}
          </div>
        )}
      </div>
      {phrase && (
        <div className="phrase-preview scroll" aria-live="polite">
          <strong className="clip">{labelOf(phrase)}</strong>
          <p>
            <Filled text={phrase.text} values={values} />
          </p>
          {phrase.files.length > 0 && (
            <div className="phrase-pictures">
              {phrase.files.map((file) => (
                <img key={file.id} src={fileAddress(file.id)} alt={file.name} />
              ))}
            </div>
          )}
        </div>
      )}
      <div className="phrase-keys" aria-hidden="true">
        <span>
          <kbd>↑↓</kbd> {t('quick:menu.choose')}
        </span>
        <span>
          <kbd>Enter</kbd> {t('quick:menu.insert')}
        </span>
        <span>
          <kbd>Tab</kbd> {t('quick:menu.stack')}
        </span>
        <span>
          <kbd>{keyName('Ctrl+Enter')}</kbd> {t('quick:menu.send')}
        </span>
      </div>
    </div>
  )
}

interface Titles {
  readonly recent: string
  readonly often: string
  readonly noGroup: string
}

/** For an empty `/`: what was used last and most, then all by group as far as there is room. */
function sectionsOf(
  phrases: readonly KnownPhrase[],
  recent: readonly string[],
  titles: Titles,
): readonly Section[] {
  const last = recent.flatMap((id) => phrases.find((one) => one.id === id) ?? [])
  const most = phrases
    .filter((one) => one.uses > 0 && !last.includes(one))
    .toSorted(byUse)
    .slice(0, OFTEN)
  const shown = new Set([...last, ...most])
  const groups = new Map<string, KnownPhrase[]>()
  let room = SHOWN - shown.size
  for (const phrase of phrases) {
    if (room <= 0) break
    if (shown.has(phrase)) continue
    room--
    const title = phrase.group === '' ? titles.noGroup : phrase.group
    groups.set(title, [...(groups.get(title) ?? []), phrase])
  }
  return [
    { title: titles.recent, phrases: last },
    { title: titles.often, phrases: most },
    ...[...groups].map(([title, list]) => ({ title, phrases: list })),
  ].filter((section) => section.phrases.length > 0)
}

interface OptionProps {
  readonly id: string
  readonly phrase: KnownPhrase
  readonly chosen: boolean
  readonly grouped: boolean
  readonly onPoint: () => void
  readonly onPick: (how: Picked) => void
}

function Option({ id, phrase, chosen, grouped, onPoint, onPick }: OptionProps) {
  const { t } = useTranslation()
  return (
    <div
      id={id}
      className="phrase-option"
      role="option"
      aria-selected={chosen}
      onPointerMove={chosen ? undefined : onPoint}
      onClick={(event) => onPick(withCommand(event) ? 'send' : 'insert')}
    >
      {phrase.code !== '' && <code>{phrase.code}</code>}
      <span className="phrase-title clip">{labelOf(phrase)}</span>
      <span className="phrase-words clip">{phrase.text}</span>
      {phrase.files.length > 0 && <Image size={13} aria-label={t('quick:pictures')} />}
      {phrase.scope === 'personal' && (
        <UserRound size={13} aria-label={t('quick:scope.personal')} />
      )}
      {!grouped && phrase.group !== '' && <span className="phrase-of clip">{phrase.group}</span>}
    </div>
  )
}
