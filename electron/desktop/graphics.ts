import { app } from 'electron/main'
import type { JsonFile } from '../json-file.ts'
import type { Settings } from '../settings.ts'

const AGAIN_MS = 7 * 86_400_000

/**
 * Where no graphics card can be used (a virtual machine, a remote desktop), Chromium starts its
 * graphics process twice in vain before it draws by itself, a quarter of a second at each start. What
 * it found is remembered for a week, and only for the same Electron. Before `ready`.
 */
export function spareGraphics(noGraphics: Settings['noGraphics']): void {
  if (noGraphics?.electron === process.versions.electron && Date.now() < noGraphics.until)
    app.disableHardwareAcceleration()
}

/** Once a page is painted, so that Chromium knows. */
export function noteGraphics(settings: JsonFile<Settings>): void {
  const { noGraphics, ...rest } = settings.get()
  const known = noGraphics?.electron === process.versions.electron && Date.now() < noGraphics.until
  // Not tried this time, so nothing new was found.
  if (known) return
  if (app.getGPUFeatureStatus().gpu_compositing.startsWith('disabled')) {
    const { electron } = process.versions
    settings.set({ ...rest, noGraphics: { electron, until: Date.now() + AGAIN_MS } })
  } else if (noGraphics) settings.set(rest)
}
