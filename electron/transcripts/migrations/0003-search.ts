import type { Migration } from './migration.ts'

/**
 * The index of grams (grams.ts), rowid = pos. It keeps neither text, positions nor sizes: hits are
 * checked against the message itself. `search_pending` names the messages that are not in it yet,
 * written with them in one transaction; search scans those, and so is complete at any moment.
 * `days` bounds the pos of each day's messages, for searches between dates, whatever clocks did.
 */
export const search: Migration = {
  version: 3,
  up: (handle) =>
    handle.script(`
      CREATE VIRTUAL TABLE search USING fts5 (
        grams, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
      );
      CREATE TABLE search_pending (pos INTEGER PRIMARY KEY) STRICT;
      CREATE TABLE days (
        day INTEGER PRIMARY KEY,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL
      ) STRICT;
      INSERT INTO search_pending SELECT pos FROM messages;
      INSERT INTO days SELECT at / 86400000, min(pos), max(pos) FROM messages GROUP BY 1;
    `),
}
