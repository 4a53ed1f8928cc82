import i18next, { type TFunction } from 'i18next'
import { createContext, createElement, use, useSyncExternalStore, type ReactNode } from 'react'

interface Translation {
  readonly t: TFunction
  readonly i18n: { readonly language: string }
}

/**
 * react-i18next's hook of the same name keeps state, a ref and effects per call, for namespaces that
 * load later. Ours are all bundled, and some hundred lines are mounted at each switch of the chat:
 * one shared snapshot per language, handed down from the top without a subscription of each, is all
 * they need.
 */
let current: Translation | undefined

function snapshot(): Translation {
  current ??= {
    t: remembering(i18next.getFixedT(i18next.language)),
    i18n: { language: i18next.language },
  }
  return current
}

/**
 * Texts without values are looked up once per language: i18next copies its options for each call,
 * which is a tenth of the time a switch of the chat takes.
 */
function remembering(t: TFunction): TFunction {
  const plain = new Map<string, string>()
  const look = (key: string | string[], options?: Readonly<Record<string, unknown>>): string => {
    if (options !== undefined || typeof key !== 'string') return t(key, { ...options })
    let text = plain.get(key)
    if (text === undefined) {
      text = t(key)
      plain.set(key, text)
    }
    return text
  }
  return look as unknown as TFunction
}

function subscribe(listener: () => void): () => void {
  i18next.on('languageChanged', listener)
  return () => i18next.off('languageChanged', listener)
}
// Registered first, so that it runs before the components' listeners.
i18next.on('languageChanged', () => {
  current = undefined
})

const Texts = createContext<Translation | null>(null)

/** Stands once around everything; all is drawn anew when the language changes. */
export function TextsProvider({ children }: { readonly children: ReactNode }) {
  return createElement(Texts, { value: useSyncExternalStore(subscribe, snapshot) }, children)
}

export function useTranslation(): Translation {
  const texts = use(Texts)
  if (!texts) throw new Error('outside of the texts')
  return texts
}
