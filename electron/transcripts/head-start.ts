import { maskConversation, maskMessage } from '#shared/masking/views.ts'
import { completeConversation } from '#shared/protocol/complete.ts'
import type { Answer, Ask, CallName, Opened } from './calls.ts'
import type { Transcripts } from './client.ts'
import { type Answers, keepHeadStart, takeHeadStart } from './head-start-file.ts'

export interface HeadStartOptions {
  /** Until the window is painted the cache's thread leaves the computer to it, unless it is needed. */
  readonly painted: Promise<void>
  /** It opened on a head start, and the file itself can't be opened. */
  readonly lost: () => void
}

/** What only looks, and is asked by a start. */
type Look =
  | 'cursor'
  | 'conversations'
  | 'known'
  | 'outboxList'
  | 'drafts'
  | 'dirtyDrafts'
  | 'workspaceGet'
  | 'page'

/** A start asks some ten; more than these are not a start's. */
const MOST_QUESTIONS = 24

/** Stands among the answers whose conversations and page were masked when they were kept. */
const MASKED = 'masked'

/** A cache whose owner may say what the next start will ask besides what this one did. */
export interface CacheWithHeadStart extends Transcripts {
  /** The page that is shown when the work goes on: the newest of the chat in front. */
  foresee(ask: Ask<'page'>): void
  /** T4: whether the next start will mask what it is answered; asked at the close. */
  foreseeMasks(masks: () => boolean): void
  /** These very rows, of `conversations` or `page`, were masked when they were kept. */
  isMasked(rows: readonly unknown[]): boolean
}

interface Session {
  readonly file: string
  readonly key: Uint8Array
  readonly early: boolean
  /** Good until something changes. */
  answers: Answers | null
  /** The file itself; null: nothing has needed it yet. */
  opening: Promise<Opened> | null
  /** What was asked this time, pages aside, to be asked once more at the end. */
  readonly asked: Map<string, () => Promise<unknown>>
  page: Ask<'page'> | null
  masks: () => boolean
}

function questionOf<N extends CallName>(name: N, ask: Ask<N>): string {
  return JSON.stringify([name, ask ?? null])
}

/**
 * The cache with a head start: where it was closed in good order, the questions of the next start are
 * answered from a small file beside it, and the thread with its database (some 150 ms of a processor)
 * comes up when the window is painted, or something else is asked, or something changes.
 */
export function withHeadStart(cache: Transcripts, options: HeadStartOptions): CacheWithHeadStart {
  let session: Session | null = null
  const masked = new WeakSet<readonly unknown[]>()

  function openFile(of: Session): Promise<Opened> {
    if (of.opening) return of.opening
    of.opening = cache.open(of)
    of.opening.then(
      () => {
        of.answers = null
      },
      () => {
        of.answers = null
        if (of.early && session === of) options.lost()
      },
    )
    return of.opening
  }

  /** What the head start can't answer. */
  async function itself<Result>(ask: () => Promise<Result>): Promise<Result> {
    if (session) await openFile(session)
    return ask()
  }

  function change<Result>(ask: () => Promise<Result>): Promise<Result> {
    // At once: a look behind it must see it.
    if (session) session.answers = null
    return itself(ask)
  }

  async function look<N extends Look>(
    name: N,
    ask: Ask<N>,
    asking: () => Promise<Answer<N>>,
  ): Promise<Answer<N>> {
    if (!session) return asking()
    const { answers, asked } = session
    const question = questionOf(name, ask)
    if (name !== 'page' && asked.size < MOST_QUESTIONS) asked.set(question, asking)
    return answers?.has(question) === true ? (answers.get(question) as Answer<N>) : itself(asking)
  }

  async function answersAgain({ asked, page, masks }: Session): Promise<Answers | null> {
    try {
      const answers = new Map<string, unknown>()
      for (const [question, asking] of asked) answers.set(question, await asking())
      answers.set(questionOf('cursor', undefined), await cache.cursor())
      if (page) answers.set(questionOf('page', page), await cache.page(page))
      if (masks()) mask(answers, page)
      // The opening puts them back into the queue: the answers would be others.
      const outbox = await cache.outboxList()
      return outbox.some(({ state }) => state === 'sending') ? null : answers
    } catch {
      return null
    }
  }

  return {
    foresee: (ask) => {
      if (session) session.page = ask
    },
    foreseeMasks: (masks) => {
      if (session) session.masks = masks
    },
    isMasked: (rows) => masked.has(rows),
    async open({ file, key: given }) {
      const key = Uint8Array.from(given)
      const answers = takeHeadStart(file, key)
      const early = answers !== null
      const of: Session = {
        file,
        key,
        early,
        answers,
        opening: null,
        asked: new Map(),
        page: null,
        masks: () => false,
      }
      session = of
      if (answers?.has(MASKED) === true)
        for (const rows of answers.values()) if (Array.isArray(rows)) masked.add(rows)
      if (!answers) {
        try {
          return await openFile(of)
        } catch (error) {
          // It may be tried again.
          if (session === of) session = null
          throw error
        }
      }
      void options.painted.then(() => {
        if (session === of) openFile(of).catch(() => undefined)
      })
      const cursor = answers.get(questionOf('cursor', undefined)) as Answer<'cursor'>
      return { cursor, fresh: false, setAside: null }
    },
    async close() {
      const of = session
      session = null
      if (!of) return cache.close()
      const { file, key, opening } = of
      // Nobody needed the file: all is as it was.
      let { answers } = of
      if (opening) {
        await opening.catch(() => undefined)
        answers = await answersAgain(of)
      }
      await cache.close()
      if (answers) keepHeadStart(file, key, answers)
      key.fill(0)
      return undefined
    },
    wipe: async () => {
      await itself(() => Promise.resolve())
      session = null
      return cache.wipe()
    },
    cursor: () => look('cursor', undefined, () => cache.cursor()),
    conversations: () => look('conversations', undefined, () => cache.conversations()),
    known: () => look('known', undefined, () => cache.known()),
    outboxList: () => look('outboxList', undefined, () => cache.outboxList()),
    drafts: () => look('drafts', undefined, () => cache.drafts()),
    dirtyDrafts: () => look('dirtyDrafts', undefined, () => cache.dirtyDrafts()),
    workspaceGet: (ask) => look('workspaceGet', ask, () => cache.workspaceGet(ask)),
    page: (ask) => look('page', ask, () => cache.page(ask)),
    search: (ask) => itself(() => cache.search(ask)),
    applyBatch: (ask) => change(() => cache.applyBatch(ask)),
    forget: (ask) => change(() => cache.forget(ask)),
    reset: (ask) => change(() => cache.reset(ask)),
    outboxAdd: (ask) => change(() => cache.outboxAdd(ask)),
    outboxMark: (ask) => change(() => cache.outboxMark(ask)),
    outboxRemove: (ask) => change(() => cache.outboxRemove(ask)),
    draftSet: (ask) => change(() => cache.draftSet(ask)),
    workspaceSet: (ask) => change(() => cache.workspaceSet(ask)),
  }
}

/** T4: done once at the close what every start would do again before it paints. */
function mask(answers: Map<string, unknown>, page: Ask<'page'> | null): void {
  const list = questionOf('conversations', undefined)
  const rows = answers.get(list) as Answer<'conversations'> | undefined
  if (rows)
    answers.set(
      list,
      rows.map((row) => ({ ...row, view: maskConversation(completeConversation(row.view)) })),
    )
  if (page) {
    const question = questionOf('page', page)
    answers.set(question, (answers.get(question) as Answer<'page'>).map(maskMessage))
  }
  answers.set(MASKED, true)
}
