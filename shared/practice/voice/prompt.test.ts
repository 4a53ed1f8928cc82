import { expect, it } from 'vitest'
import type { Entry } from '../run.ts'
import { voiceAsk, voicePrompt } from './prompt.ts'

const asked = (buyer: string, text: string, voiced?: string): Entry => ({
  kind: 'asked',
  at: 0,
  buyer,
  text,
  ...(voiced === undefined ? {} : { voiced }),
  cseq: 1,
  mood: 50,
})

it('sends the persona, the mood, the last words of this talk and the line; of other buyers nothing', () => {
  const entries = [
    ...Array.from({ length: 8 }, (_, n) => asked('ann', `words ${n}`)),
    asked('ann', 'written', 'voiced'),
    asked('bob', 'of somebody else'),
  ]
  const ask = voiceAsk({ id: 'ann', persona: 'In a hurry' }, 'en', 41.5, entries, 'Where is it?')
  expect(ask.talk.map(({ text }) => text)).toEqual([
    'words 3',
    'words 4',
    'words 5',
    'words 6',
    'words 7',
    'voiced',
  ])
  const sent = JSON.stringify(voicePrompt(ask))
  for (const told of ['In a hurry', '42', 'Where is it?', 'buyer: voiced'])
    expect(sent).toContain(told)
  expect(sent).not.toContain('somebody else')
})
