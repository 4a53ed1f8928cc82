/** Without what is taken for one another: 0 O o, 1 l I, 5 S, 2 Z. */
const SIGNS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRTUVWXY346789'
const GROUPS = 4
const GROUP = 4

/** To be read out and typed in once: four groups of four, some 91 random bits. */
export function generatePassword(): string {
  const groups = Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP }, () => SIGNS[below(SIGNS.length)] ?? '').join(''),
  )
  return groups.join('-')
}

/** Every number below `limit` is equally likely: what would favour the small ones is thrown again. */
function below(limit: number): number {
  const fair = 256 - (256 % limit)
  const byte = new Uint8Array(1)
  do crypto.getRandomValues(byte)
  while ((byte[0] ?? 0) >= fair)
  return (byte[0] ?? 0) % limit
}
