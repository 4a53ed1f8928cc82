import type { FastifyInstance } from 'fastify'
import { voiceCalls } from '#shared/practice/calls/voice.ts'
import { serving } from '../bind.ts'
import type { Voices } from './voices.ts'

/** shared/practice/calls/voice.ts. */
export function voiceRoutes(app: FastifyInstance, voices: Voices): void {
  const serve = serving(app, voiceCalls)

  serve('voice.get', ({ shop }) => voices.view(shop.id))
  serve('voice.save', ({ shop }, settings) => voices.save(shop.id, settings))
  serve('voice.try', ({ shop }, { line, persona, mood }) =>
    voices.attempt(shop.id, { line, persona, mood, language: 'zh-CN', talk: [] }),
  )
}
