import type { BridgeErrorCode, OutboxView } from '#shared/bridge/contract.ts'
import type { ConversationId, Message } from '#shared/protocol/model.ts'
import type { OutboxEntry } from './model.ts'

type Outbox = Readonly<Record<ConversationId, readonly OutboxEntry[]>>

export function outboxOf(views: readonly OutboxView[]): Outbox {
  return withOutbox({}, views, [])
}

/**
 * What the main process told. An item that is gone was accepted: it lingers until its own message
 * arrives, so that the line does not vanish in between.
 */
export function withOutbox(
  outbox: Outbox,
  changed: readonly OutboxView[],
  gone: readonly string[],
): Outbox {
  const next: Record<ConversationId, readonly OutboxEntry[]> = { ...outbox }
  for (const view of changed) {
    const list = next[view.conversation] ?? []
    const known = list.findIndex((entry) => entry.cid === view.cid)
    const handed =
      known >= 0
        ? known
        : list.findIndex(
            (entry) =>
              entry.state === 'handing' && JSON.stringify(entry.body) === JSON.stringify(view.body),
          )
    next[view.conversation] =
      handed < 0 ? [...list, view] : list.map((entry, index) => (index === handed ? view : entry))
  }
  if (gone.length > 0)
    for (const [conversation, list] of Object.entries(next))
      if (list.some((entry) => gone.includes(entry.cid)))
        next[conversation] = list.map((entry) =>
          gone.includes(entry.cid) ? { ...entry, state: 'lingering', error: null } : entry,
        )
  return next
}

/** Shown at once, before the main process has stored it and named its cid. */
export function withHanding(outbox: Outbox, entry: OutboxEntry): Outbox {
  return { ...outbox, [entry.conversation]: [...(outbox[entry.conversation] ?? []), entry] }
}

/**
 * What became of handing it over: the cid it is stored under, or why it could not be stored. Then it
 * stays as failed under its temporary id, so that the words are not lost.
 */
export function withHanded(
  outbox: Outbox,
  conversation: ConversationId,
  temporary: string,
  result: { readonly cid: string } | { readonly error: BridgeErrorCode },
): Outbox {
  const list = outbox[conversation]
  if (!list?.some((entry) => entry.cid === temporary)) return outbox
  const settle = (entry: OutboxEntry): OutboxEntry =>
    'cid' in result
      ? { ...entry, cid: result.cid, state: 'queued' }
      : { ...entry, state: 'failed', error: result.error }
  // The main process may have told of it before it answered.
  const doubled = 'cid' in result && list.some((entry) => entry.cid === result.cid)
  return {
    ...outbox,
    [conversation]: doubled
      ? list.filter((entry) => entry.cid !== temporary)
      : list.map((entry) => (entry.cid === temporary ? settle(entry) : entry)),
  }
}

export function withoutItem(outbox: Outbox, cid: string): Outbox {
  const found = Object.entries(outbox).find(([, list]) => list.some((entry) => entry.cid === cid))
  if (!found) return outbox
  return { ...outbox, [found[0]]: found[1].filter((entry) => entry.cid !== cid) }
}

/** What has arrived as a message is no longer on its way. */
export function withoutDelivered(outbox: Outbox, messages: readonly Message[]): Outbox {
  let next = outbox
  for (const message of messages)
    if (message.cid !== null && next[message.conversation]?.some((e) => e.cid === message.cid))
      next = withoutItem(next, message.cid)
  return next
}

export function unsentCount(outbox: Outbox): number {
  let count = 0
  for (const list of Object.values(outbox))
    for (const entry of list) if (entry.state !== 'lingering') count++
  return count
}
