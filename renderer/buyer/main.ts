import { withoutCards } from '#shared/masking/cards.ts'
import { Chat, type ChatState } from './chat.ts'
import { BuyerIdentity } from './io/identity.ts'
import { takeSigned } from './io/signed.ts'
import { measure, Pictures } from './io/pictures.ts'
import { BlobStore, openStorage, writeQuietly } from './io/storage.ts'
import { isLanguage, type Language, pickLanguage, translator } from './language.ts'
import { type FromFrame, isToFrame, parseAddress } from './model/embed.ts'
import { PendingStore } from './model/pending.ts'
import { refusePicture } from './model/picture.ts'
import { originTaker } from './io/origin.ts'
import { pageView, type PageView } from './view/page.ts'

// The start of the page, top to bottom: address, storage, identity, chat, view, the world around.
const address = parseAddress(location.href)
const local = openStorage('localStorage')
const session = openStorage('sessionStorage')
const base = location.origin
const draftKey = `xiaoer.${address.shop}.draft`
const languageKey = 'xiaoer.language'
/** A site with an older script tag tells nothing. */
const HOST_MS = 3000

const stored = local.storage.getItem(languageKey)
let language: Language = isLanguage(stored) ? stored : pickLanguage(navigator.languages)

const pendingStore = new PendingStore(local.storage, address.shop)
const blobs = new BlobStore()
const identity = new BuyerIdentity({
  base,
  signed: address.host === null ? takeSigned(location, history) : hostSigned(),
  shop: address.shop,
  storage: local.storage,
  onChange: () => queueMicrotask(() => chat.restart()),
})
const pictures = new Pictures(identity, blobs)
const chat = new Chat({
  shop: address.shop,
  base,
  durable: local.durable,
  storage: local.storage,
  pending: pendingStore,
  blobs,
  identity,
  look:
    address.page === null
      ? null
      : {
          page: address.page,
          ...(address.product === null ? {} : { product: address.product }),
        },
  takeOrigin: originTaker(address, session.storage),
  onChange: () => renderSoon(),
})

/** The site around the frame tells whom it signed for, or that it is nobody; null after a while. */
function hostSigned(): Promise<string | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), HOST_MS)
    window.addEventListener('message', (event) => {
      if (event.source !== window.parent || event.origin !== address.host) return
      if (!isToFrame(event.data) || event.data.xiaoer !== 'identity') return
      clearTimeout(timer)
      resolve(event.data.token)
    })
  })
}

/** In a closed widget's frame nobody reads, although the document itself is visible. */
let frameOpen = address.host === null
let view: PageView = build()

function build(): PageView {
  document.documentElement.lang = language
  const page = pageView({
    t: translator(language),
    language,
    pictures,
    draft: session.storage.getItem(draftKey) ?? '',
    skew: () => chat.skew,
    embedded: address.host !== null,
    actions: {
      chooseLanguage: (chosen) => {
        language = chosen
        writeQuietly(local.storage, languageKey, chosen)
        view.node.remove()
        view = build()
        view.update(chat.state)
        view.focus()
      },
      sendText: (value) => chat.sendText(value),
      sendPictures: (files) => void sendPictures(files),
      choose: (choice) => chat.choose(choice),
      rate: (score, words) => chat.rate(score, words),
      changed: (value) => {
        writeQuietly(session.storage, draftKey, value === '' ? null : withoutCards(value))
        chat.typing(value)
      },
      retry: (cid) => chat.outbox.retry(cid),
      discard: (cid) => chat.outbox.discard(cid),
      loadOlder: () => void chat.loadOlder(),
      seen: () => markRead(),
      reconnect: () => chat.probe(),
      close: () => tellHost({ xiaoer: 'close' }),
    },
  })
  document.body.append(page.node)
  return page
}

async function sendPictures(files: readonly File[]): Promise<void> {
  for (const file of files) {
    const refusal = refusePicture(file)
    const size = refusal ? null : await measure(file)
    if (refusal ?? !size) view.refuse(refusal ?? 'unreadable', file.name, file.size)
    if (size)
      await chat.outbox.addPicture({ blob: file, name: file.name, type: file.type, ...size })
  }
}

function markRead(): void {
  if (frameOpen && document.visibilityState === 'visible' && view.atEnd()) chat.markRead()
}

/** Longest wait for a frame: a hidden tab and a closed widget get none, but have a title and a badge. */
const FRAME_MS = 200
let rendering = false
function renderSoon(): void {
  if (rendering) return
  rendering = true
  const now = (): void => {
    if (!rendering) return
    rendering = false
    render(chat.state)
  }
  requestAnimationFrame(now)
  setTimeout(now, FRAME_MS)
}

function render(state: ChatState): void {
  markRead()
  const unread = view.update(state)
  tellHost({ xiaoer: 'unread', count: unread, language })
}

let told = ''
function tellHost(message: FromFrame): void {
  if (address.host === null || window.parent === window) return
  const text = JSON.stringify(message)
  if (message.xiaoer === 'unread' && text === told) return
  told = text
  window.parent.postMessage(message, address.host)
}

window.addEventListener('message', (event) => {
  if (event.source !== window.parent || event.origin !== address.host) return
  if (!isToFrame(event.data)) return
  if (event.data.xiaoer === 'identity') return
  frameOpen = event.data.open
  if (frameOpen) view.focus()
  renderSoon()
})
window.addEventListener('keydown', (event) => {
  // The Esc that leaves a composition or a picture is no wish to leave the chat.
  const inside = event.isComposing || document.querySelector('dialog[open]') !== null
  if (event.key === 'Escape' && !inside) tellHost({ xiaoer: 'close' })
})
window.addEventListener('storage', (event) => chat.outbox.storageChanged(event.key, event.newValue))
window.addEventListener('online', () => chat.probe())
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'visible') return
  chat.probe()
  renderSoon()
})

view.update(chat.state)
chat.start()
