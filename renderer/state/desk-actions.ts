import type { Language, Theme } from '#shared/bridge/contract.ts'
import type { Preferences } from '#shared/bridge/preferences.ts'
import type { Deps } from './api.ts'
import type { Desk, DialogState, Toast } from './model.ts'
import { clampPanel, DESK_KEY, deskOf } from './workspace.ts'

const TOAST_TIME = 6000
/** One with a button stays longer. */
const UNDO_TIME = 12_000

/** What the agent arranges: dialogs, panel, tabs kept across restarts, language and theme. */
export function deskActions({ store, call }: Deps) {
  let keepTimer: ReturnType<typeof setTimeout> | undefined
  let toasts = 0

  const actions = {
    /** Stores the desk a moment later; many changes become one write. */
    keep(): void {
      clearTimeout(keepTimer)
      keepTimer = setTimeout(actions.keepNow, 500)
    },
    keepNow(): void {
      clearTimeout(keepTimer)
      const state = store.getState()
      // A window of a single chat is no desk.
      if (state.view && state.alone === null)
        void call('workspace.set', { key: DESK_KEY, value: deskOf(state) })
    },
    set(part: Partial<Omit<Desk, 'tabs' | 'current' | 'answered'>>): void {
      store.setState(
        part.panelWidth === undefined ? part : { ...part, panelWidth: clampPanel(part.panelWidth) },
      )
      actions.keep()
    },
    toggleGroup(key: string): void {
      const { collapsed } = store.getState()
      actions.set({
        collapsed: collapsed.includes(key)
          ? collapsed.filter((other) => other !== key)
          : [...collapsed, key],
      })
    },

    show(dialog: DialogState): void {
      store.setState({ dialog })
    },
    hide(): void {
      store.setState({ dialog: null })
    },

    toast(
      tone: Toast['tone'],
      key: string,
      values: Toast['values'] = {},
      act?: Toast['act'],
    ): void {
      const toast: Toast = { id: ++toasts, tone, key, values, act }
      store.setState((state) => ({ toasts: [...state.toasts.slice(-2), toast] }))
      setTimeout(() => actions.dismissToast(toast.id), act ? UNDO_TIME : TOAST_TIME)
    },
    dismissToast(id: number): void {
      store.setState((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) }))
    },

    setLanguage(language: Language): void {
      void call('settings.set', { language })
    },
    setPreferences(preferences: Partial<Preferences>): void {
      void call('settings.set', { preferences })
    },
    setTheme(theme: Theme): void {
      void call('settings.set', { theme })
    },
    dismissNotice(id: string): void {
      void call('app.dismissNotice', { id })
    },
    openLink(url: string): void {
      void call('links.open', { url }).then((result) => {
        if (!result.ok) actions.toast('error', `error:${result.error.code}`)
      })
    },
    async saveFile(id: string, name: string): Promise<void> {
      const conversation = store.getState().current
      if (conversation === null) return
      const result = await call('files.save', { id, name, conversation })
      if (!result.ok) actions.toast('error', `error:${result.error.code}`)
      else if (result.value.saved) actions.toast('info', 'chats:toast.saved', { name })
    },
  }
  return actions
}
