import { createTranscripts } from '#electron/transcripts/client.ts'
import { textMessage } from '#electron/transcripts/testing/fixtures.ts'

/**
 * A process with an open cache for tests that kill it or take its disk away. Its parent gives
 * `start` once, then `fill` as often as it likes; it tells each acknowledged item by its number.
 */
export type TrafficOrder =
  | { readonly order: 'start'; readonly file: string; readonly key: string; readonly from: number }
  /** Goes on until an item fails, or until the number `until`. */
  | { readonly order: 'fill'; readonly until: number; readonly padding: number }
  | { readonly order: 'count' }

export type TrafficReport =
  | { readonly report: 'started' }
  | { readonly report: 'acknowledged'; readonly number: number }
  | { readonly report: 'filled'; readonly code: string | null; readonly message: string | null }
  | {
      readonly report: 'counted'
      readonly outbox: number
      readonly pos: number
      readonly found: number
    }

const transcripts = createTranscripts()
let number = 0

function tell(report: TrafficReport): void {
  process.send?.(report)
}

/** Each item is an outbox row and a batch with one message. */
async function addItem(padding: number): Promise<void> {
  const next = number + 1
  await transcripts.outboxAdd({
    cid: `item-${next}`,
    conversation: 'conversation-1',
    payload: { kind: 'send', body: { kind: 'text', text: 'x'.repeat(padding) } },
  })
  const message = textMessage(next, `traffic ${next} ${'x'.repeat(padding)}`)
  await transcripts.applyBatch({ epoch: 'e', pos: next, conversations: [], messages: [message] })
  number = next
  tell({ report: 'acknowledged', number })
}

async function follow(order: TrafficOrder): Promise<void> {
  switch (order.order) {
    case 'start':
      number = order.from
      await transcripts.open({ file: order.file, key: Buffer.from(order.key, 'hex') })
      tell({ report: 'started' })
      return
    case 'fill':
      try {
        while (number < order.until) await addItem(order.padding)
        tell({ report: 'filled', code: null, message: null })
      } catch (error) {
        const { code, message } = error as { code: string; message: string }
        tell({ report: 'filled', code, message })
      }
      return
    case 'count': {
      const cursor = await transcripts.cursor()
      const { total } = await transcripts.search({ text: 'traffic', limit: 100_000 })
      tell({
        report: 'counted',
        outbox: (await transcripts.outboxList()).length,
        pos: cursor?.pos ?? 0,
        found: total ?? -1,
      })
    }
  }
}

process.on('message', (order: TrafficOrder) => {
  void follow(order)
})
process.on('disconnect', () => process.exit())
