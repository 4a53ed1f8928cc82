import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import en from '#resources/locales/en/practiceExam.json'
import { readBank } from '#shared/practice/exam/bank.ts'
import { draftOf, emptyDraft, questionOfDraft, type QuestionDraft } from './draft.ts'
import { difficultyWord, discriminationWord } from './words.ts'

const folder = join(import.meta.dirname, '../../../resources/practice/questions')
const bundled = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => {
    const read = readBank(readFileSync(join(folder, name), 'utf8'))
    return read.ok ? read.bank.questions : []
  })

it('a bundled question that is opened and saved is the same', () => {
  expect(bundled.length).toBeGreaterThan(70)
  for (const question of bundled)
    expect(questionOfDraft(draftOf(question))).toEqual({ question, problems: null })
})

const good: QuestionDraft = {
  ...emptyDraft('q-1', '章'),
  text: '题目？',
  options: ['甲', '乙', '丙', ''],
  right: [false, true, false, false],
}

it.each<[Partial<QuestionDraft>, object | null]>([
  [{}, null],
  [{ text: ' ' }, { text: 'missing' }],
  [{ chapter: '' }, { chapter: 'missing' }],
  [{ right: [false, false, false, false] }, { answer: 'no_answer' }],
  // The right one is an empty one.
  [{ right: [false, false, false, true] }, { answer: 'no_answer' }],
  [{ options: ['甲', '甲', '丙'] }, { options: 'option_twice' }],
  [{ options: ['甲', '', '丙'] }, { options: 'few_options' }],
  [{ kind: 'multiple' }, { answer: 'few_answers' }],
  [{ kind: 'true_false' }, { answer: 'no_answer' }],
  [{ kind: 'order', steps: ['一', '二', ''] }, { steps: 'few_options' }],
  [{ kind: 'order', steps: ['一', '二', '三'] }, null],
  [{ kind: 'write' }, { points: 'bad_point' }],
  [{ kind: 'write', points: [{ title: '', share: 100, signs: '抱歉 | 对不起' }] }, null],
  [
    { kind: 'write', points: [{ title: '甲', share: 60, signs: '抱歉' }] },
    { points: 'shares_not_100' },
  ],
  [
    { kind: 'write', points: [{ title: '甲', share: 100, signs: '/(/' }] },
    { points: 'bad_pattern' },
  ],
  [
    { kind: 'write', points: [{ title: '甲', share: 100, signs: 'a' }], forbidden: '/[/' },
    { forbidden: 'bad_pattern' },
  ],
])('%o says what is wrong, and where', (part, problems) => {
  expect(questionOfDraft({ ...good, ...part }).problems).toEqual(problems)
  for (const code of Object.values(problems ?? {}) as string[])
    expect(en.wrong).toHaveProperty(code)
})

it('figures in words', () => {
  expect([1, 0.85, 0.5, 0.2].map(difficultyWord)).toEqual(['easy', 'easy', 'fit', 'hard'])
  expect([null, -0.1, 0.1, 0.3, 0.6].map(discriminationWord)).toEqual([
    'unknown',
    'against',
    'little',
    'some',
    'well',
  ])
})
