import type { ConversationId } from '#shared/protocol/model.ts'

/** The chats in the order in which they stand on the screen, for Alt+Up and Alt+Down. */
export const shown: { ids: readonly ConversationId[] } = { ids: [] }
