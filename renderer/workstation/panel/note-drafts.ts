/** Begun notes by buyer, so that a switch of the chat loses none. Not stored. */
export const noteDrafts = new Map<string, string>()
