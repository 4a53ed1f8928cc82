import { join } from 'node:path'

/** Where an account's cache lies. `knownId`: of its entry in the list of saved accounts. */
export function cacheFile(folder: string, knownId: string): string {
  return join(folder, 'transcripts', `${knownId}.db`)
}
