import { ChevronDown, ChevronRight, Download, Plus, Upload } from 'lucide-react'
import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { findPhrases } from '#shared/phrases/match.ts'
import type { KnownPhrase, Phrase } from '#shared/phrases/model.ts'
import { tableOf } from '#shared/phrases/table.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { newPhrase, plainPhrase, type Editing } from '../../state/quick.ts'
import { writeTable, type TableFormat } from '../../tables/table.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Menu, MenuItem } from '../../ui/Menu.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork, useWorkstation } from '../app/context.ts'
import { isComposing } from '../app/composition.ts'
import { namesIn } from './names.ts'
import { PhraseEditor } from './PhraseEditor.tsx'
import { useIndex } from './phrase-index.ts'
import { PhraseItem, type ItemAct } from './PhraseItem.tsx'
import { placeBetween, treeRows, type TreeRow } from './tree.ts'
import { insertPhrase, mayWrite, sendPhrase } from './use-phrase.ts'
import './quick.css'

const ImportDialog = lazy(() =>
  import('./ImportDialog.tsx').then((module) => ({ default: module.ImportDialog })),
)

type Scope = Phrase['scope']
const SCOPES = ['team', 'personal'] as const satisfies readonly Scope[]
/** From so many on, groups begin folded. */
const MANY = 120
const STEP = 100
/** What is folded or unfolded by hand outlives a switch of chat or tab. */
const folded = new Map<string, boolean>()
const limits = new Map<string, number>()

