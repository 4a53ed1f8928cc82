import { pageWithoutCards, withoutCards } from '#shared/masking/cards.ts'
import type { ClientFrame } from '#shared/protocol/frames.ts'
import { reachOfFrame } from './frame-rights.ts'
import type { SessionHost, Signed } from './session-host.ts'

/** Frames without an answer: what is beside the log, and passing marks. */
export type LooseInbound = Extract<ClientFrame, { t: 'typing' | 'look' | 'keep' }>

/**
 * S33, S52 to S54. Where it is too much in a short time, or no right of the sender's, it is dropped: a
 * mark is passing, and what is kept counts only when it has been told back.
 */
export function takeLoose(
  host: SessionHost,
  signed: Signed,
  frame: LooseInbound,
  monotonic: number,
): void {
  const { viewer, hub, bucket } = signed
  if (!bucket.take(monotonic) || reachOfFrame(signed, frame.t) === 'no') return
  switch (frame.t) {
    case 'typing':
      hub.typing(viewer, frame.conversation, frame.on, frame.text)
      return
    case 'look':
      if (viewer.kind !== 'buyer') return
      host.looks.add(hub.shop.id, viewer.buyer, {
        page: pageWithoutCards(frame.page),
        title: withoutCards(frame.title ?? '') || null,
        product: withoutCards(frame.product ?? '') || null,
      })
      return
    case 'keep':
      if (viewer.kind !== 'agent') return
      host.keeping.keep(
        hub.shop.id,
        viewer.account,
        frame.key,
        frame.value && withoutCards(frame.value),
      )
      return
  }
}
