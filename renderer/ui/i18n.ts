import i18next, { type TFunction } from 'i18next'
import { useSyncExternalStore } from 'react'

interface Translation {
  readonly t: TFunction
  readonly i18n: { readonly language: string }
}

/**
 * react-i18next's hook of the same name keeps state, a ref and effects per call, for namespaces that
 * load later. Ours are all bundled, and some hundred lines are mounted at each switch of the chat:
 * one shared snapshot per language is all they need.
 */
let current: Translation | undefined

function snapshot(): Translation {
  current ??= {
    t: i18next.getFixedT(i18next.language),
    i18n: { language: i18next.language },
  }
  return current
}

function subscribe(listener: () => void): () => void {
  i18next.on('languageChanged', listener)
  return () => i18next.off('languageChanged', listener)
}
// Registered first, so that it runs before the components' listeners.
i18next.on('languageChanged', () => {
  current = undefined
})

export function useTranslation(): Translation {
  return useSyncExternalStore(subscribe, snapshot)
}
