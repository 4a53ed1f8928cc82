import type { BrowserWindow } from 'electron/main'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { AgentView } from '#shared/protocol/view.ts'

export interface ScreenshotOptions {
  readonly file: string
  readonly window: () => BrowserWindow | null
  readonly view: () => AgentView | null
  readonly open: (conversation: string) => void
}

/** The page is a world of its own, so that is asked at intervals. */
const EVERY_MS = 250
const WITHIN_MS = 45_000

/**
 * For starts without a display: waits for a conversation, shows it, waits until the page has painted
 * its words, and saves a picture. Resolves to its path, and whether the conversation was in it.
 */
export async function takeScreenshot(
  options: ScreenshotOptions,
): Promise<{ readonly file: string; readonly complete: boolean }> {
  const until = Date.now() + WITHIN_MS
  let opened = ''
  let complete = false
  while (!complete && Date.now() < until) {
    await delay(EVERY_MS)
    const view = options.view()
    const conversation = view && newest(view)
    if (!conversation?.last) continue
    if (opened !== conversation.id) {
      opened = conversation.id
      options.open(conversation.id)
      continue
    }
    complete = await paints(options.window(), conversation.buyer.name)
  }
  const window = options.window()
  if (!window) throw new Error('there is no window to take a picture of')
  const picture = await window.webContents.capturePage()
  const file = resolve(options.file)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, picture.toPNG())
  return { file, complete }
}

function newest(view: AgentView): AgentView['conversations'][string] | undefined {
  return Object.values(view.conversations)
    .filter((conversation) => conversation.last !== null)
    .toSorted((a, b) => (b.last?.at ?? 0) - (a.last?.at ?? 0))[0]
}

/** Reads the page from a world of its own: nothing of it can be seen or changed by the page. */
const WORLD = 999

async function paints(window: BrowserWindow | null, words: string): Promise<boolean> {
  if (!window) return false
  const code = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
    done(document.body.innerText.includes(${JSON.stringify(words)}) &&
      document.querySelector('[data-screenshot-ready="false"]') === null))))`
  try {
    return (await window.webContents.executeJavaScriptInIsolatedWorld(WORLD, [{ code }])) as boolean
  } catch {
    return false
  }
}
