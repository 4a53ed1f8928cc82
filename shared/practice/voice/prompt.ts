import type { Entry } from '../run.ts'
import type { ScenarioBuyer } from '../scenario.ts'

export interface ChatMessage {
  readonly role: 'system' | 'user'
  readonly content: string
}

/** All that is sent of a talk. */
export interface VoiceAsk {
  readonly persona: string
  readonly language: string
  /** 0 to 100. */
  readonly mood: number
  readonly line: string
  /** The last words of both, in order. */
  readonly talk: readonly { readonly who: 'buyer' | 'agent'; readonly text: string }[]
}

const TALK = 6
const TALK_SIGNS = 300

/** Of one buyer: neither other buyers, nor orders, accounts or anything else of the shop. */
export function voiceAsk(
  { id, persona }: Pick<ScenarioBuyer, 'id' | 'persona'>,
  language: string,
  mood: number,
  entries: readonly Entry[],
  line: string,
): VoiceAsk {
  const talk = entries
    .flatMap((entry) => {
      if (entry.kind !== 'asked' && entry.kind !== 'answered') return []
      if (entry.buyer !== id || entry.text === '') return []
      const who = entry.kind === 'asked' ? ('buyer' as const) : ('agent' as const)
      const said = entry.kind === 'asked' ? (entry.voiced ?? entry.text) : entry.text
      return [{ who, text: said.slice(0, TALK_SIGNS) }]
    })
    .slice(-TALK)
  return { persona, language, mood, line, talk }
}

/** In English, which every model reads; the answer's language is the line's. */
export function voicePrompt({
  persona,
  language,
  mood,
  line,
  talk,
}: VoiceAsk): readonly ChatMessage[] {
  return [
    {
      role: 'system',
      content: [
        'You voice a simulated customer in a training exercise for shop assistants.',
        "Say the given line in other words, in the customer's own manner and mood.",
        'Keep its meaning exactly. Keep every number, amount, date, order number, size and product name letter by letter.',
        'Add no new fact, number, name, question or demand. Answer nothing yourself.',
        `Write in the language of the line (${language}), as one short chat message about as long as the line.`,
        'Reply with the message alone, without quotes or explanations.',
      ].join('\n'),
    },
    {
      role: 'user',
      content: [
        `Customer: ${persona}`,
        `Mood, 0 furious to 100 delighted: ${Math.round(mood)}`,
        'Talk so far:',
        ...talk.map(({ who, text }) => `${who}: ${text.replaceAll(/\s+/g, ' ')}`),
        `Line to say in other words: ${line}`,
      ].join('\n'),
    },
  ]
}
