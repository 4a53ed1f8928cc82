import type { WordKind } from '#shared/protocol/settings.ts'
import { verdictOf, type Finding, type Guard, type WordVerdict } from '#shared/words/guard/model.ts'
import { hostsOf } from '#shared/words/hosts.ts'
import type { ListedWord, WordBook, WordChange } from '#shared/words/own.ts'
import type { Workspace } from '#shared/bridge/contract.ts'
import { createStore } from 'zustand/vanilla'
import type { Deps } from './api.ts'

/** What the agent is told of: a place of the draft, with what happens because of it. */
export interface Judged {
  readonly kind: WordKind
  readonly verdict: Exclude<WordVerdict, 'record'>
  readonly start: number
  readonly end: number
}

export interface WordsState {
  /** Null: not there yet; nothing is warned of, the gateway looks all the same. */
  readonly guard: Guard | null
  /** As the gateway told it last; null: it was not asked, or could not be. */
  readonly book: WordBook | null
}

export const WORDS_KEY = 'words'
/** Longer lists are not kept on this computer: what is kept there is read at every start. */
const MOST_KEPT = 40_000

export type Words = ReturnType<typeof wordActions>

/** Sensitive words. A store of its own: nothing of it draws a chat again. */
export function wordActions({ store: work, call }: Deps) {
  const store = createStore<WordsState>(() => ({ guard: null, book: null }))
  /** Raised at sign-out: answers to questions from before are dropped. */
  let session = 0
  let asking: Promise<void> | null = null
  let known: readonly ListedWord[] = []

  async function ask(): Promise<void> {
    const mine = session
    const [result, { compile, BUNDLED }] = await Promise.all([
      call('words.book'),
      import('./words-guard.ts'),
    ])
    if (mine !== session) return
    if (result.ok) take(result.value)
    // Without the gateway: the lists of this version and the own words as they were known last.
    const guard = await compile(
      result.ok ? result.value : { bundled: BUNDLED, words: known },
      () => mine !== session,
    )
    if (mine === session && guard) store.setState({ guard })
    if (!result.ok) asking = null
  }

  function take(book: WordBook): void {
    store.setState({ book })
    const kept = book.words.map(({ word, verdict }) => ({ word, verdict, note: '' }))
    if (JSON.stringify(kept) === JSON.stringify(known)) return
    known = kept
    const value = JSON.stringify(kept).length <= MOST_KEPT ? kept : []
    void call('workspace.set', { key: WORDS_KEY, value })
  }

  return {
    store,
    /** What the last start knew of the shop's own words. */
    begin(workspace: Workspace): void {
      const kept = workspace[WORDS_KEY]
      known = Array.isArray(kept) ? (kept as ListedWord[]) : []
    },
    /** In idle time; asked again after a failure. */
    ensure(): Promise<void> {
      return (asking ??= ask())
    },
    /** The gateway told that the list is another. */
    changed(): void {
      if (asking) asking = ask()
    },
    judge(text: string): readonly Judged[] {
      const { guard } = store.getState()
      const settings = work.getState().view?.settings
      if (!guard || !settings || text === '') return []
      return judged(guard.look(text, hostsOf(settings)), settings.words.policy)
    },
    async save(change: WordChange) {
      const result = await call('words.change', change)
      if (result.ok) {
        take(result.value)
        asking = ask()
      }
      return result
    },
    reset(): void {
      session++
      asking = null
      known = []
      store.setState({ guard: null, book: null })
    },
  }
}

/** What is silently recorded is told to nobody. */
function judged(
  findings: readonly Finding[],
  policy: Parameters<typeof verdictOf>[1],
): readonly Judged[] {
  return findings.flatMap((finding) => {
    const verdict = verdictOf(finding, policy)
    const { kind, start, end } = finding
    return verdict === 'warn' || verdict === 'block' ? [{ kind, verdict, start, end }] : []
  })
}
