import { GatewayFailure } from '../failure.ts'
import { BackupError } from './errors.ts'

/** In words and codes of the command line. */
export function backupFailure(error: unknown): unknown {
  if (!(error instanceof BackupError)) return error
  const cause = { cause: error }
  switch (error.code) {
    case 'wrong_key':
      return new GatewayFailure('key_wrong', error.message, cause)
    case 'newer':
      return new GatewayFailure('database_newer', error.message, cause)
    case 'missing':
    case 'damaged':
    case 'busy':
      return new GatewayFailure('check_failed', error.message, cause)
    case 'refused':
      return new GatewayFailure('usage', error.message, cause)
    case 'full':
    case 'io':
      return new GatewayFailure('data_unwritable', error.message, cause)
  }
}
