import { type BrowserWindow, desktopCapturer, screen, systemPreferences } from 'electron/main'
import { Failure } from '../failure.ts'

/** Under Wayland the person chooses in a dialog of the desktop's. */
const PATIENCE_MS = 60_000

/**
 * What the screen shows that the window is on, as PNG in the screen's own pixels; the page lets the
 * person choose a part. Null: given up in the desktop's own dialog.
 *
 * @throws Failure `not_allowed`: the system doesn't let us see the screen.
 */
export async function captureScreen(window: BrowserWindow): Promise<Uint8Array | null> {
  // «not-determined» is asked by the system itself when we first look.
  const state =
    process.platform === 'linux' ? 'granted' : systemPreferences.getMediaAccessStatus('screen')
  if (state === 'denied' || state === 'restricted')
    throw new Failure('not_allowed', 'the system refuses to show the screen to this app')
  const display = screen.getDisplayMatching(window.getBounds())
  const { width, height } = display.size
  const thumbnailSize = {
    width: Math.round(width * display.scaleFactor),
    height: Math.round(height * display.scaleFactor),
  }
  const sources = await within(desktopCapturer.getSources({ types: ['screen'], thumbnailSize }))
  const wayland = process.platform === 'linux' && process.env['XDG_SESSION_TYPE'] === 'wayland'
  // The portal answers with nothing when its dialog is closed.
  if (wayland && sources.length === 0) return null
  const picture = (sources.find(({ display_id: id }) => id === String(display.id)) ?? sources[0])
    ?.thumbnail
  if (!picture || picture.isEmpty())
    throw new Failure('not_allowed', 'the system gave no picture of the screen')
  return picture.toPNG()
}

async function within<T>(promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(new Failure('not_allowed', 'the system did not answer')),
    PATIENCE_MS,
  )
  try {
    return await Promise.race([promise, late])
  } catch (error) {
    throw error instanceof Failure
      ? error
      : new Failure('not_allowed', 'the system refuses to show the screen')
  } finally {
    clearTimeout(timer)
  }
}

/** As screenshots are called everywhere: by the time, so that two never meet. */
export function screenshotName(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`
  return `screenshot-${day}-${time}.png`
}
