import type { ConversationId } from '#shared/protocol/model.ts'
import type { AgentView } from '#shared/protocol/view.ts'

export interface Late {
  readonly conversation: ConversationId
  readonly buyerName: string
  /** Since when, by the gateway's clock. */
  readonly since: number
}

/** Held by this account and unanswered for `settings.desk.lateMs` and more, the longest first. Pure. */
export function lateOf(view: AgentView, now: number): Late[] {
  const { lateMs } = view.settings.desk
  const late: Late[] = []
  for (const { id, holder, waitingSince, buyer } of Object.values(view.conversations))
    if (holder === view.me && waitingSince !== null && now - waitingSince >= lateMs)
      late.push({ conversation: id, buyerName: buyer.name, since: waitingSince })
  return late.toSorted((a, b) => a.since - b.since)
}

/** When the next one will be late, by the gateway's clock; null while nobody else waits. Pure. */
export function nextLateAt(view: AgentView, now: number): number | null {
  const { lateMs } = view.settings.desk
  let next: number | null = null
  for (const { holder, waitingSince } of Object.values(view.conversations)) {
    if (holder !== view.me || waitingSince === null) continue
    const due = waitingSince + lateMs
    if (due > now && (next === null || due < next)) next = due
  }
  return next
}

/** A wait is told once; the buyer's next one is another. */
export function waitKey({ conversation, since }: Late): string {
  return `${conversation} ${since}`
}
