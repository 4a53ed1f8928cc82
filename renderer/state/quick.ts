import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { KnownPhrase, Phrase } from '#shared/phrases/model.ts'
import { createStore } from 'zustand/vanilla'
import type { Deps } from './api.ts'
import type { deskActions } from './desk-actions.ts'
import { mayManage } from './chats.ts'
import type { Outcome } from './chat-actions.ts'

/** A quick reply that is being written: a new one has revision 0. */
export interface Editing {
  readonly phrase: Phrase
  readonly revision: number
}

export interface QuickState {
  readonly status: 'unknown' | 'loading' | 'ready' | 'failed'
  readonly failed: BridgeErrorCode | null
  /** By group, then place. */
  readonly phrases: readonly KnownPhrase[]
  /** Ids of those used last in this window, the newest first. */
  readonly recent: readonly string[]
  /** In a dialog over the chat, from the words of a message. */
  readonly editing: Editing | null
}

const initial: QuickState = {
  status: 'unknown',
  failed: null,
  phrases: [],
  recent: [],
  editing: null,
}
/** So many are written with one call: as many as the gateway takes. */
const CHUNK = 500
const RECENT = 5

export type Quick = ReturnType<typeof quickActions>

/** The quick replies. A store of its own: nothing of it draws a chat again. */
export function quickActions({ store: work, call }: Deps, desk: ReturnType<typeof deskActions>) {
  const store = createStore<QuickState>(() => initial)
  /** Raised at sign-out: answers to questions from before are dropped. */
  let session = 0
  let asking: Promise<void> | null = null

  function take(phrases: readonly KnownPhrase[]): void {
    store.setState({ status: 'ready', failed: null, phrases: phrases.toSorted(byPlace) })
  }
  async function ask(): Promise<void> {
    const mine = session
    if (store.getState().status !== 'ready') store.setState({ status: 'loading' })
    const result = await call('phrases.list')
    if (mine !== session) return
    if (result.ok) take(result.value.phrases)
    else
      store.setState(({ status }) => ({
        status: status === 'ready' ? 'ready' : 'failed',
        failed: result.error.code,
      }))
  }

  async function change(save: readonly Editing[], remove: readonly string[]): Promise<Outcome> {
    const mine = session
    const steps = Math.max(1, Math.ceil(Math.max(save.length, remove.length) / CHUNK))
    for (let step = 0; step < steps; step++) {
      const part = [step * CHUNK, (step + 1) * CHUNK] as const
      const result = await call('phrases.change', {
        save: save.slice(...part),
        remove: remove.slice(...part),
      })
      if (mine !== session) return { ok: true }
      if (!result.ok) {
        // Somebody else was quicker: what they wrote is shown.
        if (result.error.code === 'phrase_changed') void actions.refresh()
        return { ok: false, error: result.error }
      }
      take(result.value.phrases)
    }
    return { ok: true }
  }

  const actions = {
    store,
    ensure(): Promise<void> {
      const { status } = store.getState()
      if (status === 'ready') return Promise.resolve()
      return actions.refresh()
    },
    refresh(): Promise<void> {
      asking ??= ask().finally(() => {
        asking = null
      })
      return asking
    },
    /** The gateway says that they have changed; who never looked need not ask. */
    changed(): void {
      if (store.getState().status !== 'unknown') void actions.refresh()
    },
    /** Team phrases are the overseers'; personal ones are their owner's. */
    mayEdit(scope: Phrase['scope']): boolean {
      return scope === 'personal' || mayManage(work.getState())
    },
    save(list: readonly Editing[]): Promise<Outcome> {
      return change(list, [])
    },
    /** Gone at once; a toast brings it back under its own id. */
    async remove(phrase: KnownPhrase): Promise<void> {
      const outcome = await change([], [phrase.id])
      if (!outcome.ok) {
        desk.toast('error', `error:${outcome.error.code}`)
        return
      }
      desk.toast(
        'info',
        'quick:toast.removed',
        { name: phrase.title || phrase.text.slice(0, 20) },
        {
          key: 'quick:toast.undo',
          run: () => {
            void change([{ phrase: plainPhrase(phrase), revision: 0 }], []).then((again) => {
              if (!again.ok) desk.toast('error', `error:${again.error.code}`)
            })
          },
        },
      )
    },
    used(id: string): void {
      void call('phrases.used', { id })
      // The order follows at once; the gateway's own count comes with the next list.
      store.setState(({ phrases, recent }) => ({
        recent: [id, ...recent.filter((one) => one !== id)].slice(0, RECENT),
        phrases: phrases.map((one) => (one.id === id ? { ...one, uses: one.uses + 1 } : one)),
      }))
    },
    edit(editing: Editing | null): void {
      store.setState({ editing })
    },
    /** The words of a message become a personal quick reply, after a look at them. */
    keep(text: string): void {
      void actions.ensure()
      actions.edit({ phrase: newPhrase({ scope: 'personal', text }), revision: 0 })
    },
    reset(): void {
      session++
      asking = null
      store.setState(initial, true)
    },
  }
  return actions
}

/** Made when phrases are first put in order, not with the page. */
let byName: Intl.Collator | undefined

export function byPlace(a: KnownPhrase, b: KnownPhrase): number {
  byName ??= new Intl.Collator(undefined, { numeric: true })
  return (
    Number(a.group === '') - Number(b.group === '') ||
    byName.compare(a.group, b.group) ||
    a.place - b.place ||
    (a.id < b.id ? -1 : 1)
  )
}

/** Without what the gateway alone writes. */
export function plainPhrase(known: Phrase): Phrase {
  const { id, scope, group, code, title, text, files, place } = known
  return { id, scope, group, code, title, text, files, place }
}

export function newPhrase(part: Partial<Phrase>): Phrase {
  return {
    id: crypto.randomUUID(),
    scope: 'personal',
    group: '',
    code: '',
    title: '',
    text: '',
    files: [],
    place: Date.now(),
    ...part,
  }
}
