import i18next from 'i18next'
import type { StoreApi } from 'zustand/vanilla'
import type { WorkState } from '../state/model.ts'
import { resources } from './locales.ts'

/** All texts are bundled; language, `lang` and theme of the page follow the app's state at once. */
export function createTexts(store: StoreApi<WorkState>): void {
  void i18next.init({
    resources,
    lng: 'zh-CN',
    fallbackLng: 'zh-CN',
    defaultNS: 'common',
    initAsync: false,
    interpolation: { escapeValue: false },
  })
  const page = document.documentElement
  const follow = ({ app }: WorkState) => {
    if (!app) return
    if (i18next.language !== app.language) void i18next.changeLanguage(app.language)
    page.lang = app.language
    if (app.theme === 'system') delete page.dataset['theme']
    else page.dataset['theme'] = app.theme
    if (app.practice) page.dataset['practice'] = ''
    else delete page.dataset['practice']
    // A window of one chat names its buyer itself.
    if (store.getState().alone !== null) return
    const shop = app.signedIn?.shopName
    const name = i18next.t(app.practice ? 'common:practiceName' : 'common:appName')
    document.title = shop === undefined ? name : `${shop} · ${name}`
  }
  follow(store.getState())
  store.subscribe((state, before) => {
    if (state.app !== before.app) follow(state)
  })
}
