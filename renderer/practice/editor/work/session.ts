import {
  history,
  historyKeymap,
  isolateHistory,
  redo,
  redoDepth,
  undo,
  undoDepth,
  defaultKeymap,
  indentWithTab,
} from '@codemirror/commands'
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { searchKeymap, highlightSelectionMatches } from '@codemirror/search'
import { Compartment, EditorState, type Extension, type TransactionSpec } from '@codemirror/state'
import {
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { createStore } from 'zustand/vanilla'
import type { Problem } from '#shared/practice/problems.ts'
import { Checker } from '../check/checker.ts'
import { rawOf } from '../check/model.ts'
import { edited, spliceOf, type FormEdit } from '../text/edits.ts'
import { titleIn } from '../text/title.ts'
import { yamlLanguage } from './language.ts'

export interface Seen {
  readonly problems: readonly Problem[]
  /** What the form shows; what could be read last where the text can't be read now. */
  readonly raw: unknown
  /** The text can't be read as YAML now. */
  readonly broken: boolean
  /** The problems are those of the text as it stands. */
  readonly current: boolean
  readonly canUndo: boolean
  readonly canRedo: boolean
  /** A new one with each change, for what shows the text elsewhere. */
  readonly version: number
  /** The last change of the form had the whole text written anew. */
  readonly rewritten: boolean
}

/** A pause in typing before the text is looked at. */
const LOOK_MS = 250
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

/** The text of one scenario with its history; it outlives the screen that shows it. */
export class Session {
  readonly store = createStore<Seen>(() => ({
    problems: [],
    raw: undefined,
    broken: false,
    current: false,
    canUndo: false,
    canRedo: false,
    version: 0,
    rewritten: false,
  }))
  readonly #checker: Checker
  readonly #words = new Compartment()
  #state: EditorState
  #view: EditorView | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #changed: (text: string, title: string) => void
  #sentence: (problem: Problem) => string = ({ message }) => message

  constructor(text: string, changed: (text: string, title: string) => void) {
    this.#changed = changed
    this.#checker = new Checker(({ problems, raw }) => {
      this.store.setState((before) => ({
        problems,
        raw: raw === undefined ? before.raw : raw,
        broken: raw === undefined,
        current: true,
      }))
      this.#mark()
    })
    this.#state = EditorState.create({ doc: text, extensions: this.#extensions() })
    this.store.setState({ raw: rawOf(text) })
    this.#checker.ask(text)
  }

  get text(): string {
    return this.#state.doc.toString()
  }

  /** Shown here from now on. `words`: the editor's own, in the person's language. */
  attach(
    parent: HTMLElement,
    words: Extension,
    sentence: (problem: Problem) => string,
  ): () => void {
    this.#sentence = sentence
    this.#state = this.#state.update({ effects: this.#words.reconfigure(words) }).state
    const view = new EditorView({
      state: this.#state,
      parent,
      dispatchTransactions: (transactions, of) => {
        of.update(transactions)
        this.#state = of.state
        if (transactions.some(({ docChanged }) => docChanged)) this.#touched()
      },
    })
    this.#view = view
    this.#mark()
    return () => {
      if (this.#view === view) this.#view = null
      view.destroy()
    }
  }

  /** A change of the form. False: the text can't be read, or has nothing there any more. */
  apply(edit: FormEdit): boolean {
    const text = this.text
    const done = edited(text, edit)
    if (!done) return false
    if (done.text === text) return true
    this.#dispatch({
      changes: spliceOf(text, done.text),
      userEvent: 'input.form',
      annotations: isolateHistory.of('full'),
    })
    // Shown at once: the worker's answer brings the same, and the problems.
    this.store.setState({ raw: done.raw, broken: false, rewritten: done.rewritten })
    return true
  }

  /** In one step that can be undone. */
  replace(text: string): void {
    this.#dispatch({
      changes: spliceOf(this.text, text),
      annotations: isolateHistory.of('full'),
    })
    this.store.setState((before) => ({ raw: rawOf(text) ?? before.raw }))
  }

  undo(): void {
    undo({ state: this.#state, dispatch: (transaction) => this.#dispatch(transaction) })
    this.#readAtOnce()
  }

  redo(): void {
    redo({ state: this.#state, dispatch: (transaction) => this.#dispatch(transaction) })
    this.#readAtOnce()
  }

  /** From 1; the cursor goes there, and the text has the focus. */
  goTo(line: number, column = 1): void {
    const at = this.#placeOf(line, column)
    this.#dispatch({
      selection: { anchor: at },
      effects: EditorView.scrollIntoView(at, { y: 'center' }),
    })
    this.#view?.focus()
  }

  /** In another language. */
  speak(sentence: (problem: Problem) => string): void {
    this.#sentence = sentence
    this.#mark()
  }

  /** What was typed in the last moment is told now. */
  settle(): void {
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#look()
  }

  #placeOf(line: number, column: number): number {
    const { doc } = this.#state
    const found = doc.line(Math.min(Math.max(1, line), doc.lines))
    return Math.min(found.from + column - 1, found.to)
  }

  #dispatch(spec: TransactionSpec): void {
    if (this.#view) {
      this.#view.dispatch(spec)
      return
    }
    const transaction = this.#state.update(spec)
    this.#state = transaction.state
    if (transaction.docChanged) this.#touched()
  }

  /** Nothing that takes time: it is called with every key. */
  #touched(): void {
    this.store.setState(({ version }) => ({
      current: false,
      rewritten: false,
      version: version + 1,
      canUndo: undoDepth(this.#state) > 0,
      canRedo: redoDepth(this.#state) > 0,
    }))
    this.#checker.forget()
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#look(), LOOK_MS)
  }

  #look(): void {
    this.#timer = undefined
    const { text } = this
    this.#changed(text, titleIn(text))
    this.#checker.ask(text)
  }

  #readAtOnce(): void {
    const raw = rawOf(this.text)
    if (raw !== undefined) this.store.setState({ raw, broken: false })
  }

  #mark(): void {
    const { problems } = this.store.getState()
    const { doc } = this.#state
    const diagnostics = problems.map((problem): Diagnostic => {
      const from = this.#placeOf(problem.line, problem.column)
      const line = doc.lineAt(from)
      const word = /^(?:"[^"]*"?|'[^']*'?|[^\s,[\]{}:#]+)/u.exec(line.text.slice(from - line.from))
      const to = Math.min(line.to, from + Math.max(1, word?.[0].length ?? line.length))
      return { from, to, severity: 'error', message: this.#sentence(problem) }
    })
    this.#dispatch(setDiagnostics(this.#state, diagnostics))
  }

  #extensions(): Extension {
    return [
      EditorView.cspNonce.of(nonce),
      lineNumbers(),
      lintGutter(),
      history(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSelectionMatches(),
      EditorView.lineWrapping,
      yamlLanguage,
      this.#words.of([]),
      // Tab indents; Esc and then Tab leaves the text, as everywhere in CodeMirror.
      keymap.of([
        ...defaultKeymap,
        ...historyKeymap,
        ...searchKeymap,
        ...lintKeymap,
        indentWithTab,
      ]),
    ]
  }
}

const sessions = new Map<string, Session>()

/** Kept for as long as the page lives, so that undo is still there when one comes back. */
export function sessionOf(
  key: string,
  text: string,
  changed: (text: string, title: string) => void,
): Session {
  let session = sessions.get(key)
  if (session?.text !== text) {
    session = new Session(text, changed)
    sessions.set(key, session)
  }
  return session
}
