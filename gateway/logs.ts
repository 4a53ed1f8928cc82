import { pino, type DestinationStream, type Logger } from 'pino'
import { GatewayFailure, systemCode } from './failure.ts'

/** Never written, wherever they stand in a logged object; the second net behind «don't log them». */
const SECRET = [
  'password',
  'old',
  'new',
  'token',
  'access',
  'refresh',
  'authorization',
  'cookie',
  'key',
  'secret',
  'text',
  'body',
  'note',
]

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

export function createLog(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: {},
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    redact: {
      paths: SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: '[secret]',
    },
    serializers: { err: describeError },
    formatters: { level: (label: string) => ({ level: label }) },
  }
  return destination ? pino(options, destination) : pino(options)
}

/**
 * Kind, code and where it happened. The message only where it is ours or the system's: others may
 * quote what they choked on, such as JSON.parse, which repeats the text.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error }
  const code = systemCode(error)
  const ours = error instanceof GatewayFailure || code !== undefined
  return {
    kind: error.name,
    ...(code === undefined ? {} : { code }),
    ...(ours ? { message: error.message } : {}),
    at: error.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 8)
      .map((line) => line.trim()),
  }
}
