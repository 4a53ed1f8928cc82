import { randomUUID } from 'node:crypto'
import { BrowserWindow, session } from 'electron/main'

const SCHEME = 'evidence'

/**
 * A self-contained page as PDF, in a window that nobody sees, where no program runs and which reaches
 * nothing: its session knows this one page and refuses every other address. The page's own policy
 * (gateway/evidence/transcript.ts, electron/practice/certificate.ts) lets it show pictures within it,
 * and its one style. `across`: the paper lies on its long side, and the page has its own margins.
 */
export async function printed(
  html: Uint8Array,
  { across = false }: { readonly across?: boolean } = {},
): Promise<Uint8Array> {
  const own = session.fromPartition(randomUUID())
  own.protocol.handle(SCHEME, () => new Response(Buffer.from(html), { headers: HEADERS }))
  own.webRequest.onBeforeRequest((details, answer) => {
    const { protocol } = new URL(details.url)
    answer({ cancel: protocol !== `${SCHEME}:` && protocol !== 'data:' })
  })
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  own.setPermissionCheckHandler(() => false)
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      session: own,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      javascript: false,
      webviewTag: false,
    },
  })
  try {
    await window.loadURL(`${SCHEME}://page/`)
    return await window.webContents.printToPDF({
      printBackground: true,
      pageSize: 'A4',
      ...(across ? { landscape: true, margins: { top: 0, bottom: 0, left: 0, right: 0 } } : {}),
    })
  } finally {
    window.destroy()
    own.protocol.unhandle(SCHEME)
    await own.clearStorageData()
  }
}

const HEADERS = { 'content-type': 'text/html; charset=utf-8' }
