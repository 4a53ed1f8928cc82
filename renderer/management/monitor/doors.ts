import type { Command } from '#shared/protocol/frames.ts'
import { openSection, type SectionId } from '../store.ts'
import { useActions, useWorkstation } from '../../workstation/app/context.ts'

/** The ways out of the screens of this folder and its neighbours, each to the place where it is done. */
export function useDoors() {
  const { call } = useWorkstation()
  const { chats, desk } = useActions()

  return {
    /** Says by a toast what went wrong. */
    async command(value: Command): Promise<boolean> {
      const result = await call('chats.command', value)
      if (!result.ok) desk.toast('error', `error:${result.error.code}`)
      return result.ok
    },
    /** The conversation on the chats screen. */
    open: (conversation: string) => chats.open(conversation),
    take: (conversation: string) => chats.claim(conversation),
    forward: (conversation: string) => desk.show({ kind: 'forward', conversation }),
    /** There, with the composer set to whisper to its holder. */
    whisper: (conversation: string) => {
      chats.open(conversation)
      chats.whisperMode(conversation)
    },
    handOver: (from: string) => desk.show({ kind: 'handover', from }),
    doctor: (account: string) => openSection('doctor', account),
    decisions: (account: string) => openSection('decisions', account),
    section: (section: SectionId, about: string | null = null) => openSection(section, about),
  }
}
