/** What can be wrong with backups. The messages are for people and hold no secrets. */
export type BackupErrorCode =
  /** A file of it was changed, cut or swapped. */
  | 'damaged'
  /** A file of it, or all of it, is not there. */
  | 'missing'
  /** Neither this gateway's key nor this recovery key opens it. */
  | 'wrong_key'
  /** Made by a newer version. */
  | 'newer'
  /** The disk of the backups is full. */
  | 'full'
  /** Another backup or a restore is under way, or its name is taken. */
  | 'busy'
  /** What was asked breaks a rule. */
  | 'refused'
  /** It can't be read or written. */
  | 'io'

export class BackupError extends Error {
  readonly code: BackupErrorCode

  constructor(code: BackupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'BackupError'
    this.code = code
  }
}
