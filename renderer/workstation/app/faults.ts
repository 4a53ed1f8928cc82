import type { XiaoerBridge } from '#shared/bridge/contract.ts'

/** A fault that comes with each frame is told so often, and no more. */
const MOST = 5
const FRAMES = 12

let told = 0

/**
 * Errors that nobody caught are kept on this computer: by class and place, never by their words, which
 * may quote a message. The main process takes the frames apart once more.
 */
export function tellFault(bridge: XiaoerBridge, error: unknown): void {
  if (++told > MOST) return
  const { name, stack = '', message } = error instanceof Error ? error : new Error('')
  const from = message === '' ? -1 : stack.indexOf(message)
  const frames = (from === -1 ? stack : stack.slice(from + message.length))
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, FRAMES)
    .map((line) => line.slice(0, 500))
  void bridge.call('app.crashed', { name: name.slice(0, 200), frames }).catch(() => undefined)
}

export function watchFaults(bridge: XiaoerBridge): void {
  window.addEventListener('error', ({ error }) => tellFault(bridge, error))
  window.addEventListener('unhandledrejection', ({ reason }) => tellFault(bridge, reason))
}

/** What was typed is stored before the page goes, as at its end; a further answer shows that it is. */
export async function handOver(): Promise<void> {
  window.dispatchEvent(new Event('pagehide'))
  await window.xiaoer.call('app.state').catch(() => undefined)
}
