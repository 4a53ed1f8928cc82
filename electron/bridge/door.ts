import { BrowserWindow, ipcMain, type IpcMainInvokeEvent } from 'electron/main'
import type { ZodType } from 'zod'
import type {
  BridgeArgument,
  BridgeCallName,
  BridgeEventName,
  BridgeEvents,
  BridgeResult,
  BridgeValue,
} from '#shared/bridge/contract.ts'
import { asBridgeFailure, describe } from '../failure.ts'
import { log } from '../log.ts'
import { isOurs } from '../security/scheme-path.ts'
import { firstSchemas } from './first-schemas.ts'

export interface Caller {
  readonly window: BrowserWindow
}
export type Handler<N extends BridgeCallName> = (
  argument: BridgeArgument<N>,
  caller: Caller,
) => BridgeValue<N> | Promise<BridgeValue<N>>
export type Handlers<N extends BridgeCallName = BridgeCallName> = {
  readonly [K in N]: Handler<K>
}

/** Nothing but the main frame of a window of ours is heard. */
function trustedCaller(event: IpcMainInvokeEvent): Caller | null {
  const frame = event.senderFrame
  // Null: the frame has gone or navigated since it called.
  if (!frame || frame.parent !== null || !isOurs(frame.url)) return null
  const window = BrowserWindow.fromWebContents(event.sender)
  return window ? { window } : null
}

let inFlight = 0
const idle: (() => void)[] = []

/** Resolves when no call is being handled. */
export function bridgeIdle(): Promise<void> {
  if (inFlight === 0) return Promise.resolve()
  return new Promise((resolve) => idle.push(resolve))
}

/** The one registration: trusted sender, schema, handler, and failures as {code, message}. */
function register<N extends BridgeCallName>(name: N, handler: Handler<N>): void {
  ipcMain.handle(
    `call:${name}`,
    async (event, raw: unknown): Promise<BridgeResult<BridgeValue<N>>> => {
      const caller = trustedCaller(event)
      if (!caller) {
        log('warn', 'bridge: untrusted caller refused', { call: name })
        return { ok: false, error: { code: 'bad_call', message: 'untrusted caller' } }
      }
      inFlight++
      try {
        // Waited for only where it must be: calls are handled as they come.
        if (!schemas[name]) await loadSchemas()
        const parsed = readArgument(name, raw)
        if (typeof parsed === 'string')
          return { ok: false, error: { code: 'bad_call', message: `bad argument: ${parsed}` } }
        return { ok: true, value: await handler(parsed.data, caller) }
      } catch (error) {
        const failure = asBridgeFailure(error)
        if (failure.code === 'internal')
          log('error', 'bridge: call failed', { call: name, error: describe(error) })
        return { ok: false, error: failure }
      } finally {
        inFlight--
        if (inFlight === 0) for (const resolve of idle.splice(0)) resolve()
      }
    },
  )
}

const schemas: Partial<Record<BridgeCallName, ZodType>> = { ...firstSchemas }

/** What a start's first calls don't need: behind the paint, or with the first call that asks for it. */
export async function loadSchemas(): Promise<void> {
  Object.assign(schemas, (await import('./schemas.ts')).schemas)
}

/** The argument, or which of its fields are wrong. */
function readArgument<N extends BridgeCallName>(
  name: N,
  raw: unknown,
): { readonly data: BridgeArgument<N> } | string {
  try {
    const parsed = schemas[name]?.safeParse(raw)
    if (!parsed) return 'no schema'
    if (parsed.success) return { data: parsed.data as BridgeArgument<N> }
    // The path of the field only: zod's messages may quote what was typed.
    const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')
    return fields.slice(0, 300)
  } catch {
    // Nested so deep that the looking itself failed.
    return 'unreadable'
  }
}

export function openBridge(handlers: Handlers): void {
  for (const name of Object.keys(handlers) as BridgeCallName[])
    register(name, handlers[name] as Handler<typeof name>)
}

/** To every window of ours. */
export function tellWindows<N extends BridgeEventName>(name: N, payload: BridgeEvents[N]): void {
  for (const window of BrowserWindow.getAllWindows()) {
    const { webContents } = window
    if (!webContents.isDestroyed() && isOurs(webContents.getURL()))
      webContents.send(`event:${name}`, payload)
  }
}
