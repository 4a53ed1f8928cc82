/** Version of the protocol; a gateway refuses others with `version_unsupported`. */
export const PROTOCOL_VERSION = 1

export const LIMITS = {
  /** Bytes of one inbound websocket message. */
  frameBytes: 64 * 1024,
  /** Characters (UTF-16 units) of one text message. */
  textLength: 5000,
  noteLength: 500,
  /** Of a typing preview. */
  previewLength: 200,
  /** An agent may take a message back for so long, ms. */
  recallMs: 120_000,
  /** Characters of a value kept for an account (`keep`). */
  keepLength: 20_000,
  /** Tags of one buyer, notes of one buyer. */
  tags: 20,
  buyerNotes: 100,
  /** Sends and commands a client may have unanswered. */
  window: 32,
  /** Messages per `history` page. */
  historyPage: 200,
  /** Bytes of one uploaded file. */
  fileBytes: 20 * 1024 * 1024,
} as const

/** At least 10 characters; length is what counts. */
export const PASSWORD_MIN = 10
