/** What can be wrong with a store. The messages are for people at a terminal and hold no secrets. */
export type StoreErrorCode =
  /** The key does not open the file, or the file is no database of this kind. */
  | 'wrong_key'
  /** The file is damaged, or its contents contradict each other. */
  | 'corrupt'
  /** Written by a newer version; left untouched. */
  | 'newer'
  /** Another process has it open. */
  | 'locked'
  /** There is no such file. */
  | 'missing'
  /** The target of a backup or restore exists already. */
  | 'exists'
  /** Someone else has written to this log meanwhile. */
  | 'fenced'
  /** The disk refused: full, or failing. */
  | 'io'

export class StoreError extends Error {
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'StoreError'
    this.code = code
  }
}
