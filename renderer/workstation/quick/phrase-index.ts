import { useSyncExternalStore } from 'react'
import { indexPhrases, type Entry, type PhraseIndex, type Readings } from '#shared/phrases/match.ts'
import type { KnownPhrase } from '#shared/phrases/model.ts'
import { readingsBy } from '#shared/phrases/readings.ts'

/** The dictionary is a chunk of its own; until it is there, one finds by code and words. */
let readings: Readings | null = null
let loading: Promise<void> | null = null
const listeners = new Set<() => void>()
let entries = new WeakMap<KnownPhrase, Entry>()
const indexes = new WeakMap<readonly KnownPhrase[], PhraseIndex>()
let stamp = 0

export function loadReadings(): Promise<void> {
  loading ??= import('pinyin-pro').then(
    ({ pinyin }) => {
      readings = readingsBy(pinyin)
      entries = new WeakMap()
      stamp++
      for (const listener of listeners) listener()
    },
    () => {
      // Tried again the next time.
      loading = null
    },
  )
  return loading
}

export function indexOf(phrases: readonly KnownPhrase[]): PhraseIndex {
  let index = indexes.get(phrases)
  if (!index || stampOf.get(index) !== stamp) {
    index = indexPhrases(phrases, readings, entries)
    indexes.set(phrases, index)
    stampOf.set(index, stamp)
  }
  return index
}
const stampOf = new WeakMap<PhraseIndex, number>()

/** Draws again when the dictionary has come. */
export function useIndex(phrases: readonly KnownPhrase[]): PhraseIndex {
  useSyncExternalStore(subscribe, () => stamp)
  return indexOf(phrases)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  void loadReadings()
  return () => listeners.delete(listener)
}