/** All quick replies beside the chat: to use, find, write, order, import and export. */
export function PhraseList({ id }: { readonly id: ConversationId }) {
  const { t, i18n } = useTranslation()
  const workstation = useWorkstation()
  const { quick, desk } = useActions()
  const { status, phrases, failed } = useStore(quick.store)
  const mine = useWork((state) => state.view?.conversations[id]?.holder === state.view?.me)
  const [scope, setScope] = useState<Scope>('team')
  const [search, setSearch] = useState('')
  const [editing, setEditing] = useState<Editing | null>(null)
  const [importing, setImporting] = useState(false)
  const [, redraw] = useState(0)
  const [dragged, setDragged] = useState<string | null>(null)
  /** Of the row that is reached by Tab. */
  const [chosen, setChosen] = useState<string | null>(null)
  const index = useIndex(phrases)
  useEffect(() => void quick.ensure(), [quick])

  const own = useMemo(() => phrases.filter((one) => one.scope === scope), [phrases, scope])
  const rows = rowsOf()
  function rowsOf(): readonly TreeRow[] {
    if (search.trim() !== '')
      return findPhrases(index, search, STEP)
        .filter(({ phrase }) => phrase.scope === scope)
        .map(({ phrase }) => ({ kind: 'phrase', phrase, depth: 0 }))
    return treeRows(own, {
      isOpen: (path) => folded.get(`${scope} ${path}`) ?? own.length < MANY,
      limit: (path) => limits.get(`${scope} ${path}`) ?? STEP,
    })
  }
  const mayEdit = quick.mayEdit(scope)
  const shown = rows.flatMap((row) => (row.kind === 'phrase' ? [row.phrase] : []))
  const focusable = shown.some((one) => one.id === chosen) ? chosen : shown[0]?.id
  const begin = (phrase: Phrase, revision: number) => setEditing({ phrase, revision })

  async function save(phrase: KnownPhrase, part: Partial<Phrase>): Promise<void> {
    const outcome = await quick.save([
      { phrase: { ...plainPhrase(phrase), ...part }, revision: phrase.revision },
    ])
    if (!outcome.ok) desk.toast('error', `error:${outcome.error.code}`)
  }
  /** Before the one it is dropped on, in that one's group. */
  function drop(before: KnownPhrase): void {
    const moved = own.find((one) => one.id === dragged)
    setDragged(null)
    if (!moved || moved === before) return
    const group = own.filter((one) => one.group === before.group && one !== moved)
    const at = group.indexOf(before)
    const place = placeBetween(group[at - 1]?.place, before.place)
    void save(moved, { place, group: before.group })
  }
  function step(phrase: KnownPhrase, by: 1 | -1): void {
    const group = own.filter((one) => one.group === phrase.group)
    const at = group.indexOf(phrase)
    const past = group[at + by]
    if (!past) return
    const beyond = group[at + 2 * by]?.place
    const place = by === 1 ? placeBetween(past.place, beyond) : placeBetween(beyond, past.place)
    void save(phrase, { place })
  }
  function act(phrase: KnownPhrase, what: ItemAct): void {
    switch (what) {
      case 'insert':
        insertPhrase(workstation, id, phrase)
        return
      case 'send':
        if (mayWrite(workstation, id) && !sendPhrase(workstation, id, phrase)) {
          insertPhrase(workstation, id, phrase)
          desk.toast('info', 'quick:toast.unfilled')
        }
        return
      case 'edit':
        if (mayEdit) begin(plainPhrase(phrase), phrase.revision)
        return
      case 'delete':
        if (mayEdit) void quick.remove(phrase)
        return
      case 'up':
      case 'down':
        if (mayEdit) step(phrase, what === 'up' ? -1 : 1)
    }
  }
  async function exportAs(format: TableFormat): Promise<void> {
    const bytes = await writeTable(tableOf(phrases, namesIn(i18n.language)), format)
    const name = `${t('quick:label')}.${format}`
    const result = await workstation.call('files.saveBytes', { name, bytes })
    if (!result.ok) desk.toast('error', `error:${result.error.code}`)
    else if (result.value.saved) desk.toast('info', 'chats:toast.saved', { name })
  }
  function go(event: React.KeyboardEvent<HTMLElement>): void {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>('.phrase-use')]
    const now = all.findIndex((one) => one === document.activeElement)
    if (now < 0) return
    event.preventDefault()
    all[now + by]?.focus()
  }
  const groups = [...new Set(own.map(({ group }) => group))].filter(Boolean)
  return (
    <section className="phrases" aria-label={t('quick:label')}>
      <div className="phrase-tools">
        <div className="segments" role="radiogroup" aria-label={t('quick:column.scope')}>
          {SCOPES.map((one) => (
            <button
              key={one}
              type="button"
              role="radio"
              aria-checked={scope === one}
              onClick={() => {
                setScope(one)
                setEditing(null)
              }}
            >
              {t(`quick:scope.${one}`)}
            </button>
          ))}
        </div>
        <span className="grow" />
        {mayEdit && (
          <IconButton label={t('quick:edit.new')} onClick={() => begin(newPhrase({ scope }), 0)}>
            <Plus size={17} />
          </IconButton>
        )}
        <IconButton label={t('quick:import.title')} onClick={() => setImporting(true)}>
          <Upload size={16} />
        </IconButton>
        <Menu
          label={t('quick:export')}
          tip={t('quick:export')}
          className="icon-button"
          side="below"
          face={<Download size={16} />}
        >
          {(close) =>
            (['xlsx', 'csv'] as const).map((format) => (
              <MenuItem
                key={format}
                onSelect={() => {
                  close()
                  void exportAs(format)
                }}
              >
                {t(`quick:exportAs.${format}`)}
              </MenuItem>
            ))
          }
        </Menu>
      </div>
      <input
        type="search"
        className="input"
        value={search}
        placeholder={t('quick:search')}
        aria-label={t('quick:search')}
        onChange={(event) => setSearch(event.target.value)}
        onKeyDown={(event) => {
          if (isComposing(event.nativeEvent) || event.key !== 'ArrowDown') return
          event.preventDefault()
          document.querySelector<HTMLElement>('.phrase-use')?.focus()
        }}
      />
      {editing?.revision === 0 && (
        <PhraseEditor
          key={editing.phrase.id}
          editing={editing}
          groups={groups}
          onClose={() => setEditing(null)}
        />
      )}
      {(status === 'loading' || status === 'unknown') && (
        <p className="phrase-hint late">{t('common:loading')}</p>
      )}
      {status === 'failed' && (
        <p className="phrase-hint" role="alert">
          {t(`error:${failed ?? 'internal'}`)}{' '}
          <Button look="plain" onClick={() => void quick.refresh()}>
            {t('common:retry')}
          </Button>
        </p>
      )}
      {status === 'ready' && rows.length === 0 && editing === null && (
        <p className="phrase-hint" role="status">
          {search.trim() !== ''
            ? t('quick:menu.notFound', { query: search })
            : mayEdit
              ? t('quick:empty.mine')
              : t('quick:empty.team')}
        </p>
      )}
      {!mine && rows.length > 0 && <p className="phrase-hint">{t('quick:readOnly')}</p>}
      <div className="phrase-rows" onKeyDown={go}>
        {rows.map((row) => {
          if (row.kind === 'group')
            return (
              <button
                key={`group ${row.path}`}
                type="button"
                className="phrase-fold"
                aria-expanded={row.open}
                style={{ paddingLeft: 4 + row.depth * 12 }}
                onClick={() => {
                  folded.set(`${scope} ${row.path}`, !row.open)
                  redraw((count) => count + 1)
                }}
              >
                {row.open ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
                <span className="clip">{row.name === '' ? t('quick:noGroup') : row.name}</span>
                <span className="tabular">{row.count}</span>
              </button>
            )
          if (row.kind === 'more')
            return (
              <Button
                key={`more ${row.path}`}
                look="plain"
                onClick={() => {
                  limits.set(
                    `${scope} ${row.path}`,
                    (limits.get(`${scope} ${row.path}`) ?? STEP) + STEP,
                  )
                  redraw((count) => count + 1)
                }}
              >
                {t('quick:more', { count: row.count })}
              </Button>
            )
          const { phrase } = row
          return editing?.phrase.id === phrase.id ? (
            <PhraseEditor
              key={phrase.id}
              editing={editing}
              groups={groups}
              onClose={() => setEditing(null)}
            />
          ) : (
            <PhraseItem
              key={phrase.id}
              phrase={phrase}
              depth={row.depth}
              usable={mine}
              mayEdit={mayEdit}
              tabbable={focusable === phrase.id}
              onFocus={() => setChosen(phrase.id)}
              onAct={(what) => act(phrase, what)}
              onDrag={setDragged}
              onDrop={() => drop(phrase)}
            />
          )
        })}
      </div>
      {importing && (
        <Suspense fallback={null}>
          <ImportDialog scope={mayEdit ? scope : 'personal'} onClose={() => setImporting(false)} />
        </Suspense>
      )}
    </section>
  )
}
