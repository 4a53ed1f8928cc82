import type { Migration } from './migration.ts'

/**
 * What the gateway told us; all of it can be fetched again. `messages` is clustered by pos: newest
 * first is walking it backwards. Ids are long and repeat in every row, so they are interned.
 */
export const transcripts: Migration = {
  version: 1,
  up: (handle) =>
    handle.script(`
      CREATE TABLE names (
        key INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
      ) STRICT;
      CREATE TABLE messages (
        pos INTEGER PRIMARY KEY,
        conversation INTEGER NOT NULL,
        cseq INTEGER NOT NULL,
        buyer INTEGER NOT NULL,
        sender_kind TEXT NOT NULL,
        sender INTEGER,
        sender_nick INTEGER,
        at INTEGER NOT NULL,
        cid TEXT,
        body TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX messages_by_conversation ON messages (conversation, cseq);
      CREATE TABLE conversations (
        conversation TEXT PRIMARY KEY,
        view TEXT NOT NULL,
        updated INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE cursor (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        epoch TEXT NOT NULL,
        pos INTEGER NOT NULL
      ) STRICT;
    `),
}
