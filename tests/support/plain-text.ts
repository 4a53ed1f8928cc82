import { readFileSync } from 'node:fs'

/** The first of `secrets` that a file holds, as UTF-8 or UTF-16; null: none. */
export function filesHold(file: string, secrets: readonly string[]): string | null {
  const content = readFileSync(file)
  return (
    secrets.find(
      (secret) =>
        content.includes(Buffer.from(secret)) || content.includes(Buffer.from(secret, 'utf16le')),
    ) ?? null
  )
}
