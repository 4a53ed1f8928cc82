import type { BuyerIdentity } from './identity.ts'
import type { BlobStore } from './storage.ts'
import { PICTURE_TYPES, type PictureSource } from '../model/picture.ts'

/**
 * Pictures as object URLs: they are fetched with the token in a header, since an address that opens
 * without it would be a secret in the browser's history.
 */
export class Pictures {
  readonly #identity: BuyerIdentity
  readonly #blobs: BlobStore
  readonly #urls = new Map<string, Promise<string>>()

  constructor(identity: BuyerIdentity, blobs: BlobStore) {
    this.#identity = identity
    this.#blobs = blobs
  }

  url(source: PictureSource): Promise<string> {
    // A picture keeps its URL when it turns from waiting to sent.
    const key = source.cid ?? source.file.id ?? ''
    const known = this.#urls.get(key)
    if (known) return known
    const url = this.#blob(source).then((blob) => {
      const type = PICTURE_TYPES.find((allowed) => allowed === blob.type)
      if (!type) throw new Error('not a picture')
      return URL.createObjectURL(new Blob([blob], { type }))
    })
    this.#urls.set(key, url)
    url.catch(() => this.#urls.delete(key))
    return url
  }

  async download(source: PictureSource): Promise<void> {
    const blob = await this.#blob(source)
    // Octets, whatever they call themselves: a download never opens as a page of ours.
    const url = URL.createObjectURL(new Blob([blob], { type: 'application/octet-stream' }))
    const link = document.createElement('a')
    link.href = url
    link.download = source.file.name
    link.click()
    setTimeout(() => URL.revokeObjectURL(url), 60_000)
  }

  async #blob(source: PictureSource): Promise<Blob> {
    const own = source.cid === null ? null : await this.#blobs.get(source.cid)
    if (own) return own
    if (source.file.id === undefined) throw new Error('not uploaded yet')
    return this.#identity.file(source.file.id)
  }
}

/** Its size in pixels, or null when the browser can't read it as a picture. */
export async function measure(blob: Blob): Promise<{ width: number; height: number } | null> {
  const url = URL.createObjectURL(blob)
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    return { width: image.naturalWidth, height: image.naturalHeight }
  } catch {
    return null
  } finally {
    URL.revokeObjectURL(url)
  }
}
