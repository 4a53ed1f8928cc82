import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Workstation } from '../../../state/workstation.ts'

/** A scenario that is being written: kept on this computer until it is saved or thrown away. */
export interface Draft {
  readonly key: string
  readonly text: string
  /** As it was opened or saved last; the draft differs from it, or is not kept. */
  readonly base: string
  /** The own scenario it takes the place of, as it was when it was opened; null: a new one. */
  readonly origin: { readonly id: string; readonly updatedAt: number } | null
  /** Of the text when it was looked at last. */
  readonly title: string
}

export interface EditorState {
  readonly drafts: readonly Draft[]
  /** The one that is open; null: the list. */
  readonly open: string | null
}

export const EDITOR_KEY = 'practice-editor'
const KEEP_MS = 800
/** More are not kept over a restart: the workspace is read at every start. */
const MOST_KEPT = 6

export class Drafts {
  readonly store: StoreApi<EditorState>
  /** Called before all is handed over: what was typed in the last moment comes in. */
  readonly settling = new Set<() => void>()
  readonly #workstation: Workstation
  #timer: ReturnType<typeof setTimeout> | undefined
  #count = 0

  constructor(workstation: Workstation) {
    this.#workstation = workstation
    const { drafts, open } = restored(workstation.workspaceAtStart()[EDITOR_KEY])
    this.store = createStore<EditorState>(() => ({ drafts, open }))
  }

  /** A new one, in front. `base` null: it is unsaved from the beginning, whatever is typed. */
  open(
    text: string,
    base: string | null,
    origin: Draft['origin'] = null,
    title: string = '',
  ): string {
    const key = `${Date.now().toString(36)}-${++this.#count}`
    const draft: Draft = { key, text, base: base ?? '', origin, title }
    this.store.setState(({ drafts }) => ({ drafts: [...drafts, draft], open: key }))
    this.#keep()
    return key
  }

  show(key: string): void {
    this.store.setState({ open: key })
    this.#keep()
  }

  /** Back to the list; what is as it was when it was opened is no draft. */
  leave(): void {
    this.store.setState(({ drafts }) => ({
      open: null,
      drafts: drafts.filter(({ text, base }) => text !== base),
    }))
    this.#keep()
  }

  change(key: string, part: Partial<Omit<Draft, 'key'>>): void {
    this.store.setState(({ drafts }) => ({
      drafts: drafts.map((draft) => (draft.key === key ? { ...draft, ...part } : draft)),
    }))
    this.#keep()
  }

  /** Gives how to bring it back. */
  discard(key: string): () => void {
    const before = this.store.getState().drafts
    const gone = before.find((draft) => draft.key === key)
    this.store.setState(({ drafts, open }) => ({
      drafts: drafts.filter((draft) => draft.key !== key),
      open: open === key ? null : open,
    }))
    this.#keep()
    return () => {
      if (!gone || this.of(key)) return
      this.store.setState(({ drafts }) => ({ drafts: [...drafts, gone] }))
      this.#keep()
    }
  }

  of(key: string | null): Draft | undefined {
    return this.store.getState().drafts.find((draft) => draft.key === key)
  }

  /** Stored now rather than in a moment. */
  flush(): void {
    for (const settle of this.settling) settle()
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    const { drafts, open } = this.store.getState()
    const changed = drafts.filter(({ text, base, key }) => text !== base || key === open)
    const value = changed.length === 0 ? null : { drafts: changed.slice(-MOST_KEPT), open }
    void this.#workstation.call('workspace.set', { key: EDITOR_KEY, value })
  }

  #keep(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.flush(), KEEP_MS)
  }
}

/** What an older or newer version wrote in another form is passed over. */
export function restored(value: unknown): EditorState {
  const { drafts, open } = (value ?? {}) as { drafts?: unknown; open?: unknown }
  const list: readonly unknown[] = Array.isArray(drafts) ? drafts : []
  const good = list.filter((each): each is Draft => {
    const { key, text, base, origin, title } = (each ?? {}) as Partial<Record<keyof Draft, unknown>>
    const { id, updatedAt } = (origin ?? {}) as { id?: unknown; updatedAt?: unknown }
    return (
      [key, text, base, title].every((one) => typeof one === 'string') &&
      (origin === null || (typeof id === 'string' && typeof updatedAt === 'number'))
    )
  })
  const shown = good.some(({ key }) => key === open) ? (open as string) : null
  return { drafts: good, open: shown }
}

const known = new WeakMap<Workstation, Drafts>()
const listening = new WeakSet<Workstation>()

/** One for as long as the account is signed in: the next one finds nothing of it. */
export function draftsOf(workstation: Workstation): Drafts {
  let drafts = known.get(workstation)
  if (!drafts) {
    drafts = new Drafts(workstation)
    known.set(workstation, drafts)
  }
  if (!listening.has(workstation)) {
    listening.add(workstation)
    // The cache closes: what was typed in the last moment is handed over before.
    workstation.on('app.leaving', () => known.get(workstation)?.flush())
    window.addEventListener('pagehide', () => known.get(workstation)?.flush())
    workstation.store.subscribe((state, before) => {
      if (state.view === null && before.view !== null) known.delete(workstation)
    })
  }
  return drafts
}
