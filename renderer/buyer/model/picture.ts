import type { FileRef } from '#shared/protocol/model.ts'
import { LIMITS } from '#shared/protocol/limits.ts'

export interface PictureSource {
  readonly file: Omit<FileRef, 'id'> & { readonly id?: string }
  /** Of the buyer's own: its bytes may still be here. */
  readonly cid: string | null
}

/** What the gateway accepts and every browser shows. SVG is a document, not a picture. */
export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] as const

const BOX = 240
const SMALLEST = 72

/** The size a picture is shown at: inside 240 by 240 pixels, never so thin that it can't be clicked. */
export function boxOf(
  width: number | undefined,
  height: number | undefined,
): { readonly width: number; readonly height: number } {
  if (!width || !height) return { width: BOX, height: 180 }
  const scale = Math.min(1, BOX / width, BOX / height)
  const fit = (length: number) => Math.round(Math.max(SMALLEST, length * scale))
  return { width: fit(width), height: fit(height) }
}

export type PictureRefusal = 'type' | 'size'

/** Before any byte is read: what can't be sent is said at once. */
export function refusePicture(file: {
  readonly type: string
  readonly size: number
}): PictureRefusal | null {
  if (!PICTURE_TYPES.some((type) => type === file.type)) return 'type'
  return file.size > LIMITS.fileBytes || file.size === 0 ? 'size' : null
}
