/** Version of the protocol; a gateway refuses others with `version_unsupported`. */
export const PROTOCOL_VERSION = 1

export const LIMITS = {
  /** Bytes of one inbound websocket message. */
  frameBytes: 64 * 1024,
  /** Characters (UTF-16 units) of one text message. */
  textLength: 5000,
  noteLength: 500,
  /** Sends and commands a client may have unanswered. */
  window: 32,
  /** Messages per `history` page. */
  historyPage: 200,
  /** Bytes of one uploaded file. */
  fileBytes: 20 * 1024 * 1024,
} as const

/** At least 10 characters; length is what counts. */
export const PASSWORD_MIN = 10
