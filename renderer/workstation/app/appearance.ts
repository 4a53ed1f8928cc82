import type { StoreApi } from 'zustand/vanilla'
import { preferencesIn, type WorkState } from '../../state/model.ts'

/** Density, font and size of messages go to the page's root, where the parts' styles take them from. */
export function followAppearance(store: StoreApi<WorkState>): void {
  const page = document.documentElement
  const follow = (state: WorkState) => {
    const { density, font, fontSize } = preferencesIn(state)
    page.dataset['density'] = density
    page.dataset['font'] = font
    page.style.setProperty('--message-size', `${fontSize}px`)
  }
  follow(store.getState())
  store.subscribe((state, before) => {
    if (preferencesIn(state) !== preferencesIn(before)) follow(state)
  })
}
