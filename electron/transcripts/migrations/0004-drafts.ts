import type { Migration } from './migration.ts'

/**
 * Drafts go to the account's other workstations: `dirty` ones are not at the gateway yet. Those from
 * before were never sent. A dirty draft without words tells that one is gone.
 */
export const drafts: Migration = {
  version: 4,
  up: (handle) => handle.script('ALTER TABLE drafts ADD COLUMN dirty INTEGER NOT NULL DEFAULT 1'),
}
