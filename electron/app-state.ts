import type { AppNotice, AppState } from '#shared/bridge/contract.ts'

/** What every window is told about the app. Changed here alone, by patches. */
export class AppStateStore {
  #state: AppState
  readonly #listeners = new Set<(state: AppState) => void>()

  constructor(state: AppState) {
    this.#state = state
  }

  get value(): AppState {
    return this.#state
  }

  patch(change: Partial<AppState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener(this.#state)
  }

  notice(code: AppNotice['code'], values: AppNotice['values'] = {}): void {
    // One of a kind: said again, it replaces what it said before.
    const others = this.#state.notices.filter((notice) => notice.id !== code)
    this.patch({ notices: [...others, { id: code, code, values }] })
  }

  dismiss(id: string): void {
    this.patch({ notices: this.#state.notices.filter((notice) => notice.id !== id) })
  }

  onChange(listener: (state: AppState) => void): void {
    this.#listeners.add(listener)
  }
}
