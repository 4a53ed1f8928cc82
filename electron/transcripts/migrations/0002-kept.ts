import type { Migration } from './migration.ts'

/**
 * What exists nowhere else: it survives a reset, and is salvaged from a damaged file. So the rows
 * stand alone and name conversations in full.
 */
export const kept: Migration = {
  version: 2,
  up: (handle) =>
    handle.script(`
      CREATE TABLE outbox (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        cid TEXT NOT NULL UNIQUE,
        conversation TEXT,
        payload TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'failed')),
        error TEXT,
        attempts INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE drafts (
        conversation TEXT PRIMARY KEY,
        text TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE workspace (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `),
}
