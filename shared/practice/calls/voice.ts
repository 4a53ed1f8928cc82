import { z } from 'zod'
import { voiceSettings, type VoiceTried, type VoiceView } from '../voice/settings.ts'
import { call } from './call.ts'

/** The main account alone: a model of the shop's choice may voice the simulated buyers. */
export const voiceCalls = {
  'voice.get': call<VoiceView>()('GET /api/practice/voice', z.undefined()),
  'voice.save': call<VoiceView>()('POST /api/practice/voice', voiceSettings),
  /** With what is saved, on or off; nothing of it is kept. */
  'voice.try': call<VoiceTried>()(
    'POST /api/practice/voice/try',
    z.strictObject({
      line: z.string().trim().min(1).max(300),
      persona: z.string().trim().max(300),
      mood: z.number().min(0).max(100),
    }),
  ),
}
