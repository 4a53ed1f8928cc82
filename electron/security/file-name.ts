/** No part of a foreign name may lead to another folder or hide an ending. */
export function safeFileName(name: string): string {
  const bare = name
    .replaceAll(/[/\\:*?"<>|\p{Cc}\p{Cf}]/gu, '_')
    .replace(/^\.+/, '')
    .trim()
    .replace(/[. ]+$/, '')
  // Windows keeps these names for devices, whatever their ending.
  const free = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(bare) ? `_${bare}` : bare
  // A long name keeps its ending: by it people see what they save.
  const ending = /\.[^.]{1,12}$/.exec(free)?.[0] ?? ''
  return free === ''
    ? 'file'
    : free.slice(0, free.length - ending.length).slice(0, 180 - ending.length) + ending
}
