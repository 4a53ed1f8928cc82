import type { Batch, Cursor } from '#shared/protocol/client.ts'
import type { BuyerEvent, Delivered } from '#shared/protocol/events.ts'
import { applyToBuyerView, type BuyerPageView } from '#shared/protocol/view.ts'

/**
 * What a reload resumes from: a cursor and the view at exactly that cursor, kept under one key, so
 * that whichever tab wrote last, the two belong together. No message is kept: a shared computer's
 * storage is no place for what was said, and `history` brings it again.
 */
export interface Place {
  readonly buyer: string
  readonly cursor: Cursor
  readonly view: BuyerPageView
}

export function isPlace(value: unknown): value is Place {
  const place = value as Partial<Place> | null
  return (
    typeof place?.buyer === 'string' &&
    typeof place.cursor?.epoch === 'string' &&
    typeof place.cursor.pos === 'number' &&
    typeof place.view?.shop?.name === 'string'
  )
}

/** The view after a batch; null when events came without a view, which only a broken storage makes. */
export function viewAfter(view: BuyerPageView | null, batch: Batch): BuyerPageView | null {
  if (batch.kind === 'snapshot') return 'me' in batch.view ? view : batch.view
  let next = view
  for (const delivered of buyerEvents(batch)) if (next) next = applyToBuyerView(next, delivered)
  return next
}

/** A buyer's connection is given nothing but BuyerEvents (S30). */
export function buyerEvents(
  batch: Extract<Batch, { kind: 'events' }>,
): readonly Delivered<BuyerEvent>[] {
  return batch.events as readonly Delivered<BuyerEvent>[]
}
