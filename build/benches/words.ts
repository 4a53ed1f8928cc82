import { pinyin } from 'pinyin-pro'
import abuse from '#resources/words/abuse.json' with { type: 'json' }
import claims from '#resources/words/claims.json' with { type: 'json' }
import contact from '#resources/words/contact.json' with { type: 'json' }
import payment from '#resources/words/payment.json' with { type: 'json' }
import { compiling } from '#shared/words/guard/guard.ts'
import { readList } from '#shared/words/guard/lists.ts'
import type { Guard, OwnWord } from '#shared/words/guard/model.ts'
import { guardReadings } from '#shared/words/guard/readings.ts'
import { createCorpus } from './corpus/texts.ts'
import { figure, median, percentile, type BenchOptions, type Figure } from './figure.ts'

const OWN = 10_000
const MESSAGES = 4000
const ROUNDS = 7
const BATCH = 50
/** Words of the made-up list: what shops list has two to five characters. */
const LENGTHS = [2, 3, 3, 4, 5]

/**
 * What looking at one message costs with the bundled lists and 10,000 own words. Baseline, in the same
 * run over the same messages: `includes` for each own word and each bundled one, seeing through nothing.
 */
export async function figures({ progress }: BenchOptions): Promise<readonly Figure[]> {
  const corpus = createCorpus(11, 100_000)
  const messages = Array.from({ length: MESSAGES }, (_, at) => corpus.text(at + 1))
  const own = ownWords()
  const bundled = { contact, payment, claims, abuse }
  const slices: number[] = []
  const guard = compile(compiling({ bundled, own }, guardReadings(pinyin)), slices)
  progress('compiled')
  const naive = [...own.map(({ word }) => word), ...Object.values(bundled).flatMap(wordsOf)]
  for (const text of messages) guard.look(text)
  const looked: number[] = []
  const scanned: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    looked.push(...batches(messages, (text) => guard.look(text).length))
    progress(`round ${round + 1} of ${ROUNDS}`)
  }
  // The baseline is slow: one batch of every few.
  scanned.push(
    ...batches(
      messages.slice(0, BATCH * 8),
      (text) => naive.filter((one) => text.includes(one)).length,
    ),
  )
  return [
    figure({
      name: `a message, ${OWN} own words and the bundled lists, mean`,
      value: mean(looked),
      unit: 'ms',
      baseline: mean(scanned),
      goal: { of: 'value', is: 'under', bound: 0.1 },
    }),
    figure({
      name: 'a message, p99 of batches',
      value: percentile(looked, 99),
      unit: 'ms',
      baseline: percentile(scanned, 99),
    }),
    figure({
      name: 'a message, median',
      value: median(looked),
      unit: 'ms',
      baseline: median(scanned),
    }),
    figure({
      name: 'compiling it all, in slices',
      value: slices.reduce((sum, one) => sum + one, 0),
      unit: 'ms',
    }),
    figure({ name: 'the longest slice of it', value: Math.max(...slices), unit: 'ms' }),
  ]
}

function wordsOf(lines: readonly string[]): readonly string[] {
  return readList(lines).flatMap(({ words }) => words)
}

/** Of characters that messages have, too: lists whose words begin like ordinary ones. */
function ownWords(): readonly OwnWord[] {
  const words = new Set<string>()
  for (let n = 0; words.size < OWN; n++) {
    if (n > OWN * 20) throw new Error('too few different words')
    const length = LENGTHS[n % LENGTHS.length] ?? 2
    let word = ''
    for (let at = 0; at < length; at++)
      word += String.fromCodePoint(0x4e00 + 5 * ((n * 31 + at * (577 + (n % 101))) % 3500))
    words.add(word)
  }
  return [...words].map((word) => ({ word, verdict: 'block' }))
}

function compile(work: Generator<void, Guard, void>, slices: number[]): Guard {
  for (;;) {
    const began = performance.now()
    const step = work.next()
    slices.push(performance.now() - began)
    if (step.done === true) return step.value
  }
}

/** Per message, ms; the clock is too coarse for a single one. */
function batches(messages: readonly string[], look: (text: string) => number): number[] {
  const times: number[] = []
  for (let at = 0; at + BATCH <= messages.length; at += BATCH) {
    const began = performance.now()
    for (const text of messages.slice(at, at + BATCH)) look(text)
    times.push((performance.now() - began) / BATCH)
  }
  return times
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length
}
