import { filledParts } from '#shared/phrases/fill.ts'
import type { KnownPhrase } from '#shared/phrases/model.ts'
import type { PlayInput } from '#shared/practice/play.ts'
import type { Deed } from '#shared/practice/run.ts'
import type { OrderAct } from '#shared/orders/model.ts'
import type { Message } from '#shared/protocol/model.ts'
import type { LogRow } from '../desk/contract.ts'
import { parseConversationId } from '../desk/state.ts'
import type { KeptRun } from './kept.ts'

/** What a row of the shop's log means to a run. */
export type Heard =
  | {
      readonly kind: 'asked'
      readonly buyer: string
      readonly text: string
      readonly cseq: number
      readonly cid: string | null
    }
  | { readonly kind: 'automatic'; readonly buyer: string; readonly text: string; cseq: number }
  | { readonly kind: 'input'; readonly input: Exclude<PlayInput, { kind: 'time' }>; cseq: number }
  | { readonly kind: 'presence'; readonly online: boolean }
  /** The trainee's account was deleted. */
  | { readonly kind: 'deleted' }
  /** A simulated colleague, taken for one who has left. */
  | { readonly kind: 'colleague'; readonly account: string }
  | { readonly kind: 'offer'; readonly to: string; readonly conversation: string; epoch: number }

export interface HearingParts {
  readonly phrases: () => Promise<readonly KnownPhrase[]>
  /** What was asked of the order system; the log has neither addresses nor notes. */
  readonly act: (id: string) => Promise<OrderAct | null>
}

/** Null: nothing to this run. */
export async function heard(
  run: KeptRun,
  { event }: LogRow,
  parts: HearingParts,
): Promise<Heard | null> {
  const { account } = run
  switch (event.type) {
    case 'message.sent':
      return heardMessage(run, event.message, parts)
    case 'account.presence':
      if (event.account === account) return { kind: 'presence', online: event.online }
      return !event.online && Object.values(run.colleagues).includes(event.account)
        ? { kind: 'colleague', account: event.account }
        : null
    case 'account.changed':
      return event.account === account && event.changes.deleted === true
        ? { kind: 'deleted' }
        : null
    case 'account.suspended':
      // A screen that locks itself is nobody's deed.
      return event.account === account && (event.by ?? 'person') === 'person'
        ? did(null, { do: event.reason === null ? 'resume' : 'suspend' })
        : null
    case 'conversation.offered': {
      const { offer, holderEpoch } = event.view
      const isOurs = offer !== null && Object.values(run.colleagues).includes(offer.to)
      return isOurs && buyerIn(run, event.conversation) !== null
        ? { kind: 'offer', to: offer.to, conversation: event.conversation, epoch: holderEpoch }
        : null
    }
    case 'conversation.assigned': {
      const buyer = buyerIn(run, event.conversation)
      if (buyer === null || event.from !== account || event.to === account) return null
      // Taken away by dispatch or a supervisor is not given away.
      if (event.decision.rule !== 'D12') return null
      const group = Object.entries(run.colleagues).find(([, id]) => id === event.to)?.[0] ?? null
      return did(buyer, { do: 'forward', group, note: event.note })
    }
    case 'conversation.closed': {
      const buyer = buyerIn(run, event.conversation)
      if (buyer === null || event.by !== account) return null
      const { topic = null, text = '' } = event.summary ?? {}
      return did(buyer, { do: 'close', topic, text })
    }
    case 'message.recalled': {
      const buyer = buyerIn(run, event.conversation)
      if (buyer === null || event.by !== account) return null
      return did(buyer, { do: 'recall', cseq: event.cseq })
    }
    case 'order.acted': {
      const buyer = buyerIn(run, event.conversation)
      if (buyer === null || event.account !== account) return null
      const { act: id, number, name, amount, outcome } = event.order
      const act = await parts.act(id)
      return did(buyer, {
        do: 'order',
        act: name,
        order: number,
        amount: amount?.amount ?? null,
        text: act === null ? '' : textOf(act),
        outcome,
      })
    }
    default:
      return null
  }
}

/** The scenario's name of the buyer whose conversation it is. */
function buyerIn(run: KeptRun, conversation: string): string | null {
  const id = parseConversationId(conversation)?.buyer
  return Object.entries(run.buyers).find(([, buyer]) => buyer.id === id)?.[0] ?? null
}

function did(buyer: string | null, deed: Deed): Heard {
  return { kind: 'input', cseq: 0, input: { kind: 'did', buyer, deed } }
}

async function heardMessage(
  run: KeptRun,
  { conversation, sender, body, cseq, cid }: Omit<Message, 'pos' | 'at'>,
  { phrases }: HearingParts,
): Promise<Heard | null> {
  const buyer = buyerIn(run, conversation)
  if (buyer === null || body.kind === 'notice') return null
  const text = body.kind === 'text' || body.kind === 'auto' ? body.text : ''
  if (sender.kind === 'buyer') return { kind: 'asked', buyer, text, cseq, cid }
  if (sender.kind === 'shop' || sender.account !== run.account || body.kind === 'auto')
    return { kind: 'automatic', buyer, text, cseq }
  const quickReply = text === '' ? null : quickReplyIn(text, await phrases())
  // What was taken back since was said nevertheless; its words are gone.
  const kind =
    body.kind === 'image' || body.kind === 'file' || body.kind === 'card' ? body.kind : 'text'
  const of =
    body.kind !== 'card' ? null : body.card.kind === 'order' ? body.card.number : body.card.id
  return {
    kind: 'input',
    cseq,
    input: { kind: 'answered', buyer, text, body: kind, of, quickReply },
  }
}

/** The code (or title) of the team's quick reply that the text was made of, whatever was filled in. */
export function quickReplyIn(text: string, phrases: readonly KnownPhrase[]): string | null {
  const said = text.trim()
  const found = phrases.find(
    (phrase) =>
      phrase.scope === 'team' && phrase.text.trim() !== '' && patternOf(phrase.text).test(said),
  )
  return found ? found.code || found.title : null
}

function patternOf(text: string): RegExp {
  const parts = filledParts(text.trim(), {}).map((part) =>
    part.kind === 'missing' ? '[^\\n]{1,200}?' : escaped(part.text),
  )
  return new RegExp(`^${parts.join('')}$`, 'u')
}

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)

function textOf(act: OrderAct): string {
  switch (act.name) {
    case 'remind':
    case 'price':
      return ''
    case 'note':
      return act.text
    case 'address':
      return [act.to.name, act.to.phone, act.to.text].join(' ')
    case 'return':
    case 'refund':
      return act.reason
  }
}
